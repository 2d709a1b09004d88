import { describe, expect, it } from 'vitest';
import { openCodeEdition } from '../../../src/agents/opencode.ts';
import { origins } from '../../../src/agents/opencode/origins.ts';
import { sentCredentials, whereIs, winner, type Origin } from '../../../src/config-layers/origin.ts';
import { lookAt, type Machine } from '../../support/look.ts';

const user = '/home/dev/.config/opencode/opencode.json';
const project = '/home/dev/project/opencode.json';
const auth = '/home/dev/.local/share/opencode/auth.json';
const key = 'sk-of-the-environment-1111';

const on = (machine: Machine): readonly Origin[] => origins(lookAt(machine), openCodeEdition);
const where = (origin: Origin | undefined): string | undefined => origin && whereIs(origin, '/home/dev');
const sent = (machine: Machine): readonly (string | undefined)[] => sentCredentials(on(machine)).map(where);
const own = (options: object, more: object = {}): object => ({
  model: 'own/m',
  provider: { own: { options, ...more } },
});

describe('what OpenCode obeys', () => {
  it('is the highest of all configurations', () => {
    const model = (name: string): object => ({ model: `own/${name}` });
    const files = {
      '/home/dev/.config/opencode/config.json': model('1'),
      [user]: model('2'),
      '/home/dev/.config/opencode/opencode.jsonc': '{ "model": "own/3", /* mine */ }',
      '/one.json': model('4'),
      [project]: model('5'),
      '/home/dev/project/opencode.jsonc': model('6'),
      '/home/dev/project/inside/opencode.json': model('7'),
      '/home/dev/project/inside/.opencode/opencode.json': model('8'),
      '/home/dev/project/.opencode/opencode.json': model('9'),
      '/home/dev/.opencode/opencode.json': model('10'),
      '/dir/opencode.json': model('11'),
      '/etc/opencode/opencode.json': model('13'),
      '/home/dev/opencode.json': model('above the repository'),
    };
    const env = {
      OPENCODE_CONFIG: '/one.json',
      OPENCODE_CONFIG_DIR: '/dir',
      OPENCODE_CONFIG_CONTENT: '{"model":"own/12"}',
    };
    const found = on({ files, env, cwd: '/home/dev/project/inside' });
    expect(found.map(({ value }) => value)).toEqual(Array.from({ length: 13 }, (_none, index) => `own/${13 - index}`));
    expect(found.filter(({ beatsJetway }) => beatsJetway === true).map(({ value }) => value)).toEqual(['own/13']);
    const without = on({ files, env: { ...env, OPENCODE_DISABLE_PROJECT_CONFIG: '1' } });
    expect(without.some(({ from }) => from === 'project')).toBe(false);
  });

  it('has no model of a number, at which it does not start', () => {
    const found = on({ files: { [user]: { model: 5 } } });
    expect(found).toMatchObject([
      { sets: 'problem', key: 'model', line: 2, beatsJetway: true, problem: { stops: true } },
    ]);
    expect(JSON.stringify(found)).toContain('does not start, by Jetway neither');
  });

  it('is what stands with the provider of the model, not with others', () => {
    const other = { provider: { other: { options: { baseURL: 'http://evil', apiKey: key } } } };
    const found = on({ files: { [user]: own({ baseURL: 'http://a/v1' }), [project]: other } });
    expect(where(winner(found, 'endpoint', 'user'))).toBe(
      '~/.config/opencode/opencode.json:6 provider.own.options.baseURL',
    );
    expect(found.filter(({ value }) => value === 'http://evil')).toMatchObject([
      { from: 'project', void: 'the model is own/m', dormant: true },
    ]);
  });

  it.each<readonly [string, Machine, readonly string[]]>([
    [
      'the key, not the login',
      { files: { [user]: own({ apiKey: key }), [auth]: { own: { type: 'api', key: 'x' } } } },
      ['~/.config/opencode/opencode.json:6 provider.own.options.apiKey'],
    ],
    ['the variable', { env: { K: key }, files: { [user]: own({}, { env: ['K'] }) } }, ['K']],
    [
      "a vendor's own variable",
      { env: { OPENAI_API_KEY: key }, files: { [user]: { model: 'openai/gpt-5.5' } } },
      ['OPENAI_API_KEY'],
    ],
    ['no login of another provider', { files: { [user]: own({}), [auth]: { other: { type: 'api', key } } } }, []],
  ])('sends %s', (_what, machine, expected) => {
    expect(sent(machine)).toEqual(expected);
  });

  it('takes inline logins in place of the file', () => {
    const env = { OPENCODE_AUTH_CONTENT: JSON.stringify({ own: { type: 'api', key } }) };
    const found = on({ env, files: { [user]: own({}), [auth]: { own: { type: 'api', key: 'x'.repeat(20) } } } });
    expect(found.filter(({ sets }) => sets === 'credential').map(({ value, void: why }) => [value, why])).toEqual([
      ['…1111', undefined],
      ['…xxxx', 'OPENCODE_AUTH_CONTENT takes its place'],
    ]);
  });

  it('has code of the repository run, Jetway or not', () => {
    const files = {
      '/home/dev/project/.opencode/plugin/a.js': '',
      '/home/dev/project/.opencode/tools/b.ts': '',
      '/home/dev/.config/opencode/plugin/mine.js': '',
      [project]: { plugin: ['./c.js', ['git+https://me:sk-1@host/x.git', { secret: key }]] },
    };
    const found = on({ files, env: { OPENCODE_DISABLE_PROJECT_CONFIG: 'false' } });
    expect(found.map(({ place, line, value }) => [place, line, value])).toEqual([
      ['/home/dev/project/.opencode/plugin/a.js', undefined, 'code of the repository'],
      ['/home/dev/project/.opencode/tools/b.ts', undefined, 'code of the repository'],
      [project, 3, '/home/dev/project/c.js'],
      [project, 4, 'git+https://host/x.git'],
    ]);
    expect(
      found.every(({ sets, from, beatsJetway }) => sets === 'command' && from === 'project' && beatsJetway === true),
    ).toBe(true);
    expect(JSON.stringify(found)).not.toContain(key);
  });

  it('counts a reference to a variable as brought by the environment', () => {
    const found = on({ env: { K: key }, files: { [project]: own({ apiKey: '{env:K}' }) } });
    expect(found.find(({ sets }) => sets === 'credential')).toMatchObject({
      from: 'environment',
      place: project,
      value: '…1111',
    });
  });

  it('warns of what stops every start', () => {
    const env = { CLOUDFLARE_ACCOUNT_ID: 'a', CLOUDFLARE_GATEWAY_ID: 'b' };
    const found = on({ env, files: { [user]: '{ "model": }' } }).filter(({ sets }) => sets === 'problem');
    expect(found.map(({ place, problem }) => [place, problem?.stops])).toEqual([
      [user, true],
      ['environment', true],
    ]);
    expect(on({ env: { ...env, CF_AIG_TOKEN: 'c' } })).toEqual([]);
  });

  it('is the model of an agent in a file of its own, above what the configuration says of it', () => {
    const files = {
      [user]: { model: 'own/a', agent: { build: { model: 'own/b' } } },
      '/home/dev/.config/opencode/agent/build.md': '---\ndescription: x\nmodel: "own/c" # mine\n---\nmodel: own/x\n',
    };
    const model = winner(on({ files }), 'model', 'user');
    expect([where(model), model?.value]).toEqual(['~/.config/opencode/agent/build.md:3 model', 'own/c']);
    const both = { ...files, '/home/dev/project/.opencode/agents/build.md': '---\nmodel: own/d\n---\n' };
    expect(winner(on({ files: both }), 'model', 'user')?.value).toBe('own/d');
  });

  it('ends with a reference to a file that is not there, and not with one that is', () => {
    const stops = (path: string): readonly unknown[] =>
      on({
        files: { [user]: `{\n "provider": {"a": {"options": {"apiKey": "{file:${path}}"}}}}`, '/home/dev/key': 'k' },
      })
        .filter(({ sets }) => sets === 'problem')
        .map(({ line, beatsJetway, problem }) => [line, beatsJetway, problem?.stops]);
    expect(stops('~/gone')).toEqual([[2, true, true]]);
    expect(stops('~/key')).toEqual([]);
    expect(stops('../../key')).toEqual([]);
  });
});
