import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { startGateway } from '../support/gateway.ts';
import { jetway, newProfile, prefix, type Setup, system32 } from './machine.ts';

const key = 'sk-windows-0be6a7';

export const stuckKeyring: Readonly<Record<string, (setup: Setup) => Promise<void>>> = {
  'a keyring that hangs ends with the code of credentials': async ({ maker }) => {
    await using gateway = await startGateway();
    const profile = newProfile();
    const kept = ['--gateway', 'bifrost', '--base-url', gateway.url, '--profile', 'w'];
    assert.equal((await jetway(profile, ['login', ...kept, '--key-stdin'], { stdin: `${key}\n` })).code, 0);
    const powershell = join(system32, 'WindowsPowerShell', 'v1.0', 'powershell.exe');
    const back = standIn(powershell, maker);
    try {
      const { code, stdout, stderr } = await jetway(profile, ['list-models', '--profile', 'w', '--json'], {
        held: true,
        script: withStuckKeyring(),
      });
      assert.equal(code, 4, stderr);
      assert.match(stderr, /The keyring \(Credential Manager\) does not answer\.\n {2}→ /);
      assert.match(stdout, /"code": ?"credential"/);
    } finally {
      back();
    }
    await jetway(profile, ['logout', '--profile', 'w']);
  },
};

/** A second Jetway, whose keyring reads what never comes in place of a key: that blocks a thread as a call that hangs does. Its script. */
function withStuckKeyring(): string {
  const folder = 'C:\\jetway-tests\\stuck\\jetway';
  cpSync(join(prefix, 'node_modules', 'jetway'), folder, { recursive: true });
  const keyring = join(folder, 'node_modules', '@napi-rs', 'keyring', 'index.js');
  assert.ok(existsSync(keyring));
  const stuck = "new Promise(() => require('node:fs').read(0, Buffer.alloc(1), 0, 1, null, () => undefined))";
  writeFileSync(keyring, `exports.AsyncEntry = class { getPassword() { return ${stuck}; } };`);
  return join(folder, 'bin', 'jetway.js');
}

/**
 * Wine's PowerShell does nothing: a Node that ends a process as PowerShell would, told to in the same words, takes its place.
 * Gives what puts Wine's back.
 */
function standIn(powershell: string, maker: string): () => void {
  const folder = 'C:\\jetway-tests\\powershell';
  const [script, settings] = [join(folder, 'main.js'), join(folder, 'settings.json')];
  mkdirSync(folder);
  mkdirSync(dirname(powershell), { recursive: true });
  writeFileSync(script, terminating);
  const built = { main: script, output: join(folder, 'powershell.exe'), execArgv: ['--experimental-ffi'] };
  writeFileSync(settings, JSON.stringify({ ...built, disableExperimentalSEAWarning: true }));
  execFileSync(maker, ['--build-sea', settings], { stdio: 'ignore' });
  const kept = join(folder, 'kept.exe');
  const there = existsSync(powershell);
  if (there) cpSync(powershell, kept);
  cpSync(built.output, powershell);
  return () => {
    if (there) renameSync(kept, powershell);
  };
}

const terminating = `
const { dlopen } = require('node:ffi');
const words = process.argv.slice(2);
const read = /^Invoke-CimMethod -Query 'SELECT \\* FROM Win32_Process WHERE ProcessId=(\\d+)' -MethodName Terminate -Arguments @\\{Reason=\\[uint32\\](\\d+)\\}$/;
const [, pid, reason] = read.exec(words.at(-1));
if (words.slice(0, -1).join() !== '-NoProfile,-NonInteractive,-Command') process.exit(1);
const { functions } = dlopen('kernel32.dll', {
  OpenProcess: { arguments: ['uint32', 'int32', 'uint32'], return: 'pointer' },
  TerminateProcess: { arguments: ['pointer', 'uint32'], return: 'int32' },
});
const mayTerminate = 1;
functions.TerminateProcess(functions.OpenProcess(mayTerminate, 0, Number(pid)), Number(reason));
`;
