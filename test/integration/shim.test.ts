import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, it } from 'vitest';
import { startGateway, type Gateway } from '../support/gateway.ts';
import { jetway, type Jetway } from '../support/jetway.ts';
import { expectMode } from '../support/modes.ts';
import { noPosix } from '../support/posix.ts';
import { scriptName } from '../support/programs.ts';

it('writes a program of that name, prints where it is, and takes it away again with the folder it made', async () => {
  await using gateway = await startGateway();
  await using here = await saved(gateway);
  here.install('codex');
  const path = join(here.home.path, 'shims', scriptName('codex'));
  const words = ['shim', 'codex', '--dir', '~/shims', '--profile', 'work'];

  const shown = await here.run([...words, '--dry-run']);
  expect(shown.stdout).toMatch(
    noPosix
      ? /^@echo off\r\n[^]*jetway\.js" "--profile" "work" "codex" %\*\r\n$/
      : /^#!\/bin\/sh\n[^]*jetway\.js --profile work codex "\$@"\n$/,
  );
  expect(existsSync(path)).toBe(false);

  const made = await here.run(words);
  expect(made).toMatchObject({ code: 0, stdout: `${path}\n` });
  expect(made.stderr).toContain(`the program that starts Codex, or put ${join(here.home.path, 'shims')} first on`);
  expect(here.home.read(path)).toBe(shown.stdout);
  expectMode(path, 0o755);
  expect(here.home.filesContaining(key)).toEqual([]);
  // Once more: it is our own.
  expect((await here.run(words)).code).toBe(0);

  expect((await here.run(['status'])).stdout).toContain(`Codex by ${path}, profile work`);
  expect((await here.run(['status', '--json'])).json).toMatchObject({
    shims: [{ agent: 'codex', path, profile: 'work', state: 'ours' }],
  });

  const removed = await here.run(['shim', 'codex', '--remove']);
  expect(removed).toMatchObject({ code: 0, stdout: `Removed: ${path}\n` });
  expect(existsSync(join(here.home.path, 'shims'))).toBe(false);
  expect((await here.run(['shim', 'codex', '--remove'])).code).toBe(3);
});

it('is passed over by a launch, which starts the agent behind it', async () => {
  await using gateway = await startGateway();
  await using here = await saved(gateway);
  const agent = here.install('codex');
  const dir = join(here.home.path, 'shims');
  await here.run(['shim', 'codex', '--dir', dir, '--profile', 'work']);
  const env = { PATH: [dir, join(here.prefix, 'bin')].join(delimiter) };
  const { code, starts, stderr } = await here.run(['--profile', 'work', '-m', 'gpt-5.5', 'codex', 'hi'], { env });
  expect(code, stderr).toBe(0);
  expect(starts[0]?.command).toBe(agent.words.at(-1));
  expect((await here.run(['shim', 'codex', '--dir', dir], { env })).stderr).toContain('is on PATH');
});

it('leaves a file alone that is not its own, or no longer', async () => {
  await using gateway = await startGateway();
  await using here = await saved(gateway);
  const path = here.home.write(`shims/${scriptName('codex')}`, 'mine');
  const dir = join(here.home.path, 'shims');
  const refused = await here.run(['shim', 'codex', '--dir', dir]);
  expect(refused.code).toBe(3);
  expect(refused.stderr).toContain('is there already, and is not as Jetway made it');
  expect(here.home.read(path)).toBe('mine');

  const other = join(here.home.path, 'other');
  const { stderr } = await here.run(['shim', 'codex', '--dir', other]);
  expect(stderr).toContain('Codex itself is not on PATH yet');
  here.home.write(`other/${scriptName('codex')}`, 'changed');
  expect((await here.run(['status'])).stdout).toContain('was changed since');
  expect((await here.run(['shim', 'codex', '--remove'])).stderr).toContain('was changed since, and stays');
  expect(here.home.read(`other/${scriptName('codex')}`)).toBe('changed');
});

it('goes with all else that is uninstalled', async () => {
  await using gateway = await startGateway();
  await using here = await saved(gateway);
  const { stdout: path } = await here.run(['shim', 'claude', '--dir', '~/shims']);
  const { stdout } = await here.run(['uninstall', '--yes']);
  expect(stdout).toContain(`the claude that starts it through Jetway: ${path.trim()}`);
  expect(existsSync(path.trim())).toBe(false);
  expect(here.home.filesContaining('jetway')).toEqual([]);
});

it('says what is missing', async () => {
  await using here = await jetway();
  const bare = await here.run(['shim', 'codex']);
  expect(bare.code).toBe(2);
  expect(bare.stderr).toContain('jetway shim codex --dir');
  const unsaved = await here.run(['shim', 'codex', '--dir', 'x']);
  expect(unsaved.code).toBe(3);
  expect(unsaved.stderr).toContain('jetway login');
  const passing = await here.run(['shim', 'codex', '--dir', 'x'], {
    parts: (system) => ({ self: [system.self[0] ?? '', '/home/me/.npm/_npx/1a2b/node_modules/jetway/bin/jetway.js'] }),
  });
  expect(passing.stderr).toContain('npm install -g jetway');
});

const key = 'sk-shim-5b1f8e2d7c';

async function saved(gateway: Gateway): Promise<Jetway> {
  const here = await jetway();
  const flags = ['--gateway', 'bifrost', '--base-url', gateway.url, '--profile', 'work', '--key-stdin'];
  const { code, stderr } = await here.run(['login', ...flags], { stdin: `${key}\n` });
  if (code !== 0) throw new Error(stderr);
  return here;
}
