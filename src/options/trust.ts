import { Failure } from '../failure.ts';
import { findGateway } from '../gateways/index.ts';
import { textAt } from '../json-path.ts';
import type { System } from '../system/system.ts';
import { clean } from '../text.ts';
import { findPlace, separatorOf, sharedRepository, type Project } from './project.ts';
import { destinationOf, parseProject, unusable } from './read-project.ts';
import { say } from '../say.ts';

/** Whether what a project's file says counts: `changed` since it was trusted at this path. */
export type Trust = 'trusted' | 'changed' | 'new';

/** More than anybody reads before agreeing to it. Bytes. */
const limit = 16 * 1024;

/** A variable that holds the SHA-256 of the one text that may be trusted without asking, for CI. */
const trustVariable = 'JETWAY_TRUST_PROJECT';

/**
 * Reads a project's file once: what is looked at, hashed and used is one text. Throws `configuration` for what can't be
 * read or is not understood, whether or not it is trusted.
 */
export function readProject(path: string, system: System): { readonly project: Project; readonly trust: Trust } {
  let text: string | undefined;
  try {
    text = system.files.read(path, limit);
  } catch (error) {
    if (error instanceof Failure) throw unusable(path, "can't be read: it is no plain file of at most 16 KiB");
    throw error;
  }
  if (text === undefined) throw unusable(path, 'is no file');
  const project = { path, sha256: system.sha256(text), ...parseProject(text, path) };
  return { project, trust: trustOf(project, system) };
}

function trustOf({ path, sha256 }: Project, system: System): Trust {
  const { host, profiles } = system;
  if (host.env[trustVariable]?.trim().toLowerCase() === sha256) return 'trusted';
  const kept = textAt(profiles.read(), 'trusted', path);
  if (kept === sha256) return 'trusted';
  // The same text in the repository of which this is a worktree leads to the same place.
  const { repository = '' } = findPlace(system);
  const shared = path.startsWith(repository + separatorOf(host)) ? sharedRepository(repository, system) : undefined;
  const there = shared === undefined ? undefined : `${shared}${path.slice(repository.length)}`;
  if (there !== undefined && textAt(profiles.read(), 'trusted', there) === sha256) return 'trusted';
  return kept === undefined ? 'new' : 'changed';
}

/**
 * The project that the file makes, once it is trusted: asked for in a terminal, shown before. Undefined: somebody went on
 * without it. Throws `configuration` where nobody can be asked, and as `readProject` does.
 */
export async function trustedProject(path: string, system: System): Promise<Project | undefined> {
  const { project, trust } = readProject(path, system);
  if (trust === 'trusted') return project;
  if (!system.canAsk) {
    throw new Failure(
      'configuration',
      `${clean(path, 1000)} ${trust === 'new' ? 'is not trusted' : 'has changed since it was trusted'}.`,
      `Look at it and agree: jetway trust. In CI: ${trustVariable}=${project.sha256}. To go without it: --no-project`,
    );
  }
  system.stderr.write(`${described(project, trust).join('\n')}\n`);
  if (!(await agrees(system))) {
    say(`Without it, this once: ${clean(path, 1000)}`, system);
    return undefined;
  }
  await keepTrust(project, system);
  return project;
}

/** `No` is what the cursor starts on. */
export async function agrees({ prompts }: System): Promise<boolean> {
  return prompts.select(
    'Use it, as it stands?',
    [
      { value: true, name: 'Yes, from now on, until it changes' },
      { value: false, name: 'No, go without it' },
    ],
    false,
  );
}

export async function keepTrust({ path, sha256 }: Project, { profiles }: System): Promise<void> {
  await profiles.change((config) => ({ ...config, trusted: { ...config.trusted, [path]: sha256 } }));
}

/** What the file says, a line each; where requests would go last. */
export function described(project: Project, trust: Trust): readonly string[] {
  const { path, gateway, settings, models, smallModels, tags, checks } = project;
  const heading = {
    new: 'is new here. It says for this repository:',
    changed: 'has changed since it was trusted. It says now:',
    trusted: 'is trusted. It says for this repository:',
  }[trust];
  const rows = [
    ...(gateway === undefined ? [] : [['gateway', findGateway(gateway).name]]),
    ...Object.entries(settings),
    ...Object.entries(models).map(([agent, id]) => [`model of ${agent}`, id]),
    ...Object.entries(smallModels).map(([agent, id]) => [`small model of ${agent}`, id]),
    ...Object.entries(tags).map((pair) => ['tag', pair.join('=')]),
    ...(checks === undefined ? [] : [['checks', checks]]),
  ];
  const width = Math.max(0, ...rows.map(([name = '']) => name.length));
  const origin = destinationOf(project);
  return [
    `${clean(path, 1000)} ${heading}`,
    ...(rows.length === 0 ? ['  nothing'] : rows.map(([name = '', value = '']) => `  ${name.padEnd(width)}  ${value}`)),
    ...(origin === undefined ? [] : [`All that an agent sends, and the key, go to ${origin} then.`]),
  ];
}
