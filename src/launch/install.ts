import type { Agent } from '../agents/agent.ts';
import { Failure } from '../failure.ts';
import { compareVersions, type Installation } from '../host.ts';
import type { Options } from '../options/options.ts';
import type { System } from '../system/system.ts';

/**
 * The agent's program on this machine, installed or run through npx where the user consents. Throws `agent` where it is
 * missing, or of a version that the recipe does not fit.
 */
export async function ensureInstalled(agent: Agent, options: Options, system: System): Promise<Installation> {
  const found = await system.programs.find(agent.command, agent.package);
  const installation = found ?? (await (await import('./offer-install.ts')).offerInstall(agent, options, system));
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
  if (agent.installPage !== undefined) return agent.installPage;
  const [first = '', ...others] = installCommands(agent).map(lineOf);
  return others.length === 0 ? first : `${first}, or without ${first.split(' ')[0]}: ${others.join(', or ')}`;
}

/** As it is typed in a shell. */
export function lineOf(command: readonly string[]): string {
  return command.map((word) => (/[<>]/.test(word) ? `"${word}"` : word)).join(' ');
}

/** Those that bring it, what is best first. Each brings a newer one where an old one is there, too. */
export function installCommands(agent: Agent): readonly (readonly [program: string, ...args: string[]])[] {
  const spec = packageSpec(agent);
  if (agent.python !== undefined) {
    // uv alone fetches a Python, and only where it is told which: else it takes the first on PATH, and fails (0.13.9).
    return [
      ['uv', 'tool', 'install', '--upgrade', '--python', `>=${agent.python}`, spec],
      ['pipx', 'install', '--force', spec],
      ['python3', '-m', 'pip', 'install', '--user', '--upgrade', spec],
    ];
  }
  return [['npm', 'install', '-g', allowing(agent), spec]];
}

/**
 * npm 12 runs no script of a package that is not named so, and several agents are a text that says so until theirs has
 * run (npm 11.19 and 12.2 know the flag, older ones pass it by).
 */
export function allowing(agent: Agent): string {
  return `--allow-scripts=${agent.package}`;
}

/**
 * With the tag: for a bare name npm takes, without a word, the newest version whose `engines` fit the running Node,
 * which may be years old (npm 11.19). An agent whose next major is another program is named by its tested version.
 */
export function packageSpec(agent: Agent): string {
  const { below, installed, tested } = agent.versions;
  const [newest, is] = agent.python === undefined ? ['@latest', '@'] : ['', '=='];
  return `${agent.package}${below === undefined ? newest : `${is}${installed ?? tested}`}`;
}

export function missing(agent: Agent): string {
  return `${agent.name} is not installed: there is no ${agent.command} on PATH.`;
}
