import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { agents } from '../../src/agents/index.ts';
import { at, textAt } from '../../src/json-path.ts';
import { startGateway, type Gateway } from '../support/gateway.ts';
import type { Prompts, System } from '../../src/system/system.ts';
import { jetway, type Jetway, type Outcome } from '../support/jetway.ts';
import { expectMode } from '../support/modes.ts';
import { noPosix } from '../support/posix.ts';
import { scripted } from '../support/scripted.ts';

const key = 'sk-configured-5a1c9e77d2';
const protocols = 'anthropic-messages,openai-responses,openai-chat,gemini';
const models = ['claude-sonnet-4-5', 'claude-haiku-4-5', 'openai/gpt-5'];

/** Where each agent keeps its settings, with something of the user's in it. */
const everywhere: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  claude: [['.claude/settings.json', '{\n  "model": "opus",\n  "permissions": { "allow": ["Bash(ls)"] }\n}\n']],
  codex: [['.codex/config.toml', '# mine\nmodel = \'gpt-5.4\' # the old one\n\n[tui]\ntheme = "dark"\n']],
  opencode: [['.config/opencode/opencode.jsonc', '{\n  // mine\n  "model": "a/b",\n  "theme": "x",\n}\n']],
  kilo: [['.config/kilo/kilo.json', '{"theme":"x"}']],
  pi: [
    ['.pi/agent/models.json', '{ "providers": { "mine": { "baseUrl": "https://m.example" } } } // mine\n'],
    ['.pi/agent/settings.json', '{"defaultModel":"x"}\n'],
  ],
  qwen: [
    [
      '.qwen/settings.json',
      '{\n  "model": { "name": "mine" },\n  "modelProviders": { "openai": [{ "id": "mine", "envKey": "MINE" }] },\n  "$version": 4\n}\n',
    ],
  ],
  kimi: [['.kimi-code/config.toml', '# mine\ndefault_model = "a"\n\n[models.a]\nprovider = "b"\nmodel = "c"\n']],
};
/** Those that take the key from one. */
const variables: Readonly<Record<string, string>> = { qwen: 'JETWAY_QWEN_KEY', kimi: 'JETWAY_KIMI_KEY' };
/** How these run a line for the key is not known on Windows, and they are configured by one. */
const byShell = ['claude', 'pi'];
const noShell = process.platform === 'win32';
const files = Object.fromEntries(Object.entries(everywhere).filter(([id]) => !noShell || !byShell.includes(id)));
const able = Object.keys(files);
/** Kimi Code can't send a bearer to Anthropic's protocol by a variable. */
const modelFor = (id: string): string => (id === 'kimi' ? 'openai/gpt-5' : 'claude-sonnet-4-5');

async function ready(
  gateway: Gateway,
  { profile = 'work', own = true }: { readonly profile?: string; readonly own?: boolean } = {},
  here?: Jetway,
): Promise<Jetway> {
  const home = here ?? (await jetway());
  for (const { id } of agents) if (own) home.install(id);
  const flags = ['--gateway', 'compatible', '--base-url', gateway.url, '--set', `protocols=${protocols}`];
  const { code, stderr } = await home.run(['login', '--profile', profile, ...flags, '--key-stdin'], { stdin: key });
  expect(code, stderr).toBe(0);
  return home;
}

const configure = (here: Jetway, id: string, ...more: readonly string[]): Promise<Outcome> =>
  here.run(['configure', id, '--profile', 'work', '--model', modelFor(id), '--yes', ...more]);

describe('a gateway that does not answer just now', () => {
  it('is no reason against it, but said', async () => {
    await using here = await (async (): Promise<Jetway> => {
      await using gateway = await startGateway({ models });
      return await ready(gateway);
    })();
    const { code, stdout, stderr } = await configure(here, 'codex');
    expect(code, stderr).toBe(0);
    expect(stdout).toContain('The gateway could not be asked');
    expect(here.home.read('.codex/config.toml')).toContain('claude-sonnet-4-5');
  });

  it('is another matter than one that refuses the key: then nothing is written', async () => {
    await using gateway = await startGateway({ models });
    await using here = await ready(gateway);
    await using strict = await startGateway({ demand: { authorization: 'Bearer another' }, models });
    const { code } = await configure(here, 'codex', '--base-url', strict.url, '--key-command', 'echo sk-wrong-1234567');
    expect(code).toBeGreaterThan(0);
    expect(here.home.snapshot().has('.codex/config.toml')).toBe(false);
  });
});

