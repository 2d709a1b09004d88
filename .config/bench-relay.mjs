// Shows what a relay adds to a request, beside Go's reverse proxy: one round sends the same request directly, through the
// relay, translated, and through Go, in rotating order; the differences to direct are taken inside the round.
//
//   npm run bench -- relay [--rounds <n>]
//
// Linux; without Go its column is left out.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, watch, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const home = mkdtempSync(join(tmpdir(), 'jetway-bench-relay-'));
const running = [];
const agent = new Agent({ keepAlive: true, maxSockets: 128 });

/** `rounds`: of the short request. */
export async function benchRelay(rounds) {
  try {
    const upstream = await started(process.execPath, [join(root, '.config', 'bench-upstream.mjs')]);
    const relay = await startRelay(upstream, 'openai-responses');
    const translated = await startRelay(upstream, 'openai-chat');
    const go = await startGo(upstream);
    const ways = [
      { name: 'direct', origin: `http://127.0.0.1:${upstream}`, token: '' },
      { name: 'relay', ...relay },
      { name: 'translated', ...translated },
      ...(go === undefined ? [] : [{ name: 'Go', origin: `http://127.0.0.1:${go.port}`, pid: go.pid, token: '' }]),
    ];
    await short(ways, rounds);
    await paced(ways, 1, 4);
    await bulk(ways);
    await paced(ways, 64, 1);
    await memory(relay);
  } finally {
    for (const child of running) child.kill();
    agent.destroy();
    rmSync(home, { recursive: true, force: true });
  }
}

async function short(ways, rounds) {
  const times = ways.map(() => []);
  let spent = [];
  for (let round = -20; round < rounds; round += 1) {
    if (round === 0) spent = ways.map(({ pid }) => (pid === undefined ? 0 : processor(pid)));
    for (let turn = 0; turn < ways.length; turn += 1) {
      const index = (turn + Math.abs(round)) % ways.length;
      const time = await ask(ways[index], 'twenty', 50_000, round);
      if (round >= 0) times[index].push(time);
    }
  }
  console.log(
    `\nA request of 50 kB, 20 events; ${rounds} rounds, milliseconds; added to direct: p50, p99; of the processor`,
  );
  const cpu = ways.map(({ pid }, index) =>
    pid === undefined ? '' : `  processor ${figure((processor(pid) - spent[index]) / rounds)}`,
  );
  const first = (index) => added(times, index, 'first');
  const whole = (index) => added(times, index, 'whole');
  const direct = (what) =>
    figure(
      quantile(
        times[0].map((time) => time[what]),
        0.5,
      ),
    );
  console.log(`  direct      first byte ${direct('first')}  whole ${direct('whole')}`);
  for (const [index, { name }] of ways.entries()) {
    if (index > 0)
      console.log(
        `  ${name.padEnd(11)} first byte +${first(index).map(figure).join(', +')}  whole +${whole(index).map(figure).join(', +')}${cpu[index]}`,
      );
  }
}

function added(times, index, what) {
  const differences = times[index].map((time, round) => time[what] - times[0][round][what]);
  return [quantile(differences, 0.5), quantile(differences, 0.99)];
}

/** `rounds` times as many streams at once. */
async function paced(ways, streams, rounds) {
  console.log(`\nFrom the gateway to the client, ${streams} at once, an event every 8 ms; p50, p99 in milliseconds`);
  for (const way of ways) {
    const delays = [];
    const seen = new Set();
    const listen = (text, now) => {
      // Some protocols repeat the whole text in the end.
      for (const [, sent] of text.matchAll(/@(\d+)@/g)) {
        if (!seen.has(sent)) delays.push(Number(now - BigInt(sent)) / 1e6);
        seen.add(sent);
      }
    };
    for (let round = 0; round < rounds; round += 1) {
      const salts = Array.from({ length: streams }, (_, index) => `${streams}-${round}-${index}`);
      await Promise.all(salts.map((salt) => ask(way, 'paced', 5000, salt, listen)));
    }
    console.log(`  ${way.name.padEnd(11)} ${figure(quantile(delays, 0.5))}, ${figure(quantile(delays, 0.99))}`);
  }
}

async function bulk(ways) {
  console.log('\n128 MiB in one stream; MB/s, best of three');
  for (const way of ways.filter(({ name }) => name !== 'translated')) {
    const speeds = [];
    for (let round = 0; round < 3; round += 1) speeds.push(134_217.728 / (await ask(way, 'bulk', 1000, round)).whole);
    console.log(`  ${way.name.padEnd(11)} ${Math.round(Math.max(...speeds))}`);
  }
}

async function memory({ pid, ...way }) {
  console.log("\nResident memory of Jetway's process, requests of 90 kB; MiB");
  const size = () =>
    (Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024).toFixed(0);
  console.log(`  before: ${size()}`);
  for (let index = 0; index < 3000; index += 1) {
    await ask(way, 'twenty', 90_000, 10_000 + index);
    if (index === 299 || index === 1499 || index === 2999) console.log(`  after ${index + 1}: ${size()}`);
  }
}

/** Milliseconds that a process has spent on the processor. */
function processor(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** One request; milliseconds to the first byte and to the end. `salt` makes each body another. */
function ask({ origin, token }, model, size, salt, hear) {
  const body = JSON.stringify({
    model,
    stream: true,
    input: [
      { type: 'message', role: 'user', content: [{ type: 'input_text', text: `${salt} ${'word '.repeat(size / 5)}` }] },
    ],
  });
  return new Promise((resolve, reject) => {
    const began = process.hrtime.bigint();
    const since = () => Number(process.hrtime.bigint() - began) / 1e6;
    let first;
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      authorization: `Bearer ${token}`,
    };
    const outgoing = request(`${origin}/v1/responses`, { method: 'POST', agent, headers }, (incoming) => {
      if (incoming.statusCode !== 200) reject(new Error(`${origin} answered ${incoming.statusCode}`));
      incoming.on('data', (chunk) => {
        first ??= since();
        hear?.(chunk.toString('latin1'), process.hrtime.bigint());
      });
      incoming.on('end', () => resolve({ first, whole: since() }));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** Jetway itself, with a codex that writes down what it was given and waits. */
async function startRelay(upstream, protocol) {
  const folder = join(home, protocol);
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

async function startGo(upstream) {
  const built = join(home, 'proxy');
  const { status } = spawnSync('go', ['build', '-o', built, join(root, '.config', 'bench-proxy.go')], {
    stdio: 'ignore',
  });
  if (status !== 0) return undefined;
  const port = await started(built, [`http://127.0.0.1:${upstream}`]);
  return { port, pid: running.at(-1).pid };
}

async function started(command, args) {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  running.push(child);
  const [text] = await once(child.stdout.setEncoding('utf8'), 'data');
  return Number(text);
}

function quantile(numbers, part) {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
}

function figure(number) {
  return number.toFixed(2);
}
