// Shows what Jetway costs, beside its budgets, and with `--against` beside another build of it, from a packed tarball.
// Milliseconds are over `node -e 0`: one round runs every case once, of both builds in turn and in rotating order, and the
// difference is taken inside the round, because medians of separate batches drift by more than the budgets. The floor of a
// launch is a script of one line that starts the same program: no launcher written for Node costs less.
//
//   npm run bench -- [--node <path>]… [--all-nodes] [--rounds <n>] [--against <tarball>] [--only <words>] [--strict]
//   npm run bench -- relay [--rounds <n>] [--only <word>]    what a relay adds: bench-relay.mjs
//   npm run bench -- ledger [--rounds <n>]        100,000 requests grouped, beside jq: bench-ledger.mjs
//
// Exit code 1: something could not be run, or with --strict a budget was exceeded twice. Linux and macOS.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  casesOf,
  floorOf,
  gatewaySizes,
  keyed,
  settle,
  spawning,
  targetOf,
  tried,
  uncheckedLaunch,
} from './bench-cases.mjs';
import { beside, column, line, quartiles } from './bench-figures.mjs';
import { node as installNode } from './programs.mjs';

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    node: { type: 'string', multiple: true },
    'all-nodes': { type: 'boolean', default: false },
    rounds: { type: 'string' },
    against: { type: 'string' },
    only: { type: 'string', default: '' },
    strict: { type: 'boolean', default: false },
  },
});
if (positionals.includes('relay')) {
  const { benchRelay } = await import('./bench-relay.mjs');
  await benchRelay(Number(flags.rounds ?? 400), flags.only);
  process.exit();
}
if (positionals.includes('ledger')) {
  const { benchLedger } = await import('./bench-ledger.mjs');
  benchLedger(Number(flags.rounds ?? 7));
  process.exit();
}
const rounds = Math.max(15, Number(flags.rounds ?? (flags.against === undefined ? 15 : 21)));
const warmUps = 2;
/** Between the quartiles of `node -e 0`, in parts of its median: beyond it the machine is busy. */
const tolerance = 0.15;

const root = fileURLToPath(new URL('..', import.meta.url));
const problems = [];

const home = mkdtempSync(join(tmpdir(), 'jetway-bench-'));
/** Folders of a package: this one, and the other. */
const builds = [{ name: 'this', package: root }];
const gateway = spawn(process.execPath, [join(root, '.config', 'bench-gateway.mjs'), ...gatewaySizes], {
  stdio: ['pipe', 'pipe', 'inherit'],
});
try {
  if (flags.against !== undefined) builds.push({ name: 'other', package: unpack(resolve(flags.against)) });
  const ports = JSON.parse((await once(gateway.stdout.setEncoding('utf8'), 'data'))[0]);
  const others = flags['all-nodes'] ? ['22', '24', '26'].map(installNode) : [];
  for (const node of new Set([...(flags.node ?? [process.execPath]), ...others])) await bench(node, ports);
  measurePackage();
} finally {
  gateway.stdin.end();
  rmSync(home, { recursive: true, force: true });
}
for (const problem of problems) console.error(`✗ ${problem}`);
process.exitCode = problems.length === 0 ? 0 : 1;

