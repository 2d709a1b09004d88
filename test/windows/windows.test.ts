import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'; // prettier-ignore
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { cases } from './cases.ts';
import { temporaryHome } from '../support/home.ts';
import { openTerminal } from '../support/terminal.ts';
import { prefix, type Results, type Setup } from './machine.ts';

interface Wine {
  readonly version: number;
  readonly drive: string;
  readonly words: readonly string[];
  readonly folder: string;
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const maker = '../../.config/wine.mjs';
const { wine, node, npm, claude } = (await import(maker)) as {
  wine(): Wine;
  node(major: string): string;
  npm(): string;
  claude(version: string): string;
};

/** The oldest Node that Jetway runs on, and the newest. */
const majors = ['20', '26'];
/** JETWAY_TEST_ONLY: parts of the names of cases. */
const only = (process.env['JETWAY_TEST_ONLY'] ?? '').split(',').filter(Boolean);
const names = ['npm installs it', ...Object.keys(cases)].filter(
  (name, index) => only.length === 0 || index === 0 || only.some((part) => name.includes(part)),
);

const found = ready();
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
      const inFolder = (name: string, text: string): string => {
        writeFileSync(join(folder, name), text);
        return join(folder, name);
      };
      // cmd.exe ends at Ctrl-C itself, so another has to wait for Jetway's code.
      const script = inFolder('start.cjs', starting(onWindows(home.path), onWindows(join(folder, 'ended.txt'))));
      const own = [node(major), script].map(onWindows).join(' ');
      // Without a title a console of Wine's stops Node.
      const batch = inFolder('start.bat', `title x\r\n${own}\r\n`);
      const words = [...windows.words, 'cmd', '/c', onWindows(batch)];
      await using terminal = openTerminal(home, { PATH: process.env['PATH'] ?? '' }, []);
      terminal.type(`sh ${inFolder('start.sh', words.map(quoted).join(' '))}`);
      await terminal.until('waiting for Ctrl-C');
      terminal.press('C-c');
      await terminal.until('interrupted');
      await vi.waitFor(() => expect(readFileSync(join(folder, 'ended.txt'), 'utf8')).toBe('5'), { timeout: 20_000 });
    },
  );
});

/** Wine, or why there is none. */
function ready(): Wine | string {
  try {
    return wine();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Runs a program of Windows, and gives what it printed. Its streams are files: Node does not start on pipes that are not of Windows. */
async function run(
  { words: [command = '', ...before] }: Wine,
  words: readonly string[],
  folder: string,
): Promise<string> {
  const printed = join(folder, 'printed.txt');
  const out = openSync(printed, 'w');
  const certificates = process.env['NODE_EXTRA_CA_CERTS'];
  const more: string[] = [];
  if (certificates !== undefined) {
    copyFileSync(certificates, join(folder, 'certificates.pem'));
    more.push(`NODE_EXTRA_CA_CERTS=${onWindows(join(folder, 'certificates.pem'))}`);
  }
  const [wineProgram = 'wine'] = before.slice(-1);
  const child = spawn(command, [...before.slice(0, -1), ...more, wineProgram, ...words], {
    stdio: ['ignore', out, out],
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  return `${readFileSync(printed, 'utf8')} (exit code ${code})`;
}

/** What Wine calls a path of this system. */
function onWindows(path: string): string {
  return `Z:${path.replaceAll('/', '\\')}`;
}

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

/** A program for Windows that starts Jetway with an agent that waits, and writes down how that ended. */
function starting(home: string, ended: string): string {
  const flags = [
    '--gateway',
    'compatible',
    '--base-url',
    'http://127.0.0.1:9',
    '--set',
    'protocols=anthropic-messages',
  ];
  const words = [`${prefix}\\node_modules\\jetway\\bin\\jetway.js`, ...flags, '--model', 'm', '--no-check', 'claude'];
  const more = {
    ...{ APPDATA: home, LOCALAPPDATA: home, FAKE_AGENT_WAITS: '5', JETWAY_API_KEY: 'sk-windows-55d0' },
    ...{ JETWAY_NO_UPDATE_CHECK: '1', JETWAY_MODEL_DATA_URL: 'off' },
  };
  return `
process.on('SIGINT', () => undefined);
const env = { ...process.env, ...${JSON.stringify(more)}, PATH: ${JSON.stringify(prefix)} + ';' + process.env.PATH };
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
  const given = { argv: process.argv.slice(2), env: process.env, script: __filename };
  if (process.argv[2] !== 'debug') writeFileSync(process.env.FAKE_AGENT_RECORD, JSON.stringify(given));
  process.exitCode = Number(process.env.FAKE_AGENT_EXIT ?? 0);
}
`;
}
