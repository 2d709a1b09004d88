import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { startGateway } from '../support/gateway.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

// Start-up is paid by the file and by the byte. What is not needed at every start stands behind `await import()`, or is named
// in `late` of .config/parts.mjs.
describe.skipIf(process.platform === 'win32')('the built program opens no more of dist/ than it needs', () => {
  it.each(['codex', 'claude'])('for a launch of %s where all is kept, at most 205 KB', async (agent) => {
    await using gateway = await startGateway();
    using home = emptyHome(agent);
    const launch = [...targetOf(gateway.url), '--model', 'demo/gpt-5.5', agent];
    await home.opened(launch);
    const { files, bytes } = await home.opened(launch);
    expect(files).toEqual(['main.js', 'gateways-bifrost.js', `agents-${agent}.js`]);
    expect(bytes).toBeLessThan(205_000);
  });

  it('for a launch with a relay, which opens that alone', async () => {
    await using gateway = await startGateway();
    using home = emptyHome('codex');
    const launch = [...targetOf(gateway.url), '--relay', 'always', '--model', 'demo/gpt-5.5', 'codex'];
    await home.opened(launch);
    const { files } = await home.opened(launch);
    expect(files).toEqual(['main.js', 'gateways-bifrost.js', 'agents-codex.js', 'relay.js', 'client.js']);
  });

  it('for the first launch in an empty home, at most 255 KB', async () => {
    await using gateway = await startGateway();
    using home = emptyHome('codex');
    const { files, bytes } = await home.opened([...targetOf(gateway.url), '--model', 'demo/gpt-5.5', 'codex']);
    expect(files.toSorted()).toEqual(['agents-codex.js', 'client.js', 'gateways-bifrost.js', 'main.js', 'query.js']);
    expect(bytes).toBeLessThan(255_000);
  });

  it('for a list of models', async () => {
    await using gateway = await startGateway();
    using home = emptyHome('codex');
    const { files } = await home.opened(['list-models', ...targetOf(gateway.url)]);
    expect(files.toSorted()).toEqual([
      'client.js',
      'commands.js',
      'gateways-bifrost.js',
      'list.js',
      'main.js',
      'query.js',
    ]);
  });

  it('for the doctor', async () => {
    await using gateway = await startGateway();
    using home = emptyHome('codex');
    const { files } = await home.opened(['doctor', 'codex', ...targetOf(gateway.url), '--model', 'demo/gpt-5.5']);
    expect(files.toSorted()).toEqual([
      'agents-codex.js',
      'client.js',
      'commands.js',
      'doctor.js',
      'gateways-bifrost.js',
      'jsonc.js',
      'list.js',
      'main.js',
      'query.js',
      'settings.js',
    ]);
  });

  it('for a status line, which is drawn again and again', async () => {
    using home = emptyHome('codex');
    const { files } = await home.opened(['statusline', '--budget', '/nowhere.json']);
    expect(files).toEqual(['main.js', 'commands.js', 'statusline.js']);
  });

  it('for the help', async () => {
    using home = emptyHome('codex');
    expect((await home.opened(['--help'])).files).toEqual(['main.js', 'commands.js', 'commander.js']);
  });
});

const targetOf = (url: string): readonly string[] => ['--gateway', 'bifrost', '--base-url', url];

interface Emptied extends Disposable {
  /** The files of dist/ that one run of the built program reads, in order, and how much they hold; it is to succeed. */
  opened(args: readonly string[]): Promise<{ readonly files: readonly string[]; readonly bytes: number }>;
}

/** A home in which nothing is kept yet, with an agent that does nothing. */
function emptyHome(agent: string): Emptied {
  const home = mkdtempSync(join(tmpdir(), 'jetway-opened-'));
  const [hook, log, bin] = ['hook.cjs', 'log', 'bin'].map((name) => join(home, name)) as [string, string, string];
  mkdirSync(bin);
  writeFileSync(join(bin, agent), '#!/bin/sh\necho 9.0.0\n', { mode: 0o755 });
  writeFileSync(
    hook,
    `const fs = require('fs');
const read = fs.readFileSync;
fs.readFileSync = (file, ...more) => {
  if (/dist.[^.]*\\.js$/.test(file)) fs.appendFileSync(${JSON.stringify(log)}, file + '\\n');
  return read(file, ...more);
};`,
  );
  const env = {
    HOME: home,
    PATH: `${bin}:/usr/bin:/bin`,
    JETWAY_API_KEY: 'sk-bf-opened',
    NODE_OPTIONS: `--require ${hook}`,
  };
  return {
    opened: async (args) => {
      writeFileSync(log, '');
      await new Promise<void>((resolve, reject) => {
        execFile(process.execPath, [join(root, 'bin', 'jetway.js'), ...args], { cwd: home, env }, (error, _, stderr) =>
          error === null ? resolve() : reject(new Error(stderr)),
        ).stdin?.end();
      });
      const paths = readFileSync(log, 'utf8').split('\n').filter(Boolean);
      return {
        files: paths.map((path) => basename(path)),
        bytes: paths.reduce((sum, path) => sum + statSync(path).size, 0),
      };
    },
    [Symbol.dispose]: () => rmSync(home, { recursive: true, force: true }),
  };
}
