import { chmodSync, lstatSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findAgent } from '../../../src/agents/index.ts';
import { restoreLeftovers } from '../../../src/launch/restore.ts';
import { config, own, settings, watching, written } from '../../support/watching.ts';
import { expectMode } from '../../support/modes.ts';
import { noPosix } from '../../support/posix.ts';

describe('after a session in which a model was picked', () => {
  it.each([
    [
      'oddly indented settings',
      settings,
      '{\n   "theme": "dark",\n\n\t"env": { "A": "1" }}',
      { theme: 'dark', env: { A: '1' } },
    ],
    ['another model', settings, '{"model" : "opus","b":[1]}\n\n', { b: [1] }],
    ['an object with nothing in it', settings, '{ }', {}],
    ['a blank file', settings, '', {}],
    ['a mark of byte order and Windows line ends', settings, '\uFEFF{\r\n    "a": 1\r\n}\r\n', { a: 1 }],
    ['numbers that no double holds', settings, '{"big": 12345678901234567890}', { big: 12345678901234567000 }],
    ['the key twice', settings, '{"model":"opus","model":"sonnet"}', {}],
  ])('Claude Code’s settings are what they were, byte for byte: %s', async (_name, path, before, rest) => {
    await using one = await watching();
    one.home.write(path, before);
    const end = await one.begin('claude');
    one.home.write(path, `${JSON.stringify({ ...rest, model: 'gw/two' }, undefined, 2)}\n`);
    await end();
    expect(one.home.read(path)).toBe(before);
    expect(one.said.join('')).toContain('To start with called-gw/two again: jetway --model called-gw/two claude');
    expect(one.journals()).toEqual([]);
  });

  it.each([
    ['and nothing else', {}, '{"model" : "opus"}\r\n'],
    ['beside something new', { new: 'é' }, '{\r\n  "model": "opus",\r\n  "new": "é"\r\n}\r\n'],
  ])('Claude Code’s settings in UTF-16 stay in it: %s', async (_name, more, after) => {
    await using one = await watching();
    const place = one.home.write(settings, '');
    const write = (text: string): void => writeFileSync(place, `\uFEFF${text}`, 'utf16le');
    write('{"model" : "opus"}\r\n');
    const end = await one.begin('claude');
    write(`${JSON.stringify({ model: 'gw/two', ...more }, undefined, 2)}\n`.replaceAll('\n', '\r\n'));
    await end();
    expect(readFileSync(place, 'utf16le')).toBe(`\uFEFF${after}`);
    expect(one.journals()).toEqual([]);
  });

  it.each([
    ['comments and odd spaces', own, written],
    ['no model', '[t]\na = 1\n', 'model = "gw/two"\nmodel_reasoning_effort = "low"\n[t]\na = 1\n'],
    ['comments only', '# mine\n\n', 'model = "gw/two"\nmodel_reasoning_effort = "low"\n# mine\n\n'],
    ['a mark of byte order', '\uFEFF# mine\n[t]\n', 'model = "gw/two"\n# mine\n[t]\n'],
    ['Windows line ends', 'a = 1 # one\r\n[t]\r\n', 'a = 1 # one\nmodel = "gw/two"\n[t]\n'],
    ['no end of the last line', 'a = """\nx"""', 'a = """\nx"""\nmodel = "gw/two"\n'],
    ['an effort that the model has none of', 'model_reasoning_effort="high" # much\nmodel="o"\n', 'model="gw/two"\n'],
  ])('Codex’s configuration is what it was, byte for byte: %s', async (_name, before, after) => {
    await using one = await watching();
    one.home.write(config, before);
    const end = await one.begin('codex');
    one.home.write(config, after);
    await end();
    expect(one.home.read(config)).toBe(before);
    expect(one.journals()).toEqual([]);
  });

  it.each([
    ['another model', '{\n  "defaultProvider": "openai",\n  "defaultModel": "gpt-5.5"\n}', 'gw/two'],
    [
      'the same model of another provider',
      '{\n  "defaultProvider": "openai",\n  "defaultModel": "gw/two"\n}',
      'gw/two',
    ],
    ['none', '{"theme":"dark"}', 'gw/two'],
  ])('Pi’s default is again what it was: %s', async (_name, before, model) => {
    const path = '.pi/agent/settings.json';
    await using one = await watching();
    one.home.write(path, before);
    const end = await one.begin('pi');
    const now = { ...(JSON.parse(before) as object), defaultProvider: 'jetway', defaultModel: model };
    one.home.write(path, JSON.stringify(now, undefined, 2));
    await end();
    expect(one.home.read(path)).toBe(before);
  });

  it('a default of Pi’s of another provider that was chosen meanwhile stays', async () => {
    const path = '.pi/agent/settings.json';
    await using one = await watching();
    one.home.write(path, '{"defaultProvider":"openai","defaultModel":"a"}');
    const end = await one.begin('pi');
    const after = '{"defaultProvider":"openai","defaultModel":"gw/two"}';
    one.home.write(path, after);
    await end();
    expect(one.home.read(path)).toBe(after);
  });

  it.each([
    ['claude', settings, '{\n  "model": "gw/one"\n}\n'],
    ['codex', config, 'model = "gw/one"\nmodel_reasoning_effort = "low"\n'],
  ])('the file of %s that was not there is gone again', async (id, path, after) => {
    await using one = await watching();
    const end = await one.begin(id);
    one.home.write(path, after);
    await end();
    expect([...one.home.snapshot().keys()]).toEqual([]);
  });

  it.each([
    ['claude', settings, '{\n  "theme": "dark",\n  "model": "gw/one"\n}\n', '{\n  "theme": "dark"\n}\n'],
    ['codex', config, 'model = "gw/one"\n\n[tui]\na = 1\n', '\n[tui]\na = 1\n'],
  ])('what else came into a new file of %s stays', async (id, path, after, expected) => {
    await using one = await watching();
    const end = await one.begin(id);
    one.home.write(path, after);
    await end();
    expect(one.home.read(path)).toBe(expected);
  });

  it.each([
    [
      'claude',
      settings,
      '{"model":"opus","a":1}',
      '{\n  "a": 2,\n  "model": "gw/one"\n}\n',
      '{\n  "a": 2,\n  "model": "opus"\n}\n',
    ],
    ['codex', config, own, written.replace('# effort', '# changed'), own.replace('# effort', '# changed')],
    ['codex', config, own, `${written}\n[tui]\na = 1\n`, `${own}\n[tui]\na = 1\n`],
    ['codex', config, 'a = "x y"\n', 'a = "xy"\nmodel = "gw/one"\n', 'a = "xy"\n'],
  ])('what else was changed in the file of %s stays', async (id, path, before, after, expected) => {
    await using one = await watching();
    one.home.write(path, before);
    const end = await one.begin(id);
    one.home.write(path, after);
    await end();
    expect(one.home.read(path)).toBe(expected);
  });

  it('the id is known with what Claude Code writes behind it', async () => {
    await using one = await watching();
    one.home.write(settings, '{}');
    const end = await one.begin('claude');
    one.home.write(settings, '{"model": "gw/three[1m]"}');
    await end();
    expect(one.home.read(settings)).toBe('{}');
    expect(one.said.join('')).toContain('--model called-gw/three claude');
  });

  it.skipIf(noPosix)('a link stays a link, and the mode of the file what it is', async () => {
    await using one = await watching();
    const target = one.home.write('dotfiles/claude.json', '{"theme":"dark"}');
    const path = join(one.home.path, settings);
    mkdirSync(dirname(path));
    symlinkSync(target, path);
    chmodSync(target, 0o664);
    const end = await one.begin('claude');
    one.home.write(target, '{\n  "theme": "dark",\n  "model": "gw/one"\n}\n');
    await end();
    expect(lstatSync(path).isSymbolicLink()).toBe(true);
    expect(one.home.read(target)).toBe('{"theme":"dark"}');
    expectMode(target, 0o664);
  });

  it.each([
    ['CLAUDE_CONFIG_DIR', 'claude', 'elsewhere/settings.json', [], '{"model":"gw/one"}'],
    ['CODEX_HOME', 'codex', 'elsewhere/config.toml', [], 'model="gw/one"'],
    ['CODEX_HOME', 'codex', 'elsewhere/work.config.toml', ['exec', '--profile=work'], 'model="gw/one"'],
  ])('the file is found where %s and the arguments say', async (name, id, path, args, after) => {
    await using one = await watching(({ host }) => ({
      host: { ...host, env: { ...host.env, [name]: join(host.home, 'elsewhere') } },
    }));
    const end = await one.begin(id, { args });
    one.home.write(path, after);
    await end();
    expect([...one.home.snapshot().keys()]).toEqual([]);
  });
});

