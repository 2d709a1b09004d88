import type { Agent } from '../agents/agent.ts';
import { Failure } from '../failure.ts';
import { compareVersions, type Installation } from '../host.ts';
import type { Options } from '../options/options.ts';
import type { System } from '../system/system.ts';

/** npm may download a few hundred megabytes. Milliseconds. */
const installTimeout = 15 * 60_000;

/**
 * The agent's program on this machine, installed or run through npx where the user consents. Throws `agent` where it is
 * missing, or of a version that the recipe does not fit.
 */
export async function ensureInstalled(agent: Agent, options: Options, system: System): Promise<Installation> {
  const found = await system.programs.find(agent.command, agent.package);
  const installation = found ?? (await offerInstall(agent, options, system));
  checkVersion(agent, installation);
  return installation;
}

/**
 * Throws `agent` for a program that can't be started, or of a version that the recipe does not fit. An unknown version
 * passes: the doctor tells of it.
 */
export function checkVersion(agent: Agent, installation: Installation): void {
  const { fault, version } = installation;
  if (fault !== undefined) {
    throw new Failure('agent', fault.message, `${fault.hint ?? 'Install it again'}: ${wayToInstall(agent)}`);
  }
  const { minimum, below } = agent.versions;
  if (version === undefined) return;
  if (compareVersions(version, minimum) < 0) {
    throw new Failure(
      'agent',
      `${agent.name} ${version} is too old: Jetway needs ${minimum} or newer.`,
      `Upgrade: ${wayToInstall(agent)}`,
    );
  }
  if (below !== undefined && compareVersions(version, below) >= 0) {
    throw new Failure(
      'agent',
      `${agent.name} ${version} is another program than the ${agent.versions.tested} that Jetway knows.`,
      `Install the one it knows: ${wayToInstall(agent)}`,
    );
  }
}

/** The command, or the page that tells. */
export function wayToInstall(agent: Agent): string {
  return agent.installPage ?? installCommand(agent).join(' ');
}

/**
 * npm 12 runs no script of a package that is not named so, and several agents are a text that says so until theirs has
 * run (npm 11.19 and 12.2 know the flag, older ones pass it by). With the tag: for a bare name npm takes, without a word, the newest version whose `engines` fit the running Node,
 * which may be years old (npm 11.19). An agent whose next major is another program is named by its tested version.
 */
function installCommand(agent: Agent): readonly string[] {
  return ['npm', 'install', '-g', allowing(agent), packageSpec(agent)];
}

function allowing(agent: Agent): string {
  return `--allow-scripts=${agent.package}`;
}

function packageSpec(agent: Agent): string {
  const { below, installed, tested } = agent.versions;
  return `${agent.package}@${below === undefined ? 'latest' : (installed ?? tested)}`;
}

async function offerInstall(agent: Agent, options: Options, system: System): Promise<Installation> {
  if (agent.installPage !== undefined) throw new Failure('agent', missing(agent), `Install it: ${agent.installPage}`);
  const command = installCommand(agent);
  const choice = options.yes === true ? 'install' : await askInstall(agent, command, system);
  if (choice === 'once') {
    // By its full path: Windows starts no `npx` by that name alone.
    const npx = (await system.programs.find('npx', 'npm')) ?? { command: 'npx', prefix: [] };
    const prefix = [...npx.prefix, '-y', allowing(agent), packageSpec(agent)];
    return { command: npx.command, prefix, version: undefined, pipes: false };
  }
  system.stderr.write(`Installing ${agent.name}: ${command.join(' ')}\n`);
  const npm = await findNpm(system);
  const result = await system.programs.run([npm.command, ...npm.prefix, ...command.slice(1)], {
    timeoutMs: installTimeout,
    stdin: 'ignore',
    stderr: 'inherit',
  });
  const found = result.code === 0 ? await system.programs.find(agent.command, agent.package) : undefined;
  if (found === undefined) {
    throw new Failure(
      'agent',
      `${agent.name} was not installed: npm ended with ${result.code}.`,
      `Install it yourself: ${command.join(' ')}`,
    );
  }
  return found;
}

async function findNpm(system: System): Promise<Installation> {
  return (await system.programs.find('npm', 'npm')) ?? { command: 'npm', prefix: [], version: undefined, pipes: false };
}

async function askInstall(agent: Agent, command: readonly string[], system: System): Promise<'install' | 'once'> {
  if (!system.canAsk) {
    throw new Failure('agent', missing(agent), `Install it: ${command.join(' ')}, or let Jetway do it with --yes`);
  }
  const answer = await system.prompts.select(missing(agent), [
    { value: 'install' as const, name: `Install it (${command.join(' ')})` },
    { value: 'once' as const, name: `Run it this once (npx ${packageSpec(agent)})` },
    { value: 'no' as const, name: 'Neither' },
  ]);
  if (answer === 'no') throw new Failure('agent', missing(agent), `Install it: ${command.join(' ')}`);
  return answer;
}

function missing(agent: Agent): string {
  return `${agent.name} is not installed: there is no ${agent.command} on PATH.`;
}
