import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { startGateway } from '../support/gateway.ts';
import { type Given, jetway, newProfile, prefix, type Profile, type Ran, run, type Setup } from './machine.ts';

const key = 'sk-windows-7f3a90c2de';
const keyed = { JETWAY_API_KEY: key };
const unchecked: readonly string[] = [
  ...['--gateway', 'compatible', '--base-url', 'http://127.0.0.1:9', '--model', 'some-model', '--no-check'],
  ...['--set', 'protocols=anthropic-messages,openai-responses,openai-chat'],
];
const claudeScript = join('node_modules', '@anthropic-ai', 'claude-code', 'cli.js');

export const launches: Readonly<Record<string, (setup: Setup) => Promise<void>>> = {
  'a .cmd of npm is passed by, and what it starts is given gateway, model and key': async () => {
    const profile = newProfile();
    const stale = { Anthropic_Api_Key: 'sk-stale', Claude_Code_Use_Bedrock: '1' };
    const given = await launched(profile, ['claude', '-p', 'say "hello" to 100% of ^them^ & me'], stale);
    assert.equal(given.script, join(prefix, claudeScript));
    assert.deepEqual(given.argv.slice(-2), ['-p', 'say "hello" to 100% of ^them^ & me']);
    assert.equal(given.env['ANTHROPIC_BASE_URL'], 'http://127.0.0.1:9');
    assert.equal(given.env['ANTHROPIC_AUTH_TOKEN'], key);
    const names = Object.keys(given.env).map((name) => name.toUpperCase());
    for (const name of Object.keys(stale)) assert.ok(!names.includes(name.toUpperCase()), `${name} is left`);
    assert.ok(!names.includes('JETWAY_API_KEY'));
    assert.ok(!given.argv.join(' ').includes(key));

    const codex = await launched(profile, ['codex', 'exec', 'a b']);
    assert.deepEqual(codex.argv.slice(-2), ['exec', 'a b']);
    assert.ok(codex.argv.includes('model="some-model"'), codex.argv.join(' '));
  },

  'a .ps1 that is alone on PATH is passed by, too': async () => {
    const profile = newProfile('dev', ['C:\\jetway-tests\\ps1']);
    alone('C:\\jetway-tests\\ps1', 'claude.ps1');
    const given = await launched(profile, ['claude', '-p', '$env:PATH "x" `y']);
    assert.equal(given.script, join('C:\\jetway-tests\\ps1', claudeScript));
    assert.deepEqual(given.argv.slice(-2), ['-p', '$env:PATH "x" `y']);
  },

  'PATH may have quotes, blanks, a trailing backslash and folders that are not there': async () => {
    const folder = 'C:\\jetway-tests\\with blank (x86)';
    alone(folder, 'claude.cmd');
    const profile = newProfile('dev', ['C:\\not there', '', '.', `"${folder}\\"`]);
    assert.equal((await launched(profile, ['claude'])).script, join(folder, claudeScript));
  },

  'the real claude.exe answers through the gateway': async ({ claude }) => {
    await using gateway = await startGateway();
    const profile = newProfile('dev', [dirname(claude)]);
    const words = ['--gateway', 'bifrost', '--base-url', gateway.url, '--model', 'demo/claude-sonnet-4-6'];
    const env = { ...keyed, CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1', DISABLE_AUTOUPDATER: '1' };
    const { code, stdout, stderr } = await jetway(profile, [...words, 'claude', '-p', 'say hello'], { env });
    assert.equal(code, 0, stderr + stdout);
    assert.match(stdout, /Jetway's demo gateway[^]*say hello/);
    assert.ok(gateway.to('/messages').some(({ headers }) => JSON.stringify(headers).includes(key)));
    assert.deepEqual(profile.filesContaining(key), []);
  },

  "Volta's batch file starts what Volta starts": async () => {
    const folder = 'C:\\jetway-tests\\volta';
    mkdirSync(folder);
    writeFileSync(join(folder, 'claude.cmd'), '@echo off\r\nvolta run %~n0 %*\r\n');
    // In place of Volta: a Node, which takes the `run` that it is given for the script of that name in the working folder.
    cpSync(process.execPath, join(folder, 'volta.exe'));
    const profile = newProfile('dev', [folder]);
    cpSync(join(prefix, claudeScript), join(profile.cwd, 'run.js'));
    const given = await launched(profile, ['claude', '-p', 'a "b" %c%']);
    assert.equal(given.argv[0], 'claude');
    assert.deepEqual(given.argv.slice(-2), ['-p', 'a "b" %c%']);
  },

  'the batch files of mise, Scoop and Yarn, and the folders of fnm and nvm-windows, start what they start':
    async () => {
      const folder = (name: string): string => {
        const path = `C:\\jetway-tests\\${name}`;
        mkdirSync(path);
        return path;
      };
      const words = ['claude', '-p', 'a "b" %c% & ^d'];
      const mise = folder('mise');
      writeFileSync(join(mise, 'claude.cmd'), '@echo off\r\nsetlocal\r\nmise x -- claude %*\r\n');
      // As with Volta: a Node, which takes the `x` for the script of that name.
      cpSync(process.execPath, join(mise, 'mise.exe'));
      const profile = newProfile('dev', [mise]);
      cpSync(join(prefix, claudeScript), join(profile.cwd, 'x.js'));
      assert.deepEqual((await launched(profile, words)).argv.slice(0, 2), ['--', 'claude']);

      const scoop = folder('scoop');
      const app = join(scoop, 'apps', 'claude', 'current');
      alone(app, 'claude.cmd');
      mkdirSync(join(scoop, 'shims'));
      const leading = (path: string): string => `@rem ${path}\r\n@"${path}" %*\r\n`;
      writeFileSync(join(scoop, 'shims', 'claude.cmd'), leading(join(app, 'claude.cmd')));
      const shimmed = await launched(newProfile('dev', [join(scoop, 'shims')]), words);
      assert.equal(shimmed.script, join(app, claudeScript));
      assert.deepEqual(shimmed.argv.slice(-2), words.slice(-2));

      const yarn = folder('yarn');
      const bin = join(yarn, 'Data', 'global', 'node_modules', '.bin');
      alone(bin, 'claude.cmd');
      mkdirSync(join(yarn, 'bin'));
      const relative = '@"%~dp0\\..\\Data\\global\\node_modules\\.bin\\claude.cmd"   %*\r\n';
      writeFileSync(join(yarn, 'bin', 'claude.cmd'), relative);
      const byYarn = await launched(newProfile('dev', [join(yarn, 'bin')]), words);
      assert.equal(byYarn.script, join(bin, claudeScript));
      assert.deepEqual(byYarn.argv.slice(-2), words.slice(-2));

      // Both have a folder on PATH that is Node's own, with npm's shims beside node.exe.
      const own = folder('multishell');
      alone(own, 'claude.cmd');
      cpSync(process.execPath, join(own, 'node.exe'));
      const beside = await launched(newProfile('dev', [own]), words);
      assert.equal(beside.script, join(own, claudeScript));
      assert.equal(beside.node, join(own, 'node.exe'));
    },

  'a batch file that only a shell could run is named, and not started': async () => {
    const folder = 'C:\\jetway-tests\\batch';
    mkdirSync(folder);
    writeFileSync(join(folder, 'claude.cmd'), '@echo off\r\necho started>C:\\jetway-tests\\started\r\nset X=%1\r\n');
    const { code, stderr } = await jetway(newProfile('dev', [folder]), [...unchecked, 'claude'], { env: keyed });
    assert.equal(code, 7);
    assert.match(stderr, /batch\\claude\.cmd is a script that only a shell could run/);
    assert.throws(() => readFileSync('C:\\jetway-tests\\started'));
  },

  'an agent that is missing is installed by the npm.cmd that comes with Node': async ({ npm }) => {
    const folder = 'C:\\jetway-tests\\nodejs';
    const cli = join(folder, 'node_modules', 'npm', 'bin', 'npm-cli.js');
    mkdirSync(dirname(cli), { recursive: true });
    cpSync(join(dirname(npm), 'npm.cmd'), join(folder, 'npm.cmd'));
    writeFileSync(
      cli,
      `if (process.argv[2] === '--version') return void console.log('10.9.4');
       const fs = require('node:fs');
       fs.writeFileSync(process.env.FAKE_AGENT_RECORD + '.npm', JSON.stringify(process.argv.slice(2)));
       for (const name of ['codex.cmd', 'node_modules/@openai'])
         fs.cpSync('C:/npm/' + name, 'C:/jetway-tests/nodejs/' + name, { recursive: true });`,
    );
    const profile = newProfile('dev', [folder]);
    const missing = await jetway(profile, [...unchecked, 'codex'], { env: keyed });
    assert.equal(missing.code, 7, missing.stderr);
    assert.match(missing.stderr, /npm install -g .*@openai\/codex/);
    const { code, stderr } = await jetway(profile, [...unchecked, '--yes', 'codex', 'exec', 'hi'], { env: keyed });
    assert.equal(code, 0, stderr);
    const asked = JSON.parse(readFileSync(`${profile.env['FAKE_AGENT_RECORD']}.npm`, 'utf8')) as readonly string[];
    assert.deepEqual(asked.slice(0, 2), ['install', '-g']);
    assert.deepEqual(profile.given()?.argv.slice(-2), ['exec', 'hi']);
  },

  'the exit code is the agent’s own': async () => {
    const profile = newProfile();
    for (const code of [0, 1, 7, 255, 0xc0000005]) {
      const env = { ...keyed, FAKE_AGENT_EXIT: String(code) };
      assert.equal((await jetway(profile, [...unchecked, 'claude'], { env })).code, code);
    }
  },

  'folders of users may have any name': async () => {
    for (const name of ['Ann Lee', 'Jörg & Söhne (100% ^ok^)', `漢字 O'Neil 😀 ${'x'.repeat(150)}`]) {
      const profile = newProfile(name);
      const bin = join(profile.path, 'npm');
      alone(bin, 'claude.cmd');
      const there = { ...profile, env: { ...profile.env, Path: `${bin};${profile.env['Path']}` } };
      await using gateway = await startGateway();
      const login = ['login', '--gateway', 'bifrost', '--base-url', gateway.url, '--profile', 'w', '--key-stdin'];
      const stored = await jetway(there, login, { stdin: `${key}\n` });
      assert.equal(stored.code, 0, stored.stderr);
      const words = ['--profile', 'w', '-m', 'demo/claude-sonnet-4-6', 'claude', '-p', name];
      const { code, stderr } = await jetway(there, words);
      assert.equal(code, 0, stderr);
      const given = profile.given();
      assert.equal(given?.script, join(bin, claudeScript));
      assert.deepEqual(given?.argv.slice(-2), ['-p', name]);
      assert.equal((await jetway(there, ['logout', '--profile', 'w'])).code, 0);
    }
  },

  '2,000 random arguments arrive as they were given': async () => {
    const random = numbers(20_261_130);
    const vectors = Array.from({ length: 40 }, () => Array.from({ length: 50 }, () => argument(random)));
    const wrong: string[] = [];
    const work = vectors.entries();
    const worker = async (): Promise<void> => {
      const profile = newProfile();
      for (const [index, vector] of work) {
        const { argv } = await launched(profile, ['claude', '-p', ...vector]);
        if (same(argv.slice(-50), vector)) continue;
        // What Windows itself, or what stands in for it, does to them is no fault of Jetway's.
        const control = await run([process.execPath, join(prefix, claudeScript), ...vector], profile);
        if (control.code !== 0 || !same(profile.given()?.argv ?? [], argv.slice(-50)))
          wrong.push(`${index}: ${JSON.stringify(vector)} came as ${JSON.stringify(argv)}`);
      }
    };
    await Promise.all([worker(), worker()]);
    assert.deepEqual(wrong, []);
  },
};

/** Starts an agent by a fake of it, and gives what that was given. */
async function launched(
  profile: Profile,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Given> {
  const ran: Ran = await jetway(profile, [...unchecked, ...words], { env: { ...keyed, ...env } });
  const given = profile.given();
  assert.equal(ran.code, 0, ran.stderr);
  assert.ok(given !== undefined, `the agent was not started: ${ran.stderr}`);
  return given;
}

/** A folder with one shim for Claude Code, and what it starts. */
function alone(folder: string, shim: string): void {
  mkdirSync(folder, { recursive: true });
  cpSync(join(prefix, shim), join(folder, shim));
  cpSync(join(prefix, dirname(claudeScript)), join(folder, dirname(claudeScript)), { recursive: true });
}

const pieces = ['a', 'B', '0', ' ', ' ', '"', '"', '\\', '\\', '%', '^', '&', '|', '<', '>', '(', ')', '!', "'", '`', '$', ';', ',', '=', '*', '?', '~', '{', '}', '[', '\t', '\n', 'ä', '漢', '😀', '%PATH%', '!x!', '\\"', '""', '/c', '-']; // prettier-ignore

/** Up to twelve pieces of what shells and Windows' own rules read; a third begins with no dash that an agent would know. */
function argument(random: () => number): string {
  const length = Math.floor(random() * 13);
  const text = Array.from({ length }, () => pieces[Math.floor(random() * pieces.length)]).join('');
  return text.replace(/^-+/, '');
}

/** 0 to 1, the same in each run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function same(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((value, index) => value === right[index]);
}
