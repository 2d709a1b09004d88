import { describe, expect, it } from 'vitest';
import { origins } from '../../../src/agents/codex/origins.ts';
import { sentCredentials, whereIs, winner, type Origin } from '../../../src/config-layers/origin.ts';
import { lookAt, type Machine } from '../../support/look.ts';

const user = '/home/dev/.codex/config.toml';
const project = '/home/dev/project/.codex/config.toml';
const auth = { '/home/dev/.codex/auth.json': { OPENAI_API_KEY: 'sk-of-the-login-3333' } };
const key = 'sk-of-the-environment-1111';

const on = (machine: Machine): readonly Origin[] => origins(lookAt(machine));
const where = (origin: Origin | undefined): string | undefined => origin && whereIs(origin, '/home/dev');
const sent = (machine: Machine): readonly (string | undefined)[] => sentCredentials(on(machine)).map(where);
const own = (more: string): string =>
  `model = "m"\nmodel_provider = "own"\n[model_providers.own]\nbase_url = "http://a/v1"\n${more}\n`;
const trusted = '[projects."/home/dev/project"]\ntrust_level = "trusted"\n';

describe('what Codex obeys', () => {
  it('is the table of the chosen provider', () => {
    const found = on({ env: { K: key, OPENAI_BASE_URL: 'http://z' }, files: { [user]: own('env_key = "K"') } });
    expect(where(winner(found, 'endpoint', 'user'))).toBe('~/.codex/config.toml:4 model_providers.own.base_url');
    expect(where(winner(found, 'model', 'user'))).toBe('~/.codex/config.toml:1 model');
    expect(found.find(({ key: name }) => name === 'OPENAI_BASE_URL')?.void).toBe('Codex does not read it');
  });

  it.each<readonly [string, Machine, readonly string[]]>([
    [
      'the later of two in its .env',
      { env: {}, files: { [user]: own('env_key = "K"'), '/home/dev/.codex/.env': 'K=a\nK="x"' } },
      ['~/.codex/.env:2 K'],
    ],
    [
      'no CODEX_ name of its .env',
      { files: { [user]: own('requires_openai_auth = true'), '/home/dev/.codex/.env': 'CODEX_API_KEY=x' } },
      [],
    ],
    [
      'no login to a provider that asks for none',
      { env: { OPENAI_API_KEY: key }, files: { ...auth, [user]: own('') } },
      [],
    ],
    ['the login to its own provider', { files: auth }, ['~/.codex/auth.json:2 OPENAI_API_KEY']],
    [
      'what a program prints, and headers of other names',
      {
        env: { K: key },
        files: {
          [user]: own(
            'http_headers = { Authorization = "a", "x-api-key" = "b" }\nenv_http_headers = { "x-token" = "K" }\n[model_providers.own.auth]\ncommand = "c"',
          ),
        },
      },
      [
        '~/.codex/config.toml:8 model_providers.own.auth.command',
        '~/.codex/config.toml:5 model_providers.own.http_headers.x-api-key',
        'K',
      ],
    ],
  ])('sends %s', (_what, machine, expected) => {
    expect(sent(machine)).toEqual(expected);
  });

  it('takes from a repository the model alone, the innermost, and that where it is trusted', () => {
    const theirs = 'model = "theirs"\nopenai_base_url = "http://evil"\nmodel_provider = "own"\n';
    const inside = '/home/dev/project/inside/.codex/config.toml';
    const files = { [user]: own(trusted), [project]: theirs, [inside]: 'model = "inside"\n' };
    const found = on({ files, cwd: '/home/dev/project/inside' });
    expect(where(winner(found, 'model', 'user'))).toBe('~/project/inside/.codex/config.toml:1 model');
    expect(winner(found, 'endpoint', 'user')?.value).toBe('http://a/v1');
    expect(found.find(({ value }) => value === 'http://evil')?.void).toBe('Codex takes no provider from a project');
    const untrusted = on({ files: { ...files, [user]: own('') } });
    expect(winner(untrusted, 'model', 'user')?.value).toBe('m');
    expect(untrusted.find(({ value }) => value === 'theirs')?.void).toBe('Codex was not told to trust this folder');
  });

  it('ranks an administrator above all, and the file of the machine below', () => {
    const files = {
      [user]: 'model = "m"',
      '/etc/codex/config.toml': 'model = "machine"',
      '/etc/codex/managed_config.toml': 'model = "managed"',
      '/etc/codex/requirements.toml': 'model = "required"',
    };
    const found = on({ files }).filter(({ sets }) => sets === 'model');
    expect(found.map(({ value, beatsJetway = false }) => [value, beatsJetway])).toEqual([
      ['required', true],
      ['managed', true],
      ['m', false],
      ['machine', false],
    ]);
  });

  it.each<readonly [string, Machine, object]>([
    [
      'a file that is not in UTF-8',
      { files: { [user]: 'model = "gpt-5.5" # caf\uFFFD' } },
      { place: user, problem: { what: expect.stringContaining('is not in UTF-8: Codex'), stops: true } },
    ],
    ['a file that is no TOML', { files: { [user]: 'model = ' } }, { place: user, problem: { stops: true } }],
    [
      'a name that is built in',
      { files: { [user]: '[model_providers.ollama]\nbase_url = "http://a"' } },
      { line: 1, beatsJetway: true },
    ],
    [
      'half of a workload identity in its .env',
      { env: { OPENAI_SPIFFE_ID: '' }, files: { '/home/dev/.codex/.env': 'A=1\nOPENAI_SPIFFE_ID=x' } },
      { place: '/home/dev/.codex/.env', line: 2, beatsJetway: true },
    ],
    ['a provider without a table', { files: { [user]: 'model_provider = "x"' } }, { line: 1, value: 'x' }],
    ['a stored model of a gateway', { files: { [user]: 'model = "anthropic/claude-opus-4-8"' } }, { line: 1 }],
  ])('warns of %s', (_what, machine, expected) => {
    expect(on(machine).filter(({ sets }) => sets === 'problem')).toMatchObject([expected]);
  });

  it('passes over a broken file of a repository that is not trusted', () => {
    const problems = (config: string): number =>
      on({ files: { [user]: config, [project]: 'model = ' } }).filter(({ sets }) => sets === 'problem').length;
    expect([problems(''), problems(trusted)]).toEqual([0, 1]);
  });
});