function unpack(tarball) {
  const folder = join(home, 'other');
  mkdirSync(folder);
  const { status } = spawnSync('tar', ['-xzf', tarball, '-C', folder], { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error(`${tarball} can't be unpacked.`);
  return join(folder, 'package');
}

async function bench(node, ports) {
  const version = spawnSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' }).stdout.trim();
  const settled = builds.map((build) => {
    const place = settle(join(home, version, build.name), node);
    const bin = join(build.package, 'bin', 'jetway.js');
    return { ...build, bin, place, cases: casesOf(bin, place, ports, keyringFor(build, bin, place, ports)) };
  });
  const base = {
    name: 'node -e 0',
    fits: [0],
    prepare: () => ({}),
    run: (env) => settled[0].place.start(['-e', '0'], env),
  };
  const floor = floorOf(settled[0].place);
  const cases = [
    base,
    floor,
    ...settled.flatMap(({ name, cases: own }) => own.map((one) => ({ ...one, build: name }))),
  ].filter((one) => one === base || one === floor || one.name === 'launch codex' || one.name.includes(flags.only));
  console.log(`\nNode ${version}`);
  const { able, unable } = tried(cases);
  for (const { name, build, why } of unable) {
    // An older build may lack what this one has: it has no figure there, and all else of it is measured.
    if (build === 'other') console.log(`  ${name.padEnd(22)} the other build can't: it ${firstLine(why)}`);
    else problems.push(`Node ${version}: ${name} ${why}`);
  }
  if (problems.length > 0) return;

  const asked = await requests(ports);
  let result = measure(able);
  if (result.noise > tolerance) result = measure(able);
  show(result);
  if (flags.strict && result.rows.some((row) => row.over)) {
    const second = measure(able);
    show(second);
    for (const [index, row] of result.rows.entries()) {
      if (row.over && second.rows[index].over) problems.push(`Node ${version}: ${row.name}: over the budget, twice`);
    }
  }
  showMemory(settled, ports, Number(version.split('.')[0]));
  console.log(`  requests in the measured launches: ${(await requests(ports)) - asked}`);
}

/** Whether test/support/with-secret-service.sh runs this: it alone has this command. Never the user's own keyring. */
function isThrowAwayKeyring() {
  return spawnSync('keyring-pid', { encoding: 'utf8' }).stdout?.trim() > '';
}

function keyringFor({ name }, bin, { start }, ports) {
  if (!isThrowAwayKeyring()) return undefined;
  const env = { DBUS_SESSION_BUS_ADDRESS: process.env.DBUS_SESSION_BUS_ADDRESS };
  const login = [bin, 'login', '--profile', 'bench', ...targetOf(ports[0]), '--key-stdin'];
  const { status, stderr } = start(login, env, 'pipe', 'sk-bf-bench\n');
  if (status === 0) return env;
  if (name === 'this') problems.push(`login ended with ${status}: ${String(stderr).trim()}`);
  return undefined;
}

/** The cost of each case in milliseconds: inside each round the difference to what it is over. */
function measure(cases) {
  const times = cases.map(() => []);
  for (let round = 0; round < warmUps + rounds; round += 1) {
    for (let turn = 0; turn < cases.length; turn += 1) {
      const index = (round + turn) % cases.length;
      const { name, fits, prepare, run } = cases[index];
      const env = prepare();
      const before = process.hrtime.bigint();
      const { status } = run(env, 'ignore');
      const milliseconds = Number(process.hrtime.bigint() - before) / 1e6;
      if (!fits.includes(status)) throw new Error(`${name} ended with ${status}.`);
      if (round >= warmUps) times[index].push(milliseconds);
    }
  }
  const base = quartiles(times[0]);
  const rows = cases.slice(1).map(({ name, build, budget, over }, index) => {
    const below = cases.findIndex((one) => one.name === over && (one.build ?? build) === build);
    const cost = quartiles(times[index + 1].map((time, round) => time - times[below][round]));
    return { name, build, budget, cost, over: build === 'this' && cost[1] > budget };
  });
  return { base, rows, noise: (base[2] - base[0]) / base[1] };
}

function show({ base, rows, noise }) {
  console.log(`  ${'node -e 0'.padEnd(22)} ${column(base)}`);
  console.log(`  ${rows[0].name.padEnd(22)} ${column(rows[0].cost)} the floor of a launch`);
  for (const { name, cost, budget } of rows.filter(({ build }) => build === 'this')) {
    const other = rows.find((row) => row.name === name && row.build === 'other');
    line(
      name,
      column(cost),
      cost[1],
      budget,
      'ms',
      other === undefined ? '' : beside(cost[1], column(other.cost), other.cost[1]),
    );
  }
  if (noise > tolerance) console.log('  The machine is busy: measure again.');
}

/** Jetway's own peak of resident memory, read by the agent while it runs; the budget is that of its Node. */
function showMemory(settled, ports, major) {
  if (process.platform !== 'linux') return console.log('  memory: skipped, it is read from /proc');
  const [mine, other] = settled.map(({ bin, place }) => memoryOf(place, [bin, ...uncheckedLaunch(ports)], keyed));
  const { place } = settled[0];
  const floor = memoryOf(place, ['-e', spawning(place.programs[0])], {});
  console.log(`  ${'… a bare spawn'.padEnd(22)} ${column(floor)} its floor`);
  const budget = { 20: 42, 22: 45 }[major] ?? 47;
  const remark = other === undefined ? '' : beside(mine[1], column(other), other[1]);
  return line('memory beside agent', column(mine), mine[1], budget, 'MiB', remark);
}

function memoryOf({ folder, programs: [program], start }, args, env) {
  const report = join(folder, 'memory');
  rmSync(program);
  rmSync(report, { force: true });
  writeFileSync(program, `#!/bin/sh\nexec grep -h VmHWM /proc/$PPID/status >> '${report}'\n`, { mode: 0o755 });
  for (let round = 0; round < 5; round += 1) start(args, env);
  // An older build may not know these arguments.
  if (!existsSync(report)) return undefined;
  const kibibytes = readFileSync(report, 'utf8').match(/\d+/g).map(Number);
  return quartiles(kibibytes.map((size) => size / 1024));
}

function measurePackage() {
  console.log('\nPackage');
  const npm = (...args) => spawnSync('npm', args, { cwd: root, encoding: 'utf8' }).stdout;
  const [{ size, entryCount }] = JSON.parse(npm('pack', '--dry-run', '--json', '--ignore-scripts'));
  const packed = flags.against === undefined ? undefined : statSync(flags.against).size / 1000;
  const [dist, otherDist] = builds.map((build) => sizeOf(join(build.package, 'dist')) / 1000);
  const kilobytes = (value, other) => (other === undefined ? '' : beside(value, `${other.toFixed(0)} KB`, other));
  line('tarball', (size / 1000).toFixed(0).padStart(7), size / 1000, 405, 'KB', kilobytes(size / 1000, packed));
  line('dist', dist.toFixed(0).padStart(7), dist, 1600, 'KB', kilobytes(dist, otherDist));
  console.log(`  ${entryCount} files`);
  const installed = npm('ls', '--all', '--omit=dev', '--parseable').trim().split('\n').length;
  line('packages', String(installed).padStart(7), installed, 3, '', 'itself included');
  if (!isThrowAwayKeyring()) {
    console.log('  key from keyring: skipped; test/support/with-secret-service.sh unlocked npm run bench');
  }
}

function sizeOf(folder) {
  return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}

function firstLine(text) {
  return text.split('\n')[0];
}

async function requests(ports) {
  return Number(await (await fetch(`http://127.0.0.1:${ports[0]}/requests`)).text());
}
