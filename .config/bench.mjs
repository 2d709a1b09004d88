// Shows what Jetway costs, beside its budgets. Milliseconds are over `node -e 0`: one round runs every case once, in
// rotating order, and the difference is taken inside the round, because medians of separate batches drift by more than
// the budgets.
//
//   npm run bench -- [--node <path>]… [--all-nodes] [--rounds <n>] [--strict]
//
// Exit code 1: something could not be run, or with --strict a budget was exceeded twice. Linux and macOS.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { node as installNode } from './programs.mjs';

const { values: flags } = parseArgs({
  options: {
    node: { type: 'string', multiple: true },
    'all-nodes': { type: 'boolean', default: false },
    rounds: { type: 'string', default: '15' },
    strict: { type: 'boolean', default: false },
  },
});
const rounds = Math.max(15, Number(flags.rounds));
const warmUps = 2;
/** Between the quartiles of `node -e 0`, in parts of its median: beyond it the machine is busy. */
const tolerance = 0.15;

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = join(root, 'bin', 'jetway.js');
const problems = [];

const home = mkdtempSync(join(tmpdir(), 'jetway-bench-'));
const gateway = spawn(process.execPath, [join(root, '.config', 'bench-gateway.mjs'), '5', '5', '500', '10000'], {
  stdio: ['pipe', 'pipe', 'inherit'],
});
try {
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

async function bench(node, ports) {
  const version = spawnSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' }).stdout.trim();
  const setting = settle(node, version, ports);
  const cases = casesOf(setting, ports);
  console.log(`\nNode ${version}`);
  for (const { name, run } of cases) {
    const { status, stderr } = run('pipe');
    if (status !== 0) problems.push(`Node ${version}: ${name} ended with ${status}: ${String(stderr).trim()}`);
  }
  if (problems.length > 0) return;

  const asked = await requests(ports);
  let result = measure(cases);
  if (result.noise > tolerance) result = measure(cases);
  show(result);
  if (flags.strict && result.rows.some((row) => row.over)) {
    const second = measure(cases);
    show(second);
    for (const [index, row] of result.rows.entries()) {
      if (row.over && second.rows[index].over) problems.push(`Node ${version}: ${row.name}: over the budget, twice`);
    }
  }
  measureMemory(setting, ports);
  console.log(`  requests in the measured launches: ${(await requests(ports)) - asked}`);
}

/** A home of its own, in which `codex` is a package whose program is `true`. */
function settle(node, version, ports) {
  const folder = join(home, version);
  const program = join(folder, 'node_modules', '@openai', 'codex', 'codex');
  mkdirSync(join(program, '..'), { recursive: true });
  mkdirSync(join(folder, 'bin'));
  copyFileSync('/usr/bin/true', program);
  symlinkSync(program, join(folder, 'bin', 'codex'));
  const agents = JSON.parse(readFileSync(join(root, 'test', 'e2e', 'agents.json'), 'utf8'));
  const manifest = { name: '@openai/codex', version: agents.codex.version, bin: { codex: 'codex' } };
  writeFileSync(join(program, '..', 'package.json'), JSON.stringify(manifest));

  const env = { HOME: folder, PATH: `${join(folder, 'bin')}:/usr/bin:/bin`, TERM: 'dumb' };
  const keyed = { ...env, JETWAY_API_KEY: 'sk-bf-bench' };
  const start = (environment, args, stdout = 'ignore', input) =>
    spawnSync(node, args, {
      env: environment,
      cwd: folder,
      input,
      stdio: [input === undefined ? 'ignore' : 'pipe', stdout, stdout === 'ignore' ? 'ignore' : 'pipe'],
    });
  const target = (port) => ['--gateway', 'bifrost', '--base-url', `http://127.0.0.1:${port}`];
  const setting = { folder, program, env, keyed, start, target };

  if (isThrowAwayKeyring()) {
    setting.keyring = { ...env, DBUS_SESSION_BUS_ADDRESS: process.env.DBUS_SESSION_BUS_ADDRESS };
    const login = [bin, 'login', '--profile', 'bench', ...target(ports[0]), '--key-stdin'];
    const { status, stderr } = start(setting.keyring, login, 'pipe', 'sk-bf-bench\n');
    if (status !== 0) problems.push(`login ended with ${status}: ${String(stderr).trim()}`);
  }
  return setting;
}

/** Whether test/support/with-secret-service.sh runs this: it alone has this command. Never the user's own keyring. */
function isThrowAwayKeyring() {
  return spawnSync('keyring-pid', { encoding: 'utf8' }).stdout?.trim() > '';
}

function casesOf({ env, keyed, keyring, start, target }, ports) {
  const one = (name, environment, args, budget, over = 0) => ({
    name,
    budget,
    over,
    run: (output) => start(environment, args, output),
  });
  const launch = ['--model', 'openai/gpt-5', 'codex'];
  const list = (port) => [bin, 'list-models', ...target(port)];
  return [
    one('node -e 0', env, ['-e', '0']),
    one('--version', env, [bin, '--version'], 5),
    one('launch', keyed, [bin, ...target(ports[0]), ...launch], 20),
    one('launch --no-check', keyed, [bin, ...target(ports[0]), '--no-check', ...launch], 20),
    one('list-models, 5', keyed, list(ports[1]), 30),
    one('list-models, 500', keyed, list(ports[2]), 30),
    one('list-models, 10,000', keyed, list(ports[3]), 70),
    // Over the launch, not over Node.
    ...(keyring === undefined
      ? []
      : [one('… key from keyring', keyring, [bin, '--profile', 'bench', ...launch], 20, 2)]),
  ];
}

/** One number of milliseconds for each case and round, as differences to the case at index `over`. */
function measure(cases) {
  const times = cases.map(() => []);
  for (let round = 0; round < warmUps + rounds; round += 1) {
    for (let turn = 0; turn < cases.length; turn += 1) {
      const index = (round + turn) % cases.length;
      const before = process.hrtime.bigint();
      const { status } = cases[index].run('ignore');
      const milliseconds = Number(process.hrtime.bigint() - before) / 1e6;
      if (status !== 0) throw new Error(`${cases[index].name} ended with ${status}.`);
      if (round >= warmUps) times[index].push(milliseconds);
    }
  }
  const base = quartiles(times[0]);
  const rows = cases.slice(1).map(({ name, budget, over }, index) => {
    const cost = quartiles(times[index + 1].map((time, round) => time - times[over][round]));
    return { name, budget, cost, over: cost[1] > budget, ratio: quartiles(times[index + 1])[1] / base[1] };
  });
  return { base, rows, noise: (base[2] - base[0]) / base[1] };
}

function show({ base, rows, noise }) {
  console.log(`  ${'node -e 0'.padEnd(22)} ${column(base)}`);
  for (const { name, cost, budget, ratio } of rows) {
    line(name, column(cost), cost[1], budget, 'ms', `${ratio.toFixed(2)} × node`);
  }
  if (noise > tolerance) console.log('  The machine is busy: measure again.');
}

/** Jetway's own peak of resident memory, read by the agent while it runs. */
function measureMemory({ folder, program, keyed, start, target }, ports) {
  if (process.platform !== 'linux') return console.log('  memory: skipped, it is read from /proc');
  const report = join(folder, 'memory');
  rmSync(program);
  writeFileSync(program, `#!/bin/sh\nexec grep -h VmHWM /proc/$PPID/status >> '${report}'\n`, { mode: 0o755 });
  for (let round = 0; round < 5; round += 1) {
    start(keyed, [bin, ...target(ports[0]), '--no-check', '--model', 'openai/gpt-5', 'codex']);
  }
  const sizes = readFileSync(report, 'utf8')
    .match(/\d+/g)
    .map((kibibytes) => Number(kibibytes) / 1024);
  const size = quartiles(sizes);
  return line('memory beside agent', column(size), size[1], 50, 'MiB', '');
}

function measurePackage() {
  console.log('\nPackage');
  const npm = (...args) => spawnSync('npm', args, { cwd: root, encoding: 'utf8' }).stdout;
  const [{ size, entryCount }] = JSON.parse(npm('pack', '--dry-run', '--json', '--ignore-scripts'));
  line('tarball', (size / 1000).toFixed(0).padStart(7), size / 1000, 700, 'KB', `${entryCount} files`);
  const installed = npm('ls', '--all', '--omit=dev', '--parseable').trim().split('\n').length;
  line('packages', String(installed).padStart(7), installed, 3, '', 'itself included');
  if (!isThrowAwayKeyring()) {
    console.log('  key from keyring: skipped; test/support/with-secret-service.sh unlocked npm run bench');
  }
}

function line(name, figure, value, budget, unit, remark) {
  const verdict = value > budget ? 'over' : '✓';
  console.log(
    `  ${name.padEnd(22)} ${figure.padEnd(24)} budget ${`${budget} ${unit}`.padEnd(7)} ${verdict.padEnd(5)} ${remark}`,
  );
}

async function requests(ports) {
  return Number(await (await fetch(`http://127.0.0.1:${ports[0]}/requests`)).text());
}

function column([low, median, high]) {
  return `${median.toFixed(1).padStart(7)} [${low.toFixed(1)}, ${high.toFixed(1)}]`;
}

/** Lower quartile, median and upper quartile. */
function quartiles(numbers) {
  const sorted = numbers.toSorted((left, right) => left - right);
  return [0.25, 0.5, 0.75].map((part) => {
    const at = part * (sorted.length - 1);
    const [low, high] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
    return low + (high - low) * (at - Math.floor(at));
  });
}
