import type { Agent } from '../agents/agent.ts';
import { Failure } from '../failure.ts';
import type { Installation } from '../host.ts';
import type { Options } from '../options/options.ts';
import type { System } from '../system/system.ts';
import { allowing, installCommands, lineOf, missing, packageSpec, wayToInstall } from './install.ts';

/** It may download a few hundred megabytes. Milliseconds. */
const installTimeout = 15 * 60_000;

/**
 * Installs an agent that is missing, or runs it this once, where the user says so. Throws `agent` where that is not
 * wanted, nothing on this machine could do it, or it fails.
 */
export async function offerInstall(agent: Agent, options: Options, system: System): Promise<Installation> {
  if (agent.installPage !== undefined) throw new Failure('agent', missing(agent), `Install it: ${agent.installPage}`);
  const way = await wayHere(agent, system);
  if (way === undefined) throw new Failure('agent', missing(agent), `Install it: ${wayToInstall(agent)}`);
  const choice = options.yes === true ? 'install' : await askInstall(agent, way, system);
  const { once, program } = way;
  if (choice === 'once' && once !== undefined) {
    const runner = (await find(once.program, system)) ?? { command: once.program, prefix: [] };
    const prefix = [...runner.prefix, ...once.args];
    return { command: runner.command, prefix, version: undefined, pipes: false };
  }
  const [name, ...args] = way.command;
  system.stderr.write(`Installing ${agent.name}: ${lineOf(way.command)}\n`);
  const result = await system.programs.run([program.command, ...program.prefix, ...args], {
    timeoutMs: installTimeout,
    stdin: 'ignore',
    stderr: 'inherit',
  });
  if (result.code !== 0) {
    throw new Failure(
      'agent',
      `${agent.name} was not installed: ${name} ended with ${result.code}.`,
      `Install it yourself: ${wayToInstall(agent)}`,
    );
  }
  const found = await system.programs.find(agent.command, agent.package);
  if (found !== undefined) return found;
  throw new Failure(
    'agent',
    `${agent.name} was installed, but ${name} put no ${agent.command} into a folder of PATH.`,
    `Put the folder that it named on PATH${ensuring[name] === undefined ? '' : `, or have that done: ${ensuring[name]}`}`,
  );
}

/** What puts their folder on PATH, in the shell's own settings. */
const ensuring: Readonly<Record<string, string>> = { uv: 'uv tool update-shell', pipx: 'pipx ensurepath' };

interface Way {
  readonly command: readonly [program: string, ...args: string[]];
  readonly program: Pick<Installation, 'command' | 'prefix'>;
  /** How it is run without being installed. */
  readonly once?: { readonly program: string; readonly args: readonly string[] };
}

/** The first of the commands whose program is here; npm is taken to be where Jetway is. */
async function wayHere(agent: Agent, system: System): Promise<Way | undefined> {
  for (const command of installCommands(agent)) {
    const [name] = command;
    const program = (await find(name, system)) ?? (name === 'npm' ? { command: name, prefix: [] } : undefined);
    const once = onces[name]?.(agent);
    if (program !== undefined) return { command, program, ...(once === undefined ? {} : { once }) };
  }
  return undefined;
}

/** By its full path: Windows starts no `npx` by that name alone. What npm brings has its version from npm. */
async function find(name: string, system: System): Promise<Pick<Installation, 'command' | 'prefix'> | undefined> {
  return name === 'npm' || name === 'npx' ? system.programs.find(name, 'npm') : system.programs.locate(name);
}

const onces: Readonly<Record<string, (agent: Agent) => NonNullable<Way['once']>>> = {
  npm: (agent) => ({ program: 'npx', args: ['-y', allowing(agent), packageSpec(agent)] }),
  uv: (agent) => ({
    program: 'uv',
    args: ['tool', 'run', '--python', `>=${agent.python}`, '--from', packageSpec(agent), agent.command],
  }),
  pipx: (agent) => ({ program: 'pipx', args: ['run', '--spec', packageSpec(agent), agent.command] }),
};

async function askInstall(agent: Agent, { command, once }: Way, system: System): Promise<'install' | 'once'> {
  const line = lineOf(command);
  if (!system.canAsk) {
    throw new Failure('agent', missing(agent), `Install it: ${line}, or let Jetway do it with --yes`);
  }
  const answer = await system.prompts.select(missing(agent), [
    { value: 'install' as const, name: `Install it (${line})` },
    ...(once === undefined ? [] : [{ value: 'once' as const, name: `Run it this once (${onceShown(agent, once)})` }]),
    { value: 'no' as const, name: 'Neither' },
  ]);
  if (answer === 'no') throw new Failure('agent', missing(agent), `Install it: ${line}`);
  return answer;
}

/** Without what only npm's runner needs to know. */
function onceShown(agent: Agent, { args, program }: NonNullable<Way['once']>): string {
  return program === 'npx' ? `npx ${packageSpec(agent)}` : lineOf([program, ...args]);
}
