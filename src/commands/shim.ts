import { dirname, resolve } from 'node:path';
import { findAgent } from '../agents/index.ts';
import type { Agent } from '../agents/agent.ts';
import { Failure } from '../failure.ts';
import { variable } from '../host.ts';
import type { Options } from '../options/options.ts';
import { chooseProfile } from '../options/resolve-gateway.ts';
import { folderOf, keepShim, readShims, removeShim, stateOf } from '../profiles/shims.ts';
import type { System } from '../system/system.ts';
import { refusePassing } from './configure/passing.ts';
import { batchText, shellText, type ShimPlan } from './shim/text.ts';
import { say } from '../say.ts';

interface ShimOptions extends Options {
  readonly dir?: string;
  readonly remove: boolean;
  readonly dryRun: boolean;
  readonly json: boolean;
}

/**
 * Makes a program that is called like the agent and starts it through Jetway, for editors and orchestrators that start
 * agents by name. Throws `usage` without a folder, `configuration` for a file there that is none of Jetway's.
 */
export async function shim(id: string, options: ShimOptions, system: System): Promise<number> {
  const agent = findAgent(id);
  if (options.remove) return remove(agent, options, system);
  if (options.dir === undefined) {
    throw new Failure(
      'usage',
      'No folder is named.',
      `Say where it is to lie: jetway shim ${id} --dir ${system.host.platform === 'win32' ? 'C:\\shims' : '~/.local/share/shims'}`,
    );
  }
  refusePassing('what starts it', system);
  const profile = chooseProfile(options, system);
  if (profile === undefined && options.gateway === undefined) {
    throw new Failure('configuration', 'There is no profile that it could use.', 'Make one first: jetway login');
  }
  const path = pathIn(options.dir, agent, system);
  const found = await system.programs.find(agent.command, agent.package);
  const plan: ShimPlan = {
    agent: agent.id,
    name: agent.name,
    self: system.self,
    flags: flagsOf(options),
    folders: [
      ...new Set([...(found === undefined ? [] : [dirname(found.command)]), dirname(system.self[0] ?? '')]),
    ].filter((folder) => folder !== folderOf(path) && folder !== '.'),
  };
  const { home, platform } = system.host;
  const text = platform === 'win32' ? batchText(plan, home) : shellText(plan);
  if (options.dryRun) {
    system.stdout.write(options.json ? documentOf(agent, path, { text }) : text);
    return 0;
  }
  const before = readShims(system).find((one) => one.path === path);
  const isThere = system.files.mtime(path) !== undefined;
  if (isThere && (before === undefined || stateOf(before, system) === 'other')) {
    throw new Failure(
      'configuration',
      `${path} is there already, and is not as Jetway made it.`,
      `Choose another folder: jetway shim ${id} --dir <folder>`,
    );
  }
  const folderMade = before?.folderMade ?? system.files.mtime(folderOf(path)) === undefined;
  system.files.write(path, text, 0o755);
  const sha256 = system.sha256(text);
  keepShim({ agent: agent.id, path, sha256, folderMade, ...named(options.profile) }, system);
  system.stdout.write(options.json ? documentOf(agent, path, {}) : `${path}\n`);
  for (const line of remarks(agent, path, found !== undefined, system)) say(line, system);
  return 0;
}

function remove(agent: Agent, { dir, json }: ShimOptions, system: System): number {
  const wanted = dir === undefined ? undefined : pathIn(dir, agent, system);
  const shims = readShims(system).filter(
    (one) => one.agent === agent.id && (wanted === undefined || one.path === wanted),
  );
  if (shims.length === 0) {
    throw new Failure(
      'configuration',
      `Jetway has made no ${agent.command} there.`,
      'See which there are: jetway status',
    );
  }
  for (const one of shims) {
    const { path } = one;
    const isGone = stateOf(one, system) === 'gone';
    const removed = removeShim(one, system);
    if (json) system.stdout.write(documentOf(agent, path, { removed }));
    else if (removed || isGone) system.stdout.write(`Removed: ${path}\n`);
    else say(`${path} was changed since, and stays.`, system);
  }
  return 0;
}

function pathIn(dir: string, { command }: Agent, { host }: System): string {
  const folder = resolve(host.cwd, dir.replace(/^~(?=$|[\\/])/, host.home));
  return host.platform === 'win32' ? `${folder}\\${command}.cmd` : `${folder}/${command}`;
}

/** As they were typed: what was saved is read anew at each start. Throws `usage` for a key that is typed this once. */
function flagsOf(options: Options): readonly string[] {
  const { profile, gateway, model, smallModel, keyCommand, keyTtl, settings } = options;
  const named = Object.entries({
    profile,
    gateway,
    model,
    'small-model': smallModel,
    'key-command': keyCommand,
    'key-ttl': keyTtl,
  });
  return [
    ...named.flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value])),
    ...Object.entries(settings).flatMap(([id, value]) => ['--set', `${id}=${value}`]),
  ];
}

function remarks(agent: Agent, path: string, isFound: boolean, { host }: System): readonly string[] {
  const windows = host.platform === 'win32';
  const folder = folderOf(path);
  const onPath = (variable(host.env, 'PATH', host.platform) ?? '').split(windows ? ';' : ':').includes(folder);
  return [
    onPath
      ? `${folder} is on PATH: ${agent.command} goes through Jetway wherever it stands first there.`
      : `Name this path to the program that starts ${agent.name}, or put ${folder} first on its PATH.`,
    ...(isFound ? [] : [`${agent.name} itself is not on PATH yet: without it there is nothing to start.`]),
  ];
}

const named = (profile: string | undefined): { readonly profile?: string } =>
  profile === undefined ? {} : { profile };

function documentOf({ id }: Agent, path: string, more: object): string {
  return `${JSON.stringify({ schemaVersion: 1, agent: id, path, ...more }, null, 2)}\n`;
}
