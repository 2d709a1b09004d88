// What .config/bench-relay.mjs measures: Jetway's relay, and what stands beside it. Each is a process of its own.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { liteLlm, llms } from './programs.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const home = mkdtempSync(join(tmpdir(), 'jetway-bench-relay-'));
const running = [];
const config = (name) => join(root, '.config', name);

/** The port of a gateway that answers at once. */
export async function startUpstream() {
  return (await started(process.execPath, [config('bench-upstream.mjs')])).port;
}

/** Node's sockets alone, its http alone, the same with all JSON read and written, and Go's reverse proxy. */
export const startFloors = (upstream) =>
  startAll(
    { sockets: startFloor('sockets'), Node: startFloor('http'), JSON: startFloor('json'), Go: startGo },
    upstream,
  );
export const startPeers = (upstream) => startAll({ llms: startLlms, LiteLLM: startLiteLlm }, upstream);

/** Those that can't be had are told of and left out. */
async function startAll(starts, upstream) {
  const found = [];
  for (const [name, start] of Object.entries(starts)) {
    try {
      const { port, pid, path, model } = await start(`http://127.0.0.1:${upstream}`);
      found.push({ name, origin: `http://127.0.0.1:${port}`, pid, path, model, token: '' });
    } catch (error) {
      console.log(`${name} is left out: ${error instanceof Error ? error.message : 'it failed'}`);
    }
  }
  return found;
}

/** Jetway itself, with a codex that writes down what it was given and waits. */
export async function startRelay(upstream, protocol) {
  const folder = mkdtempSync(join(home, 'relay-'));
  const place = join(folder, 'node_modules', '@openai', 'codex');
  mkdirSync(place, { recursive: true });
  mkdirSync(join(folder, 'bin'));
  const { codex } = JSON.parse(readFileSync(join(root, 'test', 'e2e', 'agents.json'), 'utf8'));
  writeFileSync(
    join(place, 'package.json'),
    JSON.stringify({ name: '@openai/codex', version: codex.version, bin: { codex: 'codex' } }),
  );
  const given = join(folder, 'given');
  writeFileSync(
    join(place, 'codex'),
    `#!/bin/sh\n[ "$1" = debug ] && exit 2\n{ for word in "$@"; do echo "$word"; done; env; } > '${given}.new'\nmv '${given}.new' '${given}'\nexec sleep 3600\n`,
  );
  chmodSync(join(place, 'codex'), 0o755);
  symlinkSync(join(place, 'codex'), join(folder, 'bin', 'codex'));
  const seen = new Promise((resolve) => {
    const watcher = watch(folder, (_event, name) => {
      if (name !== 'given') return;
      watcher.close();
      resolve();
    });
  });
  const flags = [
    '--gateway',
    'compatible',
    '--base-url',
    `http://127.0.0.1:${upstream}`,
    '--set',
    `protocols=${protocol}`,
  ];
  const child = spawn(
    process.execPath,
    [join(root, 'bin', 'jetway.js'), ...flags, '--relay', 'always', '--no-check', '--model', 'twenty', 'codex'],
    {
      env: { HOME: folder, PATH: `${join(folder, 'bin')}:/usr/bin:/bin`, JETWAY_API_KEY: 'bench-key-1234' },
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  running.push(child);
  await seen;
  const text = readFileSync(given, 'utf8');
  return {
    pid: child.pid,
    origin: /http:\/\/127\.0\.0\.1:\d+/.exec(text)[0],
    token: /=(?:Bearer )?(jetway-[\w-]{43})$/m.exec(text)[1],
  };
}

/** Waits for what ends last: what is told to end may still note something. */
export async function stopAll() {
  const alive = running.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
  const ended = Promise.all(alive.map((child) => once(child, 'exit')));
  for (const child of alive) child.kill();
  await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 5000))]);
  rmSync(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}

/** Milliseconds that a process has spent on the processor, in all of its threads. */
export function processor(pid) {
  const times = readdirSync(`/proc/${pid}/task`).map((thread) =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]),
  );
  return times.reduce((sum, time) => sum + time, 0) / 1e6;
}

/** MiB. */
export function resident(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

function startFloor(kind) {
  return (upstream) => started(process.execPath, [config('bench-floor.mjs'), kind, upstream]);
}

async function startGo(upstream) {
  const built = join(home, 'proxy');
  const { status } = spawnSync('go', ['build', '-o', built, config('bench-proxy.go')], { stdio: 'ignore' });
  if (status !== 0) throw new Error('there is no Go here');
  return started(built, [upstream]);
}

async function startLlms(upstream) {
  const folder = llms();
  const port = await freePort();
  const found = await started(process.execPath, [config('bench-llms.mjs'), folder, upstream, port]);
  return { ...found, model: (name) => `bench,${name}` };
}

/** Its pass-through, which hands a request on and an answer back as they are. */
async function startLiteLlm(upstream) {
  const bin = liteLlm();
  const port = await freePort();
  const file = join(home, 'litellm.yaml');
  const endpoint = { path: '/pass/v1/responses', target: `${upstream}/v1/responses`, headers: {} };
  // JSON is YAML.
  writeFileSync(file, JSON.stringify({ model_list: [], general_settings: { pass_through_endpoints: [endpoint] } }));
  const child = spawn(join(bin, 'litellm'), ['--config', file, '--host', '127.0.0.1', '--port', String(port)], {
    cwd: home,
    stdio: 'ignore',
    // Nothing is asked of any other host.
    env: {
      HOME: home,
      PATH: '/usr/bin:/bin',
      LITELLM_LOCAL_MODEL_COST_MAP: 'True',
      HTTPS_PROXY: 'http://127.0.0.1:9',
      NO_PROXY: '127.0.0.1',
    },
  });
  running.push(child);
  for (let tries = 0; tries < 240; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    const answer = await fetch(`http://127.0.0.1:${port}/health/liveliness`).catch(() => undefined);
    if (answer?.ok === true) return { port, pid: child.pid, path: '/pass/v1/responses' };
  }
  throw new Error('it does not start');
}

async function started(command, args) {
  const child = spawn(command, args.map(String), { stdio: ['pipe', 'pipe', 'inherit'] });
  running.push(child);
  const said = once(child.stdout.setEncoding('utf8'), 'data');
  const [text] = await Promise.race([said, once(child, 'exit').then(() => ['it ended'])]);
  if (!/^\d+\s*$/.test(text)) throw new Error(text);
  return { port: Number(text), pid: child.pid };
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