it.each([
  ['claude', { CLAUDE_CONFIG_DIR: '' }, [], '/jobs/settings.json'],
  ['claude', { CLAUDE_CONFIG_DIR: 'sub' }, [], '/jobs/sub/settings.json'],
  ['claude', {}, ['--profile', 'x'], '/home/dev/.claude/settings.json'],
  ['codex', { CODEX_HOME: '' }, [], '/home/dev/.codex/config.toml'],
  ['codex', { CODEX_HOME: 'sub' }, ['-p', 'team-a'], '/jobs/sub/team-a.config.toml'],
  ['codex', {}, ['exec', '-pwork'], '/home/dev/.codex/work.config.toml'],
  ['codex', {}, ['-p=work', 'say'], '/home/dev/.codex/work.config.toml'],
  ['codex', {}, ['-p', '../x'], '/home/dev/.codex/config.toml'],
  ['codex', {}, ['exec', '--', '-p', 'x'], '/home/dev/.codex/config.toml'],
])('the file of %s with %j and %j is %s', (id, env, args, path) => {
  const host = { platform: 'linux', home: '/home/dev', cwd: '/jobs', env, assets: '/opt' } as const;
  expect(findAgent(id).storesModel?.path(host, args)).toBe(path);
});

describe('a session leaves alone', () => {
  it.each([
    ['a model that the gateway does not have', 'claude', settings, '{"model":"opus"}', '{"model":"sonnet"}'],
    [
      'a model of the gateway’s that stood there before',
      'claude',
      settings,
      '{"model":"gw/one"}',
      '{ "model": "gw/one", "a": 1 }',
    ],
    ['other settings', 'claude', settings, '{"model":"opus"}', '{\n  "model": "opus",\n  "theme": "dark"\n}\n'],
    ['a model that was taken out', 'claude', settings, '{"model":"opus"}', '{}\n'],
    ['another effort', 'codex', config, 'model = "a"\n', 'model = "a"\nmodel_reasoning_effort = "low"\n'],
    ['an id in another place', 'codex', config, '', '[profiles.x]\nmodel = "gw/one"\n'],
    ['what it does not understand', 'claude', settings, '{}', '{"model": "gw/one", // mine\n}'],
  ])('%s', async (_name, id, path, before, after) => {
    await using one = await watching();
    one.home.write(path, before);
    const end = await one.begin(id);
    one.home.write(path, after);
    await end();
    expect(one.home.read(path)).toBe(after);
    expect(one.said).toEqual([]);
    expect(one.journals()).toEqual([]);
  });

  it('the files of an agent that keeps no model there', async () => {
    await using one = await watching();
    await (
      await one.begin('opencode')
    )();
    expect([...one.home.snapshot().keys()]).toEqual([]);
  });

  it('a file that vanished', async () => {
    await using one = await watching();
    const path = one.home.write(settings, '{"model":"opus"}');
    const end = await one.begin('claude');
    rmSync(path);
    await end();
    expect([...one.home.snapshot().keys()]).toEqual([]);
    expect(one.said).toEqual([]);
  });
});

