import { chmodSync, lstatSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { jetway, type Jetway } from '../support/jetway.ts';
import { expectMode } from '../support/modes.ts';
import { noPosix } from '../support/posix.ts';
import { scripted } from '../support/scripted.ts';

const settings = '.claude/settings.json';
const config = '.codex/config.toml';
const undo = '.config/jetway/undo.json';
const key = 'sk-mine-9f8e7d6c5b4a3f2e1d0c';
// Nothing listens on port 9.
const nowhere = 'http://127.0.0.1:9';

const profiles = '{"schemaVersion":1,"profiles":{},"credentials":{}}\n';

function journal(here: Jetway): string {
  return JSON.stringify({
    schemaVersion: 1,
    pid: 2 ** 22 + 1,
    since: 1,
    agent: 'codex',
    path: join(here.home.path, config),
    existed: true,
    before: { model: "'gpt-5.5'", model_reasoning_effort: null },
    models: [['vendor/big', 'vendor/big']],
  });
}

interface Trouble {
  readonly what: string;
  readonly agent: string;
  /** The check that tells of it. */
  readonly id: string;
  readonly path: string;
  readonly before: string;
  /** Undefined: the file goes. */
  readonly after: string | undefined;
  readonly modes?: readonly [before: number, after: number];
  readonly shows: readonly string[];
  prepare?(here: Jetway): void;
}

const troubles: readonly Trouble[] = [
  {
    what: 'a model of a gateway in Claude Code’s settings',
    agent: 'claude',
    id: 'wins',
    path: settings,
    before: `{\n  "mcpServers": { "a": { "env": { "TOKEN": "${key}" } } },\n  "model": "vendor/big"\n}\n`,
    after: `{\n  "mcpServers": { "a": { "env": { "TOKEN": "${key}" } } }\n}\n`,
    shows: ['-  "model": "vendor/big"', '+  "mcpServers": { "a": { "env": { "TOKEN": "••••" } } }'],
  },
  {
    what: 'the same in a text of one line',
    agent: 'claude',
    id: 'wins',
    path: settings,
    before: `\uFEFF{"model":"vendor/big","mcpServers":{"a":{"args":["${key}"]}}}`,
    after: `\uFEFF{"mcpServers":{"a":{"args":["${key}"]}}}`,
    shows: ['+{"mcpServers":{"a":{"args":["••••"]}}}'],
  },
  {
    what: 'the address of a proxy that is gone',
    agent: 'claude',
    id: 'launchers',
    path: settings,
    before: `{\n\t"env": {\n\t\t"A": "${key}",\n\t\t"ANTHROPIC_BASE_URL": "${nowhere}"\n\t},\n\t"theme": "dark"\n}`,
    after: `{\n\t"env": {\n\t\t"A": "${key}"\n\t},\n\t"theme": "dark"\n}`,
    shows: ['-    "ANTHROPIC_BASE_URL": "http://127.0.0.1:9"', '+    "A": "••••"'],
  },
  {
    what: 'a model of a gateway in Codex’s configuration',
    agent: 'codex',
    id: 'wins',
    path: config,
    before: `# mine\nmodel = "vendor/big" # my secret\nmodel_reasoning_effort = "low"\napproval_policy = "never"\n\n[tui]\na = 1\n`,
    after: '# mine\napproval_policy = "never"\n\n[tui]\na = 1\n',
    shows: ['-model = "vendor/big" # ••••', '-model_reasoning_effort = "low"'],
  },
  {
    what: 'a provider that no file describes',
    agent: 'codex',
    id: 'wins',
    path: config,
    before: 'model_provider = "cc"\r\nmodel = "gpt-5.5"\r\n',
    after: 'model = "gpt-5.5"\r\n',
    shows: ['-model_provider = "cc"', 'which no file describes'],
  },
  {
    what: 'a catalogue that is gone',
    agent: 'codex',
    id: 'wins',
    path: config,
    before: 'model_catalog_json = "/nowhere/models.json"\n',
    after: '',
    shows: ['-model_catalog_json = "/nowhere/models.json"'],
  },
  {
    what: 'what a session left that broke off',
    agent: 'codex',
    id: 'leftovers',
    path: config,
    before: 'model = "vendor/big"\nmodel_reasoning_effort = "low"\n# mine\n',
    after: "model = 'gpt-5.5'\n# mine\n",
    shows: ["+model = 'gpt-5.5'", `${join('guard', '1.json')} is gone`],
    prepare: (here) => void here.home.write('.cache/jetway/guard/1.json', journal(here)),
  },
  {
    what: 'keys that others may read',
    agent: 'codex',
    id: 'files',
    path: '.config/jetway/credentials.json',
    before: `{"schemaVersion":1,"keys":{"https://gateway.example":"${key}"}}\n`,
    after: `{"schemaVersion":1,"keys":{"https://gateway.example":"${key}"}}\n`,
    modes: [0o644, 0o600],
    shows: ['old mode 0644', 'new mode 0600'],
  },
  {
    what: 'profiles that others may change',
    agent: 'codex',
    id: 'files',
    path: '.config/jetway/config.json',
    before: profiles,
    after: profiles,
    modes: [0o666, 0o600],
    shows: ['old mode 0666', 'new mode 0600'],
  },
  {
    what: 'a file of Jetway’s cache that is torn',
    agent: 'codex',
    id: 'files',
    path: '.cache/jetway/models.json',
    before: '{"schemaVersion":1,"date":"2026-',
    after: undefined,
    shows: ['+++ /dev/null', 'is gone'],
  },
];

function lay(here: Jetway, { agent, path, before, modes, prepare }: Trouble): void {
  here.install(agent);
  here.home.write(path, before);
  if (modes !== undefined) chmodSync(here.home.at(path), modes[0]);
  prepare?.(here);
}

it('JETWAY_YES, which consents to installing an agent, consents to no repair', async () => {
  await using here = await jetway();
  const before = '{ "model": "vendor/big" }\n';
  here.home.write(settings, before);
  const { code, stdout } = await here.run(['doctor', 'claude', '--fix'], { env: { JETWAY_YES: '1' } });
  expect(code).toBe(8);
  expect(stdout).toContain('Nothing is changed yet');
  expect(here.home.read(settings)).toBe(before);
});

describe('doctor --fix', () => {
  it.each(troubles.filter(({ modes }) => modes === undefined || !noPosix))(
    'repairs $what, and --undo puts it back to the byte',
    async (trouble) => {
      await using here = await jetway();
      lay(here, trouble);
      const before = here.home.snapshot();
      const { stdout, stderr, code } = await here.run(['doctor', trouble.agent, '--fix', '--yes']);
      expect(stderr).toBe('');
      for (const text of trouble.shows) expect(stdout).toContain(text);
      expect(stdout + stderr).not.toContain(key);
      expect(here.home.snapshot().get(trouble.path)?.toString()).toBe(trouble.after);
      if (trouble.modes !== undefined) expectMode(here.home.at(trouble.path), trouble.modes[1]);
      expectMode(here.home.at(undo), 0o600);
      expect(here.home.read(undo)).not.toContain(key.slice(0, 12));
      expect(code).toBe(0);

      const again = await here.run(['doctor', trouble.agent, '--fix', '--yes', '--json']);
      expect(again.json).toMatchObject({ repairs: [] });
      const { checks } = again.json as { readonly checks: readonly { readonly id: string; readonly status: string }[] };
      expect(checks.find(({ id }) => id === trouble.id)?.status).toBe('pass');

      const undone = await here.run(['doctor', '--undo']);
      expect(undone.code).toBe(0);
      expect(undone.stdout).toContain('is as it was before the repair');
      expect(here.home.snapshot()).toEqual(before);
      if (trouble.modes !== undefined) expectMode(here.home.at(trouble.path), trouble.modes[0]);
      expect((await here.run(['doctor', '--undo'])).code).toBe(2);
    },
  );

  const [trouble] = troubles as [Trouble];

  it.each<readonly [string, readonly string[], number]>([
    ['without a terminal', [], 8],
    ['in a document', ['--json'], 8],
  ])('shows the repairs %s and changes nothing unasked', async (_name, flags, expected) => {
    await using here = await jetway();
    lay(here, trouble);
    const before = here.home.snapshot();
    const { code, stdout } = await here.run(['doctor', 'claude', '--fix', ...flags]);
    expect(code).toBe(expected);
    expect(stdout).toContain(flags.length === 0 ? 'jetway doctor --fix --yes' : '"applied": false');
    expect(stdout).not.toContain(key);
    expect(here.home.snapshot()).toEqual(before);
  });

  it('preselects no, and changes nothing where that is the answer', async () => {
    await using here = await jetway();
    lay(here, trouble);
    const before = here.home.snapshot();
    const prompts = scripted(['Make this repair?', false]);
    const { code, stdout } = await here.run(['doctor', 'claude', '--fix'], { prompts });
    expect(code).toBe(0);
    expect(stdout).toContain('-  "model": "vendor/big"');
    expect(prompts.asked).toMatchObject([{ preset: false }]);
    expect(prompts.left).toEqual([]);
    expect(here.home.snapshot()).toEqual(before);
  });

  it.skipIf(noPosix)('asks once for all repairs, and tells of them in a document', async () => {
    await using here = await jetway();
    lay(here, trouble);
    lay(here, troubles.find(({ id }) => id === 'files') as Trouble);
    const prompts = scripted(['Make these 2 repairs?', true]);
    const asked = await here.run(['doctor', 'claude', '--fix'], { prompts });
    expect(asked.code).toBe(0);
    expect(asked.stdout).toContain('Nothing is broken');
    expect((await here.run(['doctor', '--undo', '--json'])).json).toMatchObject({
      schemaVersion: 1,
      undone: [{ state: 'undone' }, { state: 'undone', path: expect.stringContaining('credentials.json') }],
    });
    const { json, code } = await here.run(['doctor', 'claude', '--fix', '--yes', '--json']);
    expect(code).toBe(0);
    expect(json).toMatchObject({
      schemaVersion: 1,
      summary: { fail: 0 },
      repairs: [
        { path: expect.stringContaining('credentials.json'), why: ['may be read or changed by others'], applied: true },
        { path: join(here.home.path, settings), diff: expect.stringContaining('@@'), applied: true },
      ],
    });
  });

  it.skipIf(noPosix)('writes through a link, and leaves the mode as it is', async () => {
    await using here = await jetway();
    here.install('claude');
    const target = here.home.write('dotfiles/claude.json', trouble.before);
    chmodSync(target, 0o640);
    mkdirSync(join(here.home.path, '.claude'));
    const link = join(here.home.path, settings);
    symlinkSync(target, link);
    expect((await here.run(['doctor', 'claude', '--fix', '--yes'])).code).toBe(0);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(here.home.read(target)).toBe(trouble.after);
    expectMode(target, 0o640);
    expect((await here.run(['doctor', '--undo'])).code).toBe(0);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(here.home.read(target)).toBe(trouble.before);
  });

  it('repairs what several checks found in one file, and undoes both', async () => {
    await using here = await jetway();
    here.install('claude');
    const before = JSON.stringify({ env: { ANTHROPIC_BASE_URL: nowhere, A: key }, model: 'vendor/big' });
    here.home.write(settings, before);
    await here.run(['doctor', 'claude', '--fix', '--yes']);
    expect(here.home.read(settings)).toBe(JSON.stringify({ env: { A: key }, model: 'vendor/big' }));
    // With the proxy gone from it, the model is of no use either.
    const { stdout } = await here.run(['doctor', 'claude', '--fix', '--yes']);
    expect(stdout).toContain('which only a gateway knows');
    expect(here.home.read(settings)).toBe(JSON.stringify({ env: { A: key } }));
    expect(here.home.filesContaining(key)).toEqual([settings]);
    for (let left = 2; left > 0; left -= 1) expect((await here.run(['doctor', '--undo'])).code).toBe(0);
    expect(here.home.read(settings)).toBe(before);
  });

  it('leaves another model alone that stands there where a session broke off', async () => {
    await using here = await jetway();
    here.install('codex');
    here.home.write(config, 'model = "gpt-5.5"\n');
    here.home.write('.cache/jetway/guard/1.json', journal(here));
    await here.run(['doctor', 'codex', '--fix', '--yes']);
    expect(here.home.read(config)).toBe('model = "gpt-5.5"\n');
    expect(here.home.snapshot().has('.cache/jetway/guard/1.json')).toBe(false);
  });

  it.each<readonly [string, string, Readonly<Record<string, string>>]>([
    ['there is nothing', 'claude', {}],
    [
      'a key beside a dead address would go to the vendor',
      'claude',
      { [settings]: JSON.stringify({ env: { ANTHROPIC_BASE_URL: nowhere, ANTHROPIC_AUTH_TOKEN: key } }) },
    ],
    [
      'the address is a repository’s',
      'claude',
      { 'project/.claude/settings.json': JSON.stringify({ env: { ANTHROPIC_BASE_URL: nowhere } }) },
    ],
    ['the model is a repository’s', 'claude', { 'project/.claude/settings.json': '{"model":"vendor/big"}' }],
    ['the model may be another provider’s', 'claude', { [settings]: '{"model":"us.anthropic.claude-opus-4-5-v1:0"}' }],
    [
      'the address holds a password',
      'claude',
      { [settings]: JSON.stringify({ env: { ANTHROPIC_BASE_URL: `http://me:${key}@127.0.0.1:9` } }) },
    ],
    ['a key stands beside it in the line', 'codex', { [config]: `model = "vendor/big" # ${key}\n` }],
    ['the text has comments', 'claude', { [settings]: '{ // mine\n"model":"vendor/big"}' }],
    ['the key stands there twice', 'claude', { [settings]: '{"model":"a","model":"vendor/big"}' }],
    [
      'another provider is described',
      'codex',
      { [config]: 'model = "vendor/big"\n[model_providers.mine]\nbase_url = "https://a.example/v1"\n' },
    ],
    [
      'the file of a profile describes the provider',
      'codex',
      { [config]: 'model_provider = "cc"\n', '.codex/x.config.toml': '[model_providers.cc]\nbase_url = "https://a"\n' },
    ],
    [
      'a stored key would go to another provider',
      'codex',
      { [config]: 'model_provider = "cc"\n', '.codex/auth.json': JSON.stringify({ OPENAI_API_KEY: key }) },
    ],
  ])('offers nothing where %s', async (_why, agent, files) => {
    await using here = await jetway();
    here.install(agent);
    for (const [path, text] of Object.entries(files)) here.home.write(path, text);
    const before = here.home.snapshot();
    const { json, stdout } = await here.run(['doctor', agent, '--fix', '--yes', '--json']);
    expect(json).toMatchObject({ repairs: [] });
    expect(stdout).not.toContain(key);
    expect(here.home.snapshot()).toEqual(before);
    expect((await here.run(['doctor', agent, '--fix'])).stdout).toContain('nothing here that --fix can repair');
  });

  it('is offered by the doctor where it helps, and nowhere else', async () => {
    await using here = await jetway();
    here.install('claude');
    expect((await here.run(['doctor', 'claude'])).stdout).not.toContain('--fix');
    lay(here, trouble);
    expect((await here.run(['doctor', 'claude'])).stdout).toContain('jetway doctor --fix');
  });

  it('does not go together with --report', async () => {
    await using here = await jetway();
    const { code, stderr } = await here.run(['doctor', '--fix', '--report']);
    expect(code).toBe(2);
    expect(stderr).toContain('--fix and --report do not go together');
  });
});

describe('doctor --undo', () => {
  const [trouble] = troubles as [Trouble];

  it('leaves a file alone that has changed since, until it is again as the repair left it', async () => {
    await using here = await jetway();
    lay(here, trouble);
    await here.run(['doctor', 'claude', '--fix', '--yes']);
    here.home.write(settings, '{"theme":"dark"}');
    const { code, stdout } = await here.run(['doctor', '--undo']);
    expect(code).toBe(8);
    expect(stdout).toContain('has changed since the repair');
    expect(stdout).toContain('undo.json');
    expect(here.home.read(settings)).toBe('{"theme":"dark"}');
    here.home.write(settings, trouble.after ?? '');
    expect((await here.run(['doctor', '--undo'])).code).toBe(0);
    expect(here.home.read(settings)).toBe(trouble.before);
    expect(here.home.snapshot().has(undo)).toBe(false);
  });

  it('says so where there is nothing to undo, and where its notes are torn', async () => {
    await using here = await jetway();
    const none = await here.run(['doctor', '--undo']);
    expect(none.code).toBe(2);
    expect(none.stderr).toContain('There is no repair to undo.');
    here.home.write(undo, '{"schemaVersion":');
    const torn = await here.run(['doctor', '--undo']);
    expect(torn.code).toBe(3);
    expect(torn.stderr).toContain("can't be understood");
  });
});
