// What the benchmark measures: one build of Jetway, by its bin file, in a home of its own with agents that do nothing.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Where the benchmark's gateways listen: for a launch, and for lists of that many models. */
export const gatewaySizes = ['5', '5', '500', '10000'];

/**
 * A folder in which `codex` and `claude` are packages whose program is `true`, and a home beside it. `start` runs Node with
 * these arguments there; `env` goes on top of what the folder needs.
 */
export function settle(folder, node) {
  const agents = JSON.parse(readFileSync(join(root, 'test', 'e2e', 'agents.json'), 'utf8'));
  mkdirSync(join(folder, 'bin'), { recursive: true });
  const programs = ['codex', 'claude'].map((id) => {
    const program = join(folder, 'node_modules', ...agents[id].package.split('/'), id);
    mkdirSync(join(program, '..'), { recursive: true });
    copyFileSync('/usr/bin/true', program);
    symlinkSync(program, join(folder, 'bin', id));
    const manifest = { name: agents[id].package, version: agents[id].version, bin: { [id]: id } };
    writeFileSync(join(program, '..', 'package.json'), JSON.stringify(manifest));
    return program;
  });
  const home = join(folder, 'home');
  mkdirSync(home);
  const start = (args, env = {}, stdout = 'ignore', input) =>
    spawnSync(node, args, {
      env: { HOME: home, PATH: `${join(folder, 'bin')}:/usr/bin:/bin`, TERM: 'dumb', ...env },
      cwd: folder,
      input,
      stdio: [input === undefined ? 'ignore' : 'pipe', stdout, stdout === 'ignore' ? 'ignore' : 'pipe'],
    });
  return { folder, programs, start };
}

export const keyed = { JETWAY_API_KEY: 'sk-bf-bench' };

export function targetOf(port) {
  return ['--gateway', 'bifrost', '--base-url', `http://127.0.0.1:${port}`];
}

/** Arguments of a launch of `codex` that asks nothing. */
export function uncheckedLaunch(ports) {
  return [...targetOf(ports[0]), '--no-check', '--model', 'openai/gpt-5', 'codex'];
}

/** A program for `node -e` that starts this one, as a launch does. */
export function spawning(program) {
  return `require('child_process').spawn(${JSON.stringify(program)}, { stdio: 'inherit' })`;
}

/** What no launcher written for Node is spared: see `casesOf`. */
export function floorOf({ programs: [program], start }) {
  const run = (env) => start(['-e', spawning(program)], env);
  return { name: 'a bare spawn', fits: [0], over: 'node -e 0', prepare: () => ({}), run };
}

/**
 * Name, budget in milliseconds over `node -e 0`, and `run(stdout)`. `keyring`: the environment of a throw-away one, whose
 * launch is over the launch, as that with a relay is.
 */
export function casesOf(bin, { folder, start }, ports, keyring) {
  const one = (name, args, budget, { env = keyed, over = 'node -e 0', fits = [0] } = {}) => ({
    name,
    budget,
    over,
    fits,
    // Made before the clock starts.
    prepare: () => env,
    run: (given, output) => start([bin, ...args], given, output),
  });
  const inEmptyHome = (row) => ({
    ...row,
    prepare: () => ({ ...keyed, HOME: mkdtempSync(join(folder, 'empty-')) }),
  });
  const launch = (agent, ...flags) => [...targetOf(ports[0]), ...flags, '--model', 'openai/gpt-5', agent];
  const list = (port) => ['list-models', ...targetOf(port)];
  return [
    one('--version', ['--version'], 5),
    one('--help', ['--help'], 8),
    one('launch codex', launch('codex'), 15),
    one('… with a relay', launch('codex', '--relay', 'always'), 8, { over: 'launch codex' }),
    one('launch claude', launch('claude'), 18),
    one('launch --no-check', launch('codex', '--no-check'), 15),
    inEmptyHome(one('first launch codex', launch('codex'), 47)),
    inEmptyHome(one('first launch claude', launch('claude'), 42)),
    one('list-models, 5', list(ports[1]), 30),
    one('list-models, 500', list(ports[2]), 17),
    inEmptyHome(one('first list-models, 500', list(ports[2]), 28)),
    one('list-models, 10,000', list(ports[3]), 70),
    // What the machine lacks is a finding, not a fault of the run.
    one('doctor codex', ['doctor', 'codex', ...targetOf(ports[0]), '--model', 'openai/gpt-5'], 38, { fits: [0, 8] }),
    ...(keyring === undefined
      ? []
      : [
          one('… key from keyring', ['--profile', 'bench', '--model', 'openai/gpt-5', 'codex'], 20, {
            env: keyring,
            over: 'launch codex',
          }),
        ]),
  ];
}

/** Which of the cases can be measured, by a first run of each, and why not the others; nor can what is to be over one of those. */
export function tried(cases) {
  const unable = [];
  const able = cases.filter(({ name, build, over, fits, prepare, run }) => {
    const { status, stderr } = run(prepare(), 'pipe');
    const isAlone = unable.some((one) => one.name === over && one.build === build);
    if (fits.includes(status) && !isAlone) return true;
    const why = fits.includes(status) ? `can't run ${over}` : `ended with ${status}: ${String(stderr).trim()}`;
    unable.push({ name, build, why });
    return false;
  });
  return { able, unable };
}
