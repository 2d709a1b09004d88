import { describe, expect, it } from 'vitest';
import { origins } from '../../../src/agents/claude/origins.ts';
import { sentCredentials, whereIs, winner, type Origin } from '../../../src/config-layers/origin.ts';
import { lookAt, type Machine } from '../../support/look.ts';

const user = '/home/dev/.claude/settings.json';
const project = '/home/dev/project/.claude/settings.json';
const state = '/home/dev/.claude.json';
const key = 'sk-of-the-environment-1111';
const login = { claudeAiOauth: { accessToken: 'tok-of-the-login-2222' } };

const on = (machine: Machine): readonly Origin[] => origins(lookAt(machine));
const where = (origin: Origin | undefined): string | undefined => origin && whereIs(origin, '/home/dev');
const sent = (machine: Machine): readonly (string | undefined)[] => sentCredentials(on(machine)).map(where);
const endpoint = (machine: Machine): string | undefined => where(winner(on(machine), 'endpoint', 'user'));

describe('what Claude Code obeys', () => {
  it('is named with file, line and key, and shown without the secret', () => {
    const [origin] = on({ files: { [user]: { env: { ANTHROPIC_AUTH_TOKEN: key } } } });
    expect(origin).toEqual({
      sets: 'credential',
      from: 'user',
      place: user,
      line: 3,
      key: 'env.ANTHROPIC_AUTH_TOKEN',
      value: '…1111',
      headers: ['authorization'],
    });
  });

  it('is the highest file that sets a variable, then the environment', () => {
    const env = { ANTHROPIC_BASE_URL: 'http://a' };
    const files = {
      [state]: { env: { ANTHROPIC_BASE_URL: 'http://b' } },
      [user]: { env: { ANTHROPIC_BASE_URL: 'http://c' } },
      [project]: { env: { ANTHROPIC_BASE_URL: 'http://d' } },
      '/home/dev/project/.claude/settings.local.json': { env: { ANTHROPIC_BASE_URL: 'http://e' } },
      '/etc/claude-code/managed-settings.json': { env: { ANTHROPIC_BASE_URL: 'http://f' } },
      '/etc/claude-code/managed-settings.d/10.json': { env: { ANTHROPIC_BASE_URL: 'http://g' } },
      '/etc/claude-code/managed-settings.d/20.json': { env: { ANTHROPIC_BASE_URL: 'http://h' } },
    };
    const found = on({ env, files }).filter(({ sets }) => sets === 'endpoint');
    expect(found.map(({ value }) => value)).toEqual(
      ['h', 'g', 'f', 'e', 'd', 'c', 'b', 'a'].map((name) => `http://${name}`),
    );
    expect(found.map(({ beatsJetway = false }) => beatsJetway)).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
  });

  it.each<readonly [string, Machine, readonly string[]]>([
    [
      "another provider's key where it is switched on",
      { env: { ANTHROPIC_API_KEY: key, CLAUDE_CODE_USE_BEDROCK: '1', AWS_BEARER_TOKEN_BEDROCK: key } },
      ['AWS_BEARER_TOKEN_BEDROCK'],
    ],
    ['a header', { env: { ANTHROPIC_CUSTOM_HEADERS: `x-team: a\nx-api-key: ${key}` } }, ['ANTHROPIC_CUSTOM_HEADERS']],
  ])('sends %s', (_what, machine, expected) => {
    expect(sent(machine)).toEqual(expected);
  });

  it('says why a credential or an address counts for nothing', () => {
    const found = on({
      env: { ANTHROPIC_API_KEY: key, ANTHROPIC_BASE_URL: 'http://a', CLAUDE_CODE_USE_VERTEX: 'true' },
      files: { '/home/dev/.claude/.credentials.json': login, [user]: { env: { ANTHROPIC_API_KEY: '' } } },
    });
    expect(found.map(({ key: name, void: why }) => [name, why])).toEqual([
      ['CLAUDE_CODE_USE_VERTEX', undefined],
      ['ANTHROPIC_BASE_URL', 'CLAUDE_CODE_USE_VERTEX is set'],
      ['ANTHROPIC_API_KEY', `emptied by ${user}:3`],
      ['claudeAiOauth.accessToken', 'CLAUDE_CODE_USE_VERTEX is set'],
    ]);
  });

  it.each<readonly [string, Machine, string]>([])('looks into %s', (_what, machine, expected) => {
    expect(endpoint(machine)).toBe(expected);
  });

  it('takes no shared settings from above the working directory, and no socket from a file', () => {
    const settings = { env: { ANTHROPIC_BASE_URL: 'http://a', ANTHROPIC_UNIX_SOCKET: '/s' } };
    expect(endpoint({ cwd: '/home/dev/project/inside', files: { [project]: settings } })).toBeUndefined();
    expect(on({ files: { [project]: settings } }).map(({ key: name }) => name)).toEqual(['env.ANTHROPIC_BASE_URL']);
  });

  it('shows of a command its program alone', () => {
    const found = on({ files: { [project]: { apiKeyHelper: `/opt/tools/print-key --with ${key}` } } });
    expect(found.filter(({ sets }) => sets === 'command')).toMatchObject([{ from: 'project', value: 'print-key …' }]);
    expect(JSON.stringify(found)).not.toContain(key);
  });

  it('reads a file in UTF-16 with its mark, which the reader tells by two', () => {
    const files = { [user]: `\uFEFF\uFEFF{"env":{"ANTHROPIC_BASE_URL":"https://mine.test"}}` };
    expect(on({ files })).toMatchObject([{ sets: 'endpoint', value: 'https://mine.test', line: 1 }]);
  });

  it.each<readonly [string, Machine, object]>([
    ['a file that is no JSON', { files: { [user]: '{ // mine\n}' } }, { place: user }],
    [
      'a proxy that nothing else names',
      { files: { [user]: { env: { HTTPS_PROXY: 'http://p' } } } },
      { line: 3, key: 'env.HTTPS_PROXY', value: 'of the connection' },
    ],
    [
      'a stored model of a gateway',
      { files: { [user]: { model: 'openai/gpt-5.5' } } },
      { line: 2, value: 'openai/gpt-5.5' },
    ],
    [
      'a key that was declined',
      {
        env: { ANTHROPIC_API_KEY: key },
        files: { [state]: { customApiKeyResponses: { rejected: [key.slice(-20)] } } },
      },
      { line: 3 },
    ],
    ['a base URL with /v1', { env: { ANTHROPIC_BASE_URL: 'http://a/v1' } }, { key: 'ANTHROPIC_BASE_URL' }],
  ])('warns of %s', (_what, machine, expected) => {
    const problems = on(machine).filter(({ sets }) => sets === 'problem');
    expect(problems).toMatchObject([{ ...expected, problem: { stops: false, hint: expect.stringMatching(/./) } }]);
  });

  it('lets an administrator alone spoil a launch', () => {
    const spoiling = {
      env: { CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '' },
      modelOverrides: { 'claude-opus-4-8': 'x' },
    };
    const at = (place: string): readonly unknown[] =>
      on({ files: { [place]: spoiling } }).flatMap(({ sets, beatsJetway }) =>
        sets === 'problem' ? [beatsJetway] : [],
      );
    expect(at('/etc/claude-code/managed-settings.json')).toEqual([true, true]);
    expect(at(project)).toEqual([undefined, undefined]);
  });

  it.each<readonly [string, Machine]>([
    ['a model of its own', { files: { [user]: { model: 'claude-sonnet-4-6[1m]' } } }],
    [
      "a gateway's model where a gateway is set",
      { env: { ANTHROPIC_BASE_URL: 'http://a' }, files: { [user]: { model: 'openai/gpt-5.5' } } },
    ],
    [
      'a proxy that the environment names too',
      { env: { https_proxy: 'http://p' }, files: { [user]: { env: { HTTPS_PROXY: 'http://p' } } } },
    ],
    ['a switch that is on', { files: { [user]: { env: { CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '0' } } } }],
  ])('does not warn of %s', (_what, machine) => {
    expect(on(machine).filter(({ sets }) => sets === 'problem')).toEqual([]);
  });
});