describe('what can not be put back', () => {
  it.each([
    ['a text that was broken before', '{"model": "opus"', '{"model": "gw/one"}', 'Take model out of that file.'],
    [
      'the key twice, and more changed',
      '{"model":1,"model":2}',
      '{"model":"gw/one","a":1}',
      'Take model out of that file.',
    ],
  ])('is said in one line, with what to write: %s', async (_name, before, after, advice) => {
    await using one = await watching();
    one.home.write(settings, before);
    const end = await one.begin('claude');
    one.home.write(settings, after);
    await end();
    expect(one.home.read(settings)).toBe(after);
    expect(one.said).toHaveLength(1);
    expect(one.said[0]).toMatch(/^jetway: .*settings\.json still names gw\/one as the model/);
    expect(one.said[0]).toContain(advice);
  });

  it('is said with the value from before where the system refuses, and done at the next start', async () => {
    const full = { on: true };
    await using one = await watching(({ files }) => ({
      files: {
        ...files,
        write: (path, text, mode) => {
          if (full.on) throw new Error('the disk is full');
          files.write(path, text, mode);
        },
      },
    }));
    one.home.write(config, "model = 'mine'\na = 1\n");
    const end = await one.begin('codex');
    one.home.write(config, 'model = "gw/one"\na = 2\n');
    await end();
    expect(one.said).toHaveLength(1);
    expect(one.said[0]).toContain('the disk is full');
    expect(one.said[0]).toContain("Write there: model = 'mine'");
    full.on = false;
    await restoreLeftovers(one.system);
    expect(one.home.read(config)).toBe("model = 'mine'\na = 2\n");
    expect(one.journals()).toEqual([]);
  });
});
