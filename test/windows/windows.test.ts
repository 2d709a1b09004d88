import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'; // prettier-ignore
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { cases } from './cases.ts';
import { temporaryHome } from '../support/home.ts';
import { openTerminal } from '../support/terminal.ts';
import { prefix, type Results, type Setup } from './machine.ts';
import { claude, found, node, npm, onWindows, run, type Wine } from './wine.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** The oldest Node that Jetway runs on, and the newest. */
const majors = ['20', '26'];
/** JETWAY_TEST_ONLY: parts of the names of cases. */
const only = (process.env['JETWAY_TEST_ONLY'] ?? '').split(',').filter(Boolean);
const names = ['npm installs it', ...Object.keys(cases)].filter(
  (name, index) => only.length === 0 || index === 0 || only.some((part) => name.includes(part)),
);

const missing = typeof found === 'string' ? [found] : [];
// Reporters keep the names of skipped tests to themselves.
for (const why of missing) console.warn(`NOTHING of Windows is tried: ${why}`);
// In CI its absence is a failure: nothing else tries Windows there.
it.skipIf(process.env['CI'] !== 'true').each(missing)('NOTHING of Windows is tried: %s', (why) => expect.fail(why));

describe.skipIf(typeof found === 'string').each(majors)('on Windows with Node %s', (major) => {
  const windows = found as Wine;
  let results: Results = {};
  let output = '';
  let folder = '';
  beforeAll(async () => {
    folder = mkdtempSync(join(windows.folder, 'run-'));
    const setup: Setup = {
      npm: onWindows(npm()),
      tarballs: packages(folder).map(onWindows),
      claude: onWindows(claude(claudeVersion())),
      maker: onWindows(node('26')),
      registry: execFileSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8' }).trim(),
      results: onWindows(join(folder, 'results.json')),
      only,
    };
    writeFileSync(join(folder, 'setup.json'), JSON.stringify(setup));
    await build({
      entryPoints: [join(root, 'test', 'windows', 'driver.ts')],
      outfile: join(folder, 'driver.cjs'),
      ...{ bundle: true, platform: 'node', target: 'node20', format: 'cjs', logLevel: 'error' },
    });
    const words = [node(major), join(folder, 'driver.cjs'), join(folder, 'setup.json')].map(onWindows);
    output = await run(windows, words, folder);
    const told = join(folder, 'results.json');
    if (existsSync(told)) results = JSON.parse(readFileSync(told, 'utf8')) as Results;
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(names)('%s', (name) => {
    const result = results[name];
    if (result === undefined) expect.fail(`It was not tried. The driver said: ${output}`);
    if (result.failure !== undefined) expect.fail(result.failure);
  });

  it.skipIf(only.length > 0 && !only.includes('Ctrl-C'))(
    'Ctrl-C is for the agent to answer, and its exit code counts',
    async () => {
      await using home = await temporaryHome();
      const ended = join(folder, 'ended.txt');
      await using terminal = openTerminal(home, { PATH: process.env['PATH'] ?? '' }, []);
      const script = starting(onWindows(home.path), onWindows(ended), { folders: [prefix], words: ['claude'] });
      terminal.type(inConsole(script));
      await terminal.until('waiting for Ctrl-C');
      terminal.press('C-c');
      await terminal.until('interrupted');
      await vi.waitFor(() => expect(readFileSync(ended, 'utf8')).toBe('5'), { timeout: 20_000 });
    },
  );

  it.skipIf(only.length > 0 && !only.includes('npx'))(
    'an agent that is not there is run once, where that is the answer, by the npx.cmd that comes with Node',
    async () => {
      await using home = await temporaryHome();
      const [ended, asked] = [join(folder, 'once.txt'), join(folder, 'npx.json')];
      const nodejs = join(windows.drive, 'jetway-tests', 'npx');
      const cli = join(nodejs, 'node_modules', 'npm', 'bin', 'npx-cli.js');
      mkdirSync(dirname(cli), { recursive: true });
      copyFileSync(join(dirname(npm()), 'npx.cmd'), join(nodejs, 'npx.cmd'));
      writeFileSync(
        cli,
        `if (process.argv[2] === '--version') return void console.log('10.9.4');
         require('node:fs').writeFileSync(${JSON.stringify(onWindows(asked))}, JSON.stringify(process.argv.slice(2)));
         process.exitCode = 6;`,
      );
      await using terminal = openTerminal(home, { PATH: process.env['PATH'] ?? '' }, []);
      const folders = ['C:\\jetway-tests\\npx'];
      const words = ['codex', 'exec', 'say "hi" to 100% of & me'];
      terminal.type(inConsole(starting(onWindows(home.path), onWindows(ended), { folders, words })));
      await terminal.answer('Codex is not installed', 'Down');
      await terminal.answer(/^. .*Run it this once/m, 'Enter');
      await vi.waitFor(() => expect(readFileSync(ended, 'utf8')).toBe('6'), { timeout: 40_000 });
      const given = JSON.parse(readFileSync(asked, 'utf8')) as readonly string[];
      expect(given.slice(0, 2)).toEqual(['-y', '--allow-scripts=@openai/codex']);
      expect(given[2]).toMatch(/^@openai\/codex@/);
      expect(given.slice(-2)).toEqual(words.slice(1));
    },
  );

  /** What a shell of this system types to have a script of Node's run in a console of Windows. */
  function inConsole(script: string): string {
    const inFolder = (name: string, text: string): string => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    // cmd.exe ends at Ctrl-C itself, so another has to wait for Jetway's code.
    const own = [node(major), inFolder('start.cjs', script)].map(onWindows).join(' ');
    // Without a title a console of Wine's stops Node.
    const words = [...windows.words, 'cmd', '/c', onWindows(inFolder('start.bat', `title x\r\n${own}\r\n`))];
    return `sh ${inFolder('start.sh', words.map(quoted).join(' '))}`;
  }
});

function claudeVersion(): string {
  const listed = JSON.parse(readFileSync(join(root, 'test', 'e2e', 'agents.json'), 'utf8')) as {
    readonly claude: { readonly version: string };
  };
  return listed.claude.version;
}

/** Jetway as it is published, and two agents that write down what they are given. */
function packages(folder: string): readonly string[] {
  const place = join(folder, 'packages');
  mkdirSync(place);
  const agents = [
    { name: '@anthropic-ai/claude-code', command: 'claude', version: '2.1.332' },
    { name: '@openai/codex', command: 'codex', version: '0.171.0' },
  ].map(({ name, command, version }) => {
    const source = join(folder, command);
    mkdirSync(source);
    writeFileSync(join(source, 'package.json'), JSON.stringify({ name, version, bin: { [command]: 'cli.js' } }));
    writeFileSync(join(source, 'cli.js'), fakeAgent(version));
    chmodSync(join(source, 'cli.js'), 0o755);
    return source;
  });
  const options = ['--ignore-scripts', '--loglevel=error', '--pack-destination', place];
  execFileSync('npm', ['pack', ...options, root, ...agents], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  return readdirSync(place).map((name) => join(place, name));
}

/** What is started by Jetway, and the folders of PATH before those of Windows. */
interface Start {
  readonly folders: readonly string[];
  readonly words: readonly string[];
}

/** A program for Windows that starts Jetway, where an agent waits if it is a fake, and writes down how that ended. */
function starting(home: string, ended: string, start: Start): string {
  const flags = [
    '--gateway',
    'compatible',
    '--base-url',
    'http://127.0.0.1:9',
    '--set',
    'protocols=anthropic-messages,openai-responses',
  ];
  const words = [
    `${prefix}\\node_modules\\jetway\\bin\\jetway.js`,
    ...flags,
    '--model',
    'm',
    '--no-check',
    ...start.words,
  ];
  const more = {
    ...{ APPDATA: home, LOCALAPPDATA: home, FAKE_AGENT_WAITS: '5', JETWAY_API_KEY: 'sk-windows-55d0' },
    ...{ JETWAY_NO_UPDATE_CHECK: '1', JETWAY_MODEL_DATA_URL: 'off' },
  };
  return `
process.on('SIGINT', () => undefined);
const env = { ...process.env, ...${JSON.stringify(more)}, PATH: ${JSON.stringify(start.folders.join(';'))} + ';' + process.env.PATH };
require('node:child_process')
  .spawn(process.execPath, ${JSON.stringify(words)}, { stdio: 'inherit', env })
  .on('exit', (code) => require('node:fs').writeFileSync(${JSON.stringify(ended)}, String(code)));
`;
}

/** For a shell of this system. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

function fakeAgent(version: string): string {
  return `#!/usr/bin/env node
const { writeFileSync } = require('node:fs');
if (process.argv.at(-1) === '--version') {
  console.log('${version}');
} else if (process.env.FAKE_AGENT_WAITS !== undefined) {
  process.on('SIGINT', () => {
    console.log('interrupted');
    setTimeout(() => process.exit(Number(process.env.FAKE_AGENT_WAITS)), 300);
  });
  setInterval(() => undefined, 1 << 30);
  console.log('waiting for Ctrl-C');
} else {
  const given = { argv: process.argv.slice(2), env: process.env, script: __filename, node: process.execPath };
  if (process.argv[2] !== 'debug') writeFileSync(process.env.FAKE_AGENT_RECORD, JSON.stringify(given));
  process.exitCode = Number(process.env.FAKE_AGENT_EXIT ?? 0);
}
`;
}
