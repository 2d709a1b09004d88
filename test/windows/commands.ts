import assert from 'node:assert/strict';
import { hostname } from 'node:os';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { listAt, textAt } from '../../src/json-path.ts';
import { startGateway } from '../support/gateway.ts';
import { jetway, newProfile, prefix, type Profile, run, system32 } from './machine.ts';

const key = 'sk-windows-4d1c8e07b2';
const demand = { authorization: `Bearer ${key}` };
const bifrost = (url: string): readonly string[] => ['--gateway', 'bifrost', '--base-url', url];

export const commands: Readonly<Record<string, () => Promise<void>>> = {
  'the shims of npm start it': async () => {
    const profile = newProfile();
    const manifest = readFileSync(join(prefix, 'node_modules', 'jetway', 'package.json'), 'utf8');
    const version = textAt(JSON.parse(manifest), 'version');
    assert.ok(existsSync(join(prefix, 'jetway.ps1')));
    const shell = [join(system32, 'cmd.exe'), '/d', '/c', 'jetway', '--version'];
    assert.deepEqual(await run(shell, profile), { code: 0, stdout: `${version}\n`, stderr: '' });
  },

  'help fits a console, and a wrong word is told': async () => {
    const profile = newProfile();
    const { code, stdout, stderr } = await jetway(profile, ['--help']);
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
    assert.match(stdout, /^Usage: jetway /);
    assert.deepEqual(
      stdout.split('\n').filter((line) => line.length > 80),
      [],
    );
    const wrong = await jetway(profile, ['lanch']);
    assert.equal(wrong.code, 2, wrong.stderr);
    assert.equal((await jetway(profile, ['--gateway', 'none', 'claude'])).code, 2);
  },

  'a key is kept in Credential Manager, told of, given to an agent that asks, and forgotten': async () => {
    await using gateway = await startGateway({ demand });
    const profile = newProfile();
    const login = ['login', ...bifrost(gateway.url), '--profile', 'work', '--key-stdin'];
    const stored = await jetway(profile, login, { stdin: `${key}\r\n` });
    assert.equal(stored.code, 0, stored.stderr);
    assert.deepEqual(profile.filesContaining(key), []);
    assert.ok(inCredentialManager(gateway.url), 'no entry in Credential Manager');

    const auth = await jetway(profile, ['auth', '--json']);
    assert.match(auth.stdout, /"keyring"/, auth.stdout);
    assert.ok(!auth.stdout.includes(key));
    const listed = await jetway(profile, ['list-models', '--profile', 'work', '--json']);
    assert.equal(listed.code, 0, listed.stderr);
    assert.ok((listAt(JSON.parse(listed.stdout), 'models')?.length ?? 0) > 0, listed.stdout);
    const kept = JSON.parse(readFileSync(await configFile(profile), 'utf8')) as { readonly credentials: object };
    const [account = ''] = Object.keys(kept.credentials);
    assert.equal((await jetway(profile, ['token', account])).stdout, `${key}\n`);

    const removed = await jetway(profile, ['logout', '--profile', 'work']);
    assert.equal(removed.code, 0, removed.stderr);
    assert.ok(!inCredentialManager(gateway.url), 'an entry is left in Credential Manager');
    const without = await jetway(profile, ['list-models', '--profile', 'work']);
    assert.equal(without.code, 4, without.stderr);
  },

  'a list piped has one id a line': async () => {
    await using gateway = await startGateway({ demand, models: 3 });
    const profile = newProfile();
    const { code, stdout, stderr } = await jetway(profile, ['list-models', ...bifrost(gateway.url)], {
      // Names differ in case only.
      env: { jetway_Api_Key: key },
    });
    assert.equal(code, 0, stderr);
    assert.equal(stdout, 'test/model-1\ntest/model-2\ntest/model-3\n');
  },

  'gateways that do not answer, refuse the key or lack the model end by their codes': async () => {
    await using gateway = await startGateway({ demand });
    const profile = newProfile();
    const launch = async (url: string, secret: string, model: string): Promise<number | null> =>
      (await jetway(profile, [...bifrost(url), '-m', model, 'claude'], { env: { JETWAY_API_KEY: secret } })).code;
    assert.equal(await launch('http://127.0.0.1:9', key, 'any'), 5);
    assert.equal(await launch(gateway.url, 'sk-wrong', 'any'), 4);
    assert.equal(await launch(gateway.url, key, 'no-such-model'), 6);
    assert.equal(profile.given(), undefined);
  },

  'the doctor tells where things stand, and names scripts and not Node': async () => {
    await using gateway = await startGateway({ demand });
    const profile = newProfile();
    const words = ['doctor', 'claude', ...bifrost(gateway.url), '-m', 'demo-large', '--json'];
    const { code, stdout, stderr } = await jetway(profile, words, { env: { JETWAY_API_KEY: key } });
    assert.ok(code === 0 || code === 8, stderr);
    const report = JSON.parse(stdout) as unknown;
    assert.ok((listAt(report, 'checks')?.length ?? 0) > 5, stdout);
    assert.ok(!stdout.includes(key));
    assert.match(stdout, /claude-code\\\\cli\.js/);
    assert.doesNotMatch(stdout, /chmod|export [A-Z]/);
  },

  'a dry run tells all and does nothing': async () => {
    await using gateway = await startGateway({ demand });
    const profile = newProfile();
    const words = [...bifrost(gateway.url), '--no-check', '-m', 'some-model', 'launch', 'codex', '--dry-run'];
    const { code, stdout, stderr } = await jetway(profile, words, { env: { JETWAY_API_KEY: key } });
    assert.equal(code, 0, stderr);
    assert.ok(stdout.includes(gateway.url), stdout);
    assert.ok(!stdout.includes(key));
    assert.equal(profile.given(), undefined);
    assert.deepEqual(
      gateway.requests.filter(({ method }) => method !== 'GET'),
      [],
    );
  },

  'the demo starts an agent at its own gateway': async () => {
    const profile = newProfile();
    const { code, stderr } = await jetway(profile, ['demo', 'claude', '-p', 'hi']);
    assert.equal(code, 0, stderr);
    const given = profile.given();
    const [, origin = 'none'] = /on (http:\/\/127\.0\.0\.1:\d+)/.exec(stderr) ?? [];
    assert.ok(Object.values(given?.env ?? {}).includes(origin), `no variable leads to ${origin}`);
    assert.deepEqual(given?.argv.slice(-2), ['-p', 'hi']);
  },

  'a lock that another holds, or left, ends no login': async () => {
    await using gateway = await startGateway({ demand });
    const profile = newProfile();
    const file = await configFile(profile);
    mkdirSync(dirname(file), { recursive: true });
    const login = async (name: string) =>
      jetway(profile, ['login', ...bifrost(gateway.url), '--profile', name, '--store', 'file', '--key-stdin'], {
        stdin: `${key}\n`,
      });
    // One of another machine's can't be looked into: it is waited for, and then passed by. One of a process that is gone goes.
    for (const [name, owner] of [
      ['held', '1 elsewhere'],
      ['left', `999999 ${hostname()}`],
    ] as const) {
      writeFileSync(`${file}.lock`, owner);
      const { code, stderr } = await login(name);
      assert.equal(code, 0, stderr);
    }
    const { stdout } = await jetway(profile, ['profile', 'list', '--json']);
    for (const name of ['held', 'left']) assert.ok(stdout.includes(`"${name}"`), stdout);
  },
};

/** Where the profiles are kept: in the user's roaming folder. */
async function configFile(profile: Profile): Promise<string> {
  const { stdout } = await jetway(profile, ['config', 'path']);
  const path = stdout.trim();
  assert.ok(path.startsWith(join(profile.env['APPDATA'] ?? '', 'jetway')), path);
  return path;
}

/** Wine keeps it in the registry, names in plain text. */
function inCredentialManager(url: string): boolean {
  try {
    const words = ['query', 'HKCU\\Software\\Wine\\Credential Manager', '/s'];
    return execFileSync(join(system32, 'reg.exe'), words, { encoding: 'utf8' }).includes(new URL(url).port);
  } catch {
    return false;
  }
}