function content(here: Jetway): ReadonlyMap<string, string> {
  const own = /^(?:\.cache|usr)\/|^\.config\/jetway\/config\.json|^\.local\//;
  return new Map(
    [...here.home.snapshot()].filter(([path]) => !own.test(path)).map(([path, bytes]) => [path, bytes.toString()]),
  );
}

describe('configure and unconfigure', () => {
  it.each(able)('of %s, with files of the user’s, leave every byte of theirs', async (id) => {
    await using gateway = await startGateway({ models });
    await using here = await ready(gateway);
    for (const [path, text] of files[id] ?? []) here.home.write(path, text);
    const before = content(here);
    const done = await configure(here, id);
    expect(done.code, done.stderr).toBe(0);
    expect(done.stdout).toContain(`jetway unconfigure ${id}`);
    expect(content(here)).not.toEqual(before);
    expect(here.home.filesContaining(key)).toEqual([]);
    expect(done.stdout + done.stderr).not.toContain(key);
    const undone = await here.run(['unconfigure', id, '--yes']);
    expect(undone.code, undone.stderr).toBe(0);
    expect(content(here)).toEqual(before);
  });

  it.each([
    ['line ends of Windows', (text: string) => text.replaceAll('\n', '\r\n')],
    ['a byte order mark', (text: string) => `\uFEFF${text}`],
    ['tabs', (text: string) => text.replaceAll('  ', '\t')],
    ['no last line end', (text: string) => text.trimEnd()],
    ['many', (text: string) => `\n\n${text}\n\n\n`],
  ])('leave every byte of files with %s', async (_what, odd) => {
    await using gateway = await startGateway({ models });
    await using here = await ready(gateway);
    for (const [path, text] of Object.values(files).flat()) here.home.write(path, odd(text));
    const before = content(here);
    for (const id of able) expect((await configure(here, id, '--no-check')).code, id).toBe(0);
    for (const [path] of Object.values(files).flat()) expect(content(here).get(path)).not.toBe(before.get(path));
    expect(await here.run(['unconfigure', '--yes'])).toMatchObject({ code: 0 });
    expect(content(here)).toEqual(before);
  });

  it.skipIf(noShell)('leave every byte of a file of five megabytes', async () => {
    await using gateway = await startGateway({ models });
    await using here = await ready(gateway);
    const item = (index: number): string => `    "Bash(tool-${index} ${'--and-another-word '.repeat(20)}:*)"`;
    const items = Array.from({ length: 14_000 }, (_item, index) => item(index));
    here.home.write('.pi/agent/settings.json', `{\n  "many": [\n${items.join(',\n')}\n  ]\n}\n`);
    expect(here.home.read('.pi/agent/settings.json').length).toBeGreaterThan(5_000_000);
    const before = content(here);
    expect(await configure(here, 'pi', '--no-check')).toMatchObject({ code: 0 });
    expect(here.home.read('.pi/agent/settings.json')).toContain('"defaultProvider": "jetway"');
    expect(await here.run(['unconfigure', '--yes'])).toMatchObject({ code: 0 });
    expect(content(here)).toEqual(before);
  });

  it('of two at once change it once, and the other says so', async () => {
    await using gateway = await startGateway({ models });
    await using here = await ready(gateway);
    const before = content(here);
    const line = (model: string) => ['configure', 'codex', '--profile', 'work', '-m', model, '--no-check'];
    // While somebody looks at the diff of the one, the other is through.
    const select: Prompts['select'] = async (_question, choices) => {
      expect(await here.run([...line('openai/gpt-5'), '--yes'])).toMatchObject({ code: 0 });
      return (choices.find(({ value }) => value === true) ?? choices[0])?.value as never;
    };
    const late = await here.run(line('claude-sonnet-4-5'), { prompts: { ...scripted(), select } });
    expect(late.code).toBe(3);
    expect(late.stderr).toMatch(/meanwhile|has changed since it was looked at/);
    expect(here.home.read('.codex/config.toml')).toContain('openai/gpt-5');
    const { json } = await here.run(['status', '--json']);
    expect(at(json, 'agents', 0)).toMatchObject({ agent: 'codex', changed: [] });
    expect(await here.run(['unconfigure', '--yes'])).toMatchObject({ code: 0 });
    expect(content(here)).toEqual(before);
  });

  // Of Codex's the doctor warns on Windows: no program there prints a variable, should a launch have the key in one.
  it.each(able.filter((id) => !noShell || id !== 'codex'))(
    'of %s are known to the doctor, who takes nothing of it for a stranger’s',
    async (id) => {
      await using gateway = await startGateway({ models });
      await using here = await ready(gateway);
      await configure(here, id);
      const named = variables[id];
      const looked = async (): Promise<{
        status: string;
        detail: string;
        evidence: { sets: string; place: string; by?: string }[];
      }> => {
        const line = ['doctor', id, '--only', 'wins', '--json', '-m', modelFor(id)];
        const { json } = await here.run(line, named === undefined ? {} : { env: { [named]: key } });
        return at(json, 'checks', 0) as {
          status: string;
          detail: string;
          evidence: { sets: string; place: string; by?: string }[];
        };
      };
      const { status, detail, evidence } = await looked();
      expect(status, detail).toBe('pass');
      expect(detail).toMatch(/endpoint http\S+ \([^)]*Jetway's configure, profile work\)/);
      expect(detail).toMatch(/credential (?:what it prints|…77d2) \([^)]*Jetway's configure, profile work\)/);
      expect(detail).toMatch(/model [^(]*(?:claude-sonnet-4-5|gpt-5) \([^)]*Jetway's configure, profile work\)/);
      expect(evidence.filter(({ by, place }) => by === undefined && place !== 'environment')).toEqual([]);
      // What somebody has changed since is no longer Jetway's.
      const [path = ''] =
        [...content(here)].find(([name, text]) => !/receipts|plugin/.test(name) && text.includes(gateway.url)) ?? [];
      here.home.write(path, here.home.read(path).replaceAll(gateway.url, 'https://elsewhere.example'));
      const changed = (await looked()).evidence.find(({ sets }) => sets === 'endpoint');
      expect(changed).toBeDefined();
      expect(changed?.by).toBeUndefined();
    },
  );

  it('of Qwen Code name the line that its user’s shell needs, by shell, and tell where it is missing', async () => {
    await using gateway = await startGateway({ models });
    await using here = await ready(gateway);
    const done = await configure(here, 'qwen');
    expect(done.stdout).toMatch(
      noShell
        ? /^\$env:JETWAY_QWEN_KEY = \(& .* 'token' 'http\S+'\)/m
        : /^export JETWAY_QWEN_KEY="\$\(.* token http\S+\)"$/m,
    );
    expect(here.home.read('.qwen/settings.json')).toContain('"envKey": "JETWAY_QWEN_KEY"');
    const again = await here.run(['configure', 'qwen', '--profile', 'work', '-m', 'claude-sonnet-4-5', '--yes'], {
      env: { SHELL: '/usr/bin/fish' },
    });
    expect(again.stdout).toMatch(/nothing changes[^]*^set -gx JETWAY_QWEN_KEY \(/m);
    const { json } = await configure(here, 'qwen', '--json');
    expect(textAt(json, 'variable', 'lines', 'powershell')).toMatch(/^\$env:JETWAY_QWEN_KEY = \(& /);
    const doctor = ['doctor', 'qwen', '--only', 'wins', '--json', '-m', 'claude-sonnet-4-5'];
    const check = at((await here.run(doctor)).json, 'checks', 0);
    expect(check).toMatchObject({ status: 'warn' });
    expect(JSON.stringify(check)).toContain('jetway configure qwen prints the line');
    expect((await here.run(['status'])).stdout).toContain('JETWAY_QWEN_KEY is not set here');
    const set = await here.run(['status'], { env: { JETWAY_QWEN_KEY: key } });
    expect(set.stdout).not.toContain('JETWAY_QWEN_KEY');
  });

  it.skipIf(noPosix)('of Codex do not stand in the way of a launch whose key is in a variable', async () => {
    await using gateway = await startGateway({ models });
    await using here = await ready(gateway);
    await configure(here, 'codex');
    const launched = await here.run(['-m', 'openai/gpt-5', 'codex', 'exec', 'hi'], {
      env: { JETWAY_API_KEY: 'sk-other-1234567' },
    });
    expect(launched.code, launched.stderr).toBe(0);
    expect(launched.starts[0]?.args.join(' ')).toContain('command="printenv"');
    expect(launched.starts[0]?.args.join(' ')).not.toContain('env_key');
  });

  it('of one agent are taken back whatever has become of the receipt of another', async () => {
    await using gateway = await startGateway({ models });
    await using here = await ready(gateway);
    for (const id of ['codex', 'qwen']) expect(await configure(here, id)).toMatchObject({ code: 0 });
    const [receipt = ''] = [...content(here).keys()].filter((path) => path.endsWith('receipts/qwen.json'));
    here.home.write(receipt, '{');
    expect(await here.run(['unconfigure', 'codex', '--yes'])).toMatchObject({ code: 0 });
    const refused = await here.run(['unconfigure', 'qwen', '--yes']);
    expect(refused).toMatchObject({ code: 3 });
    expect(refused.stderr).toContain(join('receipts', 'qwen.json'));
  });

  it('that can’t be told of any more are named, and all others dealt with', async () => {
    await using gateway = await startGateway({ models });
    await using here = await ready(gateway);
    const mine = here.home.write('.codex/config.toml', 'model = "mine"\n');
    for (const id of ['codex', 'qwen', 'kilo']) expect(await configure(here, id)).toMatchObject({ code: 0 });
    const receiptOf = (id: string): string =>
      [...content(here).keys()].find((path) => path.endsWith(`receipts/${id}.json`)) ?? '';
    here.home.write(receiptOf('qwen'), '{');
    const told = await here.run(['status']);
    expect(told.code).toBe(3);
    for (const row of [/^Codex +configured /m, /^Kilo.* configured /m, /^Qwen Code +unknown$/m]) {
      expect(told.stdout).toMatch(row);
    }
    expect(told.stderr).toContain(`${join('receipts', 'qwen.json')} is no receipt of Jetway's. What it wrote`);
    expect((await here.run(['status', '--json'])).json).toMatchObject({
      agents: expect.arrayContaining([
        expect.objectContaining({ agent: 'codex', state: 'configured' }),
        { agent: 'qwen', state: 'unknown', broken: [expect.stringContaining('is no receipt')] },
      ]) as unknown,
    });
    expect(await here.run(['unconfigure', '--dry-run'])).toMatchObject({ code: 3 });
    const most = await here.run(['uninstall', '--yes']);
    expect(most.code).toBe(3);
    expect(most.stderr).toMatch(/receipts.qwen\.json is no receipt[^]*The rest stays/);
    expect(here.home.read(mine)).toBe('model = "mine"\n');
    expect(receiptOf('kilo')).toBe('');
    // Qwen Code still asks for the key.
    expect([...here.keys.values()]).toEqual([key]);
    renameSync(here.home.at(receiptOf('qwen')), here.home.at(`${receiptOf('qwen')}.old`));
    expect(await here.run(['uninstall', '--yes'])).toMatchObject({ code: 0, stderr: '' });
    expect([...here.keys.values()]).toEqual([]);
  });

  it('of an agent that only a newer Jetway knows is named, and all others dealt with', async () => {
    await using gateway = await startGateway({ models });
    await using here = await ready(gateway);
    for (const id of ['codex', 'qwen']) expect(await configure(here, id)).toMatchObject({ code: 0 });
    const found = [...content(here).entries()].find(([path]) => path.endsWith('receipts/qwen.json'));
    const [path = '', text = ''] = found ?? [];
    const newer = here.home.write(path.replace('qwen.json', 'zed.json'), text.replace('"qwen"', '"zed"'));
    const shims = [{ agent: 'zed', path: '/nowhere/zed', sha256: 'x', folderMade: false }];
    here.home.write('.config/jetway/shims.json', JSON.stringify({ schemaVersion: 1, shims }));
    const told = await here.run(['status']);
    expect(told).toMatchObject({ code: 3 });
    expect(told.stdout).toMatch(/^Codex +configured [^]*^zed +unknown$[^]*^zed by \/nowhere\/zed$/m);
    expect(told.stderr).toMatch(/zed\.json is of an agent that this Jetway does not know: zed\. Use .*: npm install/);
    expect(await here.run(['doctor', 'codex', '--only', 'wins'])).toMatchObject({ stderr: '' });
    expect(await here.run(['unconfigure', 'codex', '--yes'])).toMatchObject({ code: 0, stderr: '' });
    expect(await here.run(['unconfigure', '--yes'])).toMatchObject({ code: 3 });
    expect((await here.run(['uninstall', '--yes'])).stderr).toContain('The rest stays: an agent is configured still.');
    expect(here.home.read(newer)).toContain('"zed"');
    expect([...here.keys.values()]).toEqual([key]);
  });

  it.each(able)('of %s, without any, leave no file and no folder', async (id) => {
    await using gateway = await startGateway({ models });
    await using here = await ready(gateway);
    const before = content(here);
    expect(await configure(here, id)).toMatchObject({ code: 0 });
    expect(await here.run(['unconfigure', '--yes'])).toMatchObject({ code: 0 });
    expect(content(here)).toEqual(before);
    for (const [path] of files[id] ?? []) {
      const folder = join(
        here.home.path,
        path
          .split('/')
          .slice(0, path.startsWith('.config') ? 2 : 1)
          .join('/'),
      );
      expect(lstatSync(folder, { throwIfNoEntry: false })).toBeUndefined();
    }
  });

  it.each(able)('of %s a second time change nothing', async (id) => {
    await using gateway = await startGateway({ models });
    await using here = await ready(gateway);
    for (const [path, text] of files[id] ?? []) here.home.write(path, text);
    await configure(here, id);
    const once = content(here);
    const again = await configure(here, id);
    expect(again).toMatchObject({ code: 0 });
    expect(again.stdout).toContain('nothing changes');
    const now = content(here);
    const receipts = (path: string): boolean => !path.includes('receipts');
    expect([...now].filter(([path]) => receipts(path))).toEqual([...once].filter(([path]) => receipts(path)));
  });

  it.each(able)('show %s without changing it, and want consent', async (id) => {
    await using gateway = await startGateway({ models });
    await using here = await ready(gateway);
    for (const [path, text] of files[id] ?? []) here.home.write(path, text);
    const before = content(here);
    const argv = ['configure', id, '--profile', 'work', '--model', modelFor(id)];
    const dry = await here.run([...argv, '--dry-run', '--json']);
    expect(dry).toMatchObject({ code: 0, json: { agent: id, applied: false, profile: 'work' } });
    const shown = (await here.run([...argv, '--dry-run'])).stdout;
    if (id === 'codex') expect(shown).toContain('+[model_providers.jetway]');
    if (id === 'claude') expect(shown).toMatch(/\+\s+"label": "[^•]+"/);
    const bare = await here.run(argv);
    expect(bare).toMatchObject({ code: 2 });
    expect(bare.stderr).toContain('--yes');
    const declined = await here.run(argv, { prompts: scripted(['so?', false]) });
    expect(declined.code).toBe(0);
    expect(content(here)).toEqual(before);
  });

  it.skipIf(noShell)(
    'replace one profile by another where that is said, and go back to what was there before both',
    async () => {
      await using gateway = await startGateway({ models });
      await using other = await startGateway({ models });
      await using here = await ready(gateway);
      await ready(other, { profile: 'home', own: false }, here);
      here.home.write('.claude/settings.json', '{ "model": "opus" }');
      const before = content(here);
      await configure(here, 'claude');
      const second = ['configure', 'claude', '--profile', 'home', '--model', 'claude-haiku-4-5', '--yes'];
      const refused = await here.run(second);
      expect(refused.code).toBe(2);
      expect(refused.stderr).toContain('--replace');
      expect(await here.run([...second, '--replace'])).toMatchObject({ code: 0 });
      const settings = JSON.parse(here.home.read('.claude/settings.json')) as unknown;
      expect(textAt(settings, 'env', 'ANTHROPIC_BASE_URL')).toBe(other.url);
      expect(textAt(settings, 'model')).toBe('claude-haiku-4-5');
      await here.run(['unconfigure', 'claude', '--yes']);
      expect(content(here)).toEqual(before);
    },
  );

  it.skipIf(noShell)('keep what the user has changed since, and name it', async () => {
    await using gateway = await startGateway({ models });
    await using here = await ready(gateway);
    here.home.write('.claude/settings.json', '{ "model": "opus" }');
    await configure(here, 'claude');
    const settings = here.home.read('.claude/settings.json');
    here.home.write(
      '.claude/settings.json',
      settings.replace('"claude-sonnet-4-5"', '"mine"').replace('{', '{ "a": 1,'),
    );
    const undone = await here.run(['unconfigure', 'claude', '--yes', '--json']);
    expect(undone.json).toMatchObject({ agents: [{ stays: [{ key: 'model' }] }], applied: true });
    expect(here.home.read('.claude/settings.json')).toBe('{ "a": 1, "model": "mine" }');
  });

  it.skipIf(noPosix)('write through links, and keep the mode', async () => {
    await using gateway = await startGateway({ models });
    await using here = await ready(gateway);
    const { path } = here.home;
    mkdirSync(join(path, 'dotfiles/deep'), { recursive: true });
    writeFileSync(join(path, 'dotfiles/config.toml'), 'a = 1\r\n');
    chmodSync(join(path, 'dotfiles/config.toml'), 0o640);
    symlinkSync('dotfiles/deep', join(path, '.codex'));
    symlinkSync('../config.toml', join(path, 'dotfiles/deep/config.toml'));
    expect(await configure(here, 'codex')).toMatchObject({ code: 0 });
    expect(readFileSync(join(path, 'dotfiles/config.toml'), 'utf8')).toContain('model_provider = "jetway"\r\n');
    expect(statSync(join(path, 'dotfiles/config.toml')).mode & 0o777).toBe(0o640);
    expect(await here.run(['unconfigure', 'codex', '--yes'])).toMatchObject({ code: 0 });
    expect(readFileSync(join(path, 'dotfiles/config.toml'), 'utf8')).toBe('a = 1\r\n');
    expect(lstatSync(join(path, 'dotfiles/deep/config.toml')).isSymbolicLink()).toBe(true);
    expect(statSync(join(path, 'dotfiles/config.toml')).mode & 0o777).toBe(0o640);
  });

  it.skipIf(noShell).each([
    ['a comment where none may be', '// mine\n{}\n', 0o600],
    ['a key twice', '{"env":{},"env":{}}', 0o600],
    ['no object', '[1]', 0o600],
    ['what is cut off', '{"a":', 0o600],
    ['what is no text', 'bytes', 0o600],
    ['a key of the user’s', '{"env":{"ANTHROPIC_API_KEY":"abc"}}', 0o600],
    ['a mode that lets nobody write', '{}', 0o400],
  ])('refuse %s, and leave it', async (_what, text, mode) => {
    await using gateway = await startGateway({ models });
    await using here = await ready(gateway);
    const path = here.home.write('.claude/settings.json', text);
    if (text === 'bytes') writeFileSync(path, Buffer.from([0x7b, 0xff, 0x7d]));
    chmodSync(path, mode);
    const before = content(here);
    const refused = await configure(here, 'claude');
    expect(refused.code).toBe(3);
    expect(refused.stderr).toContain('.claude/settings.json');
    expect(content(here)).toEqual(before);
  });

  it.each(agents.filter(({ id }) => !(id in everywhere)).map(({ id }) => id))(
    'refuse %s with the reason and the nearest way',
    async (id) => {
      await using gateway = await startGateway({ models });
      await using here = await ready(gateway);
      const refused = await configure(here, id);
      expect(refused.code).toBe(3);
      expect(refused.stderr).toContain(`jetway ${id}`.slice(0, 7));
      expect(refused.stderr).toContain('Can be: claude, codex');
    },
  );

  it.runIf(noShell).each(byShell)('refuse %s on Windows, where how it runs a command is not known', async (id) => {
    await using gateway = await startGateway({ models });
    await using here = await ready(gateway);
    const refused = await configure(here, id);
    expect(refused).toMatchObject({ code: 3 });
    expect(refused.stderr).toContain('has not been tried');
    expect(refused.stderr).toContain(`jetway ${id}`);
  });

  it('refuse a key that nothing could give again', async () => {
    await using gateway = await startGateway({ models });
    await using here = await jetway();
    here.install('codex');
    const argv = ['configure', 'codex', '--gateway', 'compatible', '--base-url', gateway.url];
    const more = ['--set', `protocols=${protocols}`, '--model', 'openai/gpt-5', '--yes'];
    const refused = await here.run([...argv, ...more], { env: { JETWAY_API_KEY: key } });
    expect(refused.code).toBe(4);
    expect(refused.stderr).toContain('jetway login');
  });

  it('name no command of a Jetway that npx fetched for once', async () => {
    await using gateway = await startGateway({ models });
    await using here = await ready(gateway);
    const self = ['/usr/bin/node', '/home/u/.npm/_npx/12/node_modules/jetway/bin/jetway.js'];
    const argv = ['configure', 'codex', '--profile', 'work', '--model', 'openai/gpt-5', '--yes'];
    const refused = await here.run(argv, { parts: () => ({ self }) });
    expect(refused.code).toBe(3);
    expect(refused.stderr).toContain('npm install -g jetway');
  });

  it.skipIf(noShell)('of one project alone leave the user’s file, and are taken back from any folder', async () => {
    await using gateway = await startGateway({ models });
    await using here = await ready(gateway);
    here.home.write('.claude/settings.json', '{ "model": "opus" }');
    here.home.write('project/.claude/settings.local.json', '{\n\t"mine": 1\n}\n');
    const before = content(here);
    expect(await configure(here, 'claude', '--scope', 'project')).toMatchObject({ code: 0 });
    expect(here.home.read('.claude/settings.json')).toBe('{ "model": "opus" }');
    expect(here.home.read('project/.claude/settings.local.json')).toContain(gateway.url);
    const status = at((await here.run(['status', '--json'])).json, 'agents', 0);
    expect(status).toMatchObject({ agent: 'claude', scope: 'project', project: here.home.cwd, changed: [] });
    const elsewhere = ({ host }: System) => ({ host: { ...host, cwd: here.home.path } });
    expect(await here.run(['unconfigure', 'claude', '--yes'], { parts: elsewhere })).toMatchObject({ code: 0 });
    expect(content(here)).toEqual(before);
    expect(await configure(here, 'codex', '--scope', 'project')).toMatchObject({ code: 2 });
  });

  it('are told of as JSON', async () => {
    await using gateway = await startGateway({ models });
    await using here = await ready(gateway);
    const { json } = await configure(here, 'codex', '--json');
    expect(json).toMatchObject({ schemaVersion: 1, agent: 'codex', applied: true, model: 'claude-sonnet-4-5' });
    expect(at(json, 'keyFrom', 1)).toBe('token');
  });
});

describe('token', () => {
  it('is one line, or nothing', async () => {
    await using gateway = await startGateway({ models });
    await using here = await ready(gateway);
    const [account = ''] = here.keys.keys();
    expect(await here.run(['token', account])).toMatchObject({ code: 0, stdout: `${key}\n`, stderr: '' });
    const none = await here.run(['token', 'nobody'], { prompts: scripted() });
    expect(none).toMatchObject({ code: 4, stdout: '' });
  });

  it('runs the saved key command of the account', async () => {
    await using gateway = await startGateway({ models });
    await using here = await jetway();
    here.program('get-key', 'process.stdout.write("sk-from-command-1234\\nmore\\n")');
    const flags = ['--gateway', 'compatible', '--base-url', gateway.url, '--set', `protocols=${protocols}`];
    await here.run(['login', ...flags, '--key-command', 'get-key']);
    here.install('codex');
    const done = await here.run(['configure', 'codex', '--model', 'openai/gpt-5', '--yes']);
    expect(done.code, done.stderr).toBe(0);
    const account = /"token", "([^"]+)"/.exec(here.home.read('.codex/config.toml'))?.[1] ?? '';
    expect(await here.run(['token', account])).toMatchObject({ code: 0, stdout: 'sk-from-command-1234\n' });
  });
});

describe('status', () => {
  it('tells of an agent that has become another program since', async () => {
    await using gateway = await startGateway({ models });
    await using here = await ready(gateway);
    await configure(here, 'opencode');
    here.install('opencode', { version: '99.0.0' });
    const { stdout } = await here.run(['status'], { columns: 80 });
    expect(stdout).toMatch(/OpenCode is 99\.0\.0 now, which is another program; it was \d+\.\d+\.\d+/);
    expect(stdout).toContain('jetway unconfigure opencode');
  });

  it.skipIf(noShell)('tells of each agent how it stands, and what was changed since', async () => {
    await using gateway = await startGateway({ models });
    await using here = await ready(gateway);
    expect(await here.run(['status'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Claude Code +plain$/m),
    });
    await configure(here, 'claude');
    const parts = ({ files: real }: { readonly files: object }): object => ({
      files: { ...real, mtime: () => 1 },
    });
    const well = await here.run(['status', '--json'], { parts });
    expect(at(well.json, 'agents', 0)).toMatchObject({
      agent: 'claude',
      state: 'configured',
      profile: 'work',
      model: 'claude-sonnet-4-5',
      changed: [],
      broken: [],
    });
    const settings = here.home.read('.claude/settings.json');
    here.home.write('.claude/settings.json', settings.replace('"claude-sonnet-4-5"', '"mine"'));
    const changed = await here.run(['status'], { columns: 80 });
    expect(changed.stdout).toMatch(/changed since: model in .*settings\.json/);
    // The command of this test's Jetway lies nowhere.
    expect(changed.stdout).toContain('What gives the key is gone');
    await here.run(['profile', 'remove', 'work']);
    expect((await here.run(['status'])).stdout).toContain('There is no profile work any more.');
  });
});

describe('uninstall', () => {
  it('takes back what is configured, and leaves nothing of Jetway’s', async () => {
    await using gateway = await startGateway({ models });
    await using here = await ready(gateway);
    here.home.write('.codex/config.toml', 'a = 1\n');
    await configure(here, 'codex');
    const refused = await here.run(['uninstall']);
    expect(refused.code).toBe(2);
    expect(refused.stdout).toContain('the configuration of codex (work)');
    expect(here.keys.size).toBe(1);
    const done = await here.run(['uninstall', '--yes']);
    expect(done.code, done.stderr).toBe(0);
    expect(here.keys.size).toBe(0);
    expect(here.home.read('.codex/config.toml')).toBe('a = 1\n');
    const left = [...here.home.snapshot().keys()].filter((path) => path.includes('jetway'));
    expect(left).toEqual([]);
    expect(await here.run(['uninstall', '--yes'])).toMatchObject({ code: 0, stdout: 'Jetway keeps nothing here.\n' });
  });

  it('leaves nothing that a search of the home would find, completion included, and every byte that is not Jetway’s', async () => {
    await using gateway = await startGateway({ models });
    await using here = await ready(gateway);
    const lines = (shell: string): string => `# mine\nexport A=1\nsource <(jetway completion ${shell})\nalias l=ls`;
    const shell = { '.bashrc': lines('bash'), '.zshrc': lines('zsh'), '.bash_profile': 'echo jetway completion\n' };
    for (const [path, text] of Object.entries(shell)) here.home.write(path, text);
    chmodSync(join(here.home.path, '.zshrc'), 0o640);
    here.home.write('.config/fish/completions/jetway.fish', (await here.run(['completion', 'fish'])).stdout);
    const script = (await here.run(['completion', 'powershell'])).stdout;
    const profile = `${noShell ? 'Documents/PowerShell' : '.config/powershell'}/Microsoft.PowerShell_profile.ps1`;
    here.home.write(profile, `$a = 1\n${script}$b = 2\n`);
    here.home.write('project/.git/HEAD', '');
    here.home.write('project/.jetway.json', '{"schemaVersion":1}');
    await here.run(['trust', '--yes']);
    for (const id of able) expect(await configure(here, id)).toMatchObject({ code: 0 });
    await here.run(['-m', 'openai/gpt-5', 'codex', 'exec', 'hi']);
    here.home.write('project/.jetway.json', '');
    const done = await here.run(['uninstall', '--yes']);
    expect(done.code, done.stderr).toBe(0);
    for (const path of ['.bashrc', '.zshrc']) expect(here.home.read(path)).toBe('# mine\nexport A=1\nalias l=ls');
    expect(here.home.read('.bash_profile')).toBe(shell['.bash_profile']);
    expect(here.home.read(profile)).toBe('$a = 1\n$b = 2\n');
    expectMode(join(here.home.path, '.zshrc'), 0o640);
    const found = here.home.filesContaining('jetway').filter((path) => !/^(?:usr\/|\.bash_profile)/.test(path));
    expect(found).toEqual([]);
    expect([...here.home.snapshot().keys()].filter((path) => /jetway/.test(path))).toEqual(['project/.jetway.json']);
    expect(here.keys.size).toBe(0);
  });

  it('keeps keys where that is said, and what says where they are', async () => {
    await using gateway = await startGateway({ models });
    await using here = await ready(gateway);
    expect(await here.run(['uninstall', '--keep-keys', '--yes'])).toMatchObject({ code: 0 });
    expect(here.keys.size).toBe(1);
    expect(here.config()).toMatchObject({ profiles: {}, credentials: { [[...here.keys.keys()][0] ?? '']: 'keyring' } });
  });

  it('leaves the key of an agent that stays configured', async () => {
    await using gateway = await startGateway({ models });
    await using here = await ready(gateway);
    await configure(here, 'codex');
    const declined = await here.run(['uninstall'], { prompts: scripted(['the configuration of codex', false]) });
    expect(declined.stderr).toContain('configured still');
    expect(here.keys.size).toBe(1);
    expect(here.home.read('.codex/config.toml')).toContain('jetway');
  });
});
