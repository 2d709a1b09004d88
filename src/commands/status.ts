import { agents, findAgent } from '../agents/index.ts';
import { formatOf } from '../edits/edit.ts';
import { Refused } from '../edits/model.ts';
import { isValue } from '../edits/steps.ts';
import { compareVersions, variable } from '../host.ts';
import { findReceipts, tellBroken, type KeptEdit, type Receipt } from '../profiles/receipts.ts';
import { readShims, stateOf } from '../profiles/shims.ts';
import type { System } from '../system/system.ts';
import { clean, counted } from '../text.ts';
import { fold, paint } from '../view.ts';
import { isFor } from './token.ts';

/** How one agent stands, in one scope. */
interface Status {
  readonly agent: string;
  /** `unknown`: what says so can't be read. */
  readonly state: 'plain' | 'configured' | 'unknown';
  readonly scope?: string;
  readonly project?: string;
  readonly profile?: string | null;
  readonly url?: string;
  readonly model?: string;
  /** ISO 8601. */
  readonly since?: string;
  /** What is no longer as it was written: files, and keys in them. */
  readonly changed?: readonly string[];
  /** Why it can't work as it stands; a sentence each. */
  readonly broken?: readonly string[];
}

/** A program called like an agent that `jetway shim` made. */
interface ShimStatus {
  readonly agent: string;
  readonly path: string;
  readonly profile: string | null;
  /** `other`: it is not as it was made. */
  readonly state: 'ours' | 'gone' | 'other';
}

/**
 * Tells of each agent whether Jetway has configured it, by which profile, since when, and what has become of it since. Gives
 * `configuration` where that of one can't be read.
 */
export async function status(json: boolean, system: System): Promise<number> {
  const { receipts, broken } = findReceipts(system);
  const configured = await Promise.all(receipts.map((receipt) => statusOf(receipt, system)));
  const plain = agents
    .filter(({ id }) => ![...receipts, ...broken].some(({ agent }) => agent === id))
    .map(({ id }): Status => ({ agent: id, state: 'plain' }));
  const unknown = broken.map(({ agent, failure }): Status => ({ agent, state: 'unknown', broken: [failure.message] }));
  const all = [...configured, ...unknown, ...plain];
  const { stdout } = system;
  const shims = readShims(system).map((shim): ShimStatus => {
    const { agent, path, profile = null } = shim;
    return { agent, path, profile, state: stateOf(shim, system) };
  });
  const report = { schemaVersion: 1, agents: all, shims };
  stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : draw(all, system) + drawShims(shims, system));
  return tellBroken(broken, system);
}

async function statusOf(receipt: Receipt, system: System): Promise<Status> {
  const edits = await Promise.all(receipt.edits.map((edit) => changedIn(edit, system)));
  const own = receipt.files.flatMap(({ path, sha256 }) => {
    const text = system.files.read(path);
    if (text === undefined) return [`${path} is gone`];
    return system.sha256(text) === sha256 ? [] : [path];
  });
  return {
    agent: receipt.agent,
    state: 'configured',
    scope: receipt.scope,
    ...(receipt.project === undefined ? {} : { project: receipt.project }),
    profile: receipt.profile ?? null,
    url: receipt.url,
    model: receipt.model,
    since: new Date(receipt.at).toISOString(),
    changed: [...edits.flat(), ...own],
    broken: await troubles(receipt, system),
  };
}

/** Where the whole text is another, the keys tell whether that is of any concern. */
async function changedIn({ path, format: id, sha256, steps }: KeptEdit, system: System): Promise<readonly string[]> {
  const text = system.files.read(path);
  if (text === undefined) return [`${path} is gone`];
  if (system.sha256(text) === sha256) return [];
  const format = await formatOf(id);
  try {
    return steps
      .filter((step) => !isValue(format, text, step.path, step.after))
      .map((step) => `${step.path.join('.')} in ${path}`);
  } catch (error) {
    if (error instanceof Refused) return [`${path}, which can't be read: ${error.message}`];
    throw error;
  }
}

async function troubles(receipt: Receipt, system: System): Promise<readonly string[]> {
  const { command, account, former, agentVersion, profile, variable: named } = receipt;
  const agent = findAgent(receipt.agent);
  const found = await system.programs.find(agent.command, agent.package);
  const gone = command.find((path) => system.files.mtime(path) === undefined);
  const { credentials, profiles } = system.profiles.read();
  const saved = profile === undefined || Object.hasOwn(profiles, profile);
  const isAskable =
    account === undefined ||
    Object.hasOwn(credentials, account) ||
    Object.values(profiles).some((one) => isFor(account, one));
  const version = found?.version;
  const { below } = agent.versions;
  const isOther = version !== undefined && below !== undefined && compareVersions(version, below) >= 0;
  return [
    ...(former === undefined ? [] : ['It was written but in part: configure it again.']),
    ...(account === undefined || gone === undefined ? [] : [`What gives the key is gone: ${gone}.`]),
    ...(named === undefined || (variable(system.host.env, named, system.host.platform) ?? '') !== ''
      ? []
      : [`${named} is not set here: jetway configure ${agent.id} prints the line.`]),
    ...(isAskable ? [] : [`No key is stored for ${account} any more.`]),
    ...(saved ? [] : [`There is no profile ${profile} any more.`]),
    ...(isOther
      ? [`${agent.name} is ${version} now, which is another program; it was ${agentVersion ?? 'older'}.`]
      : []),
  ];
}

function draw(all: readonly Status[], { stdout, now }: System): string {
  const colours = paint(stdout);
  const rows = fold(
    all.map(({ agent, state, scope, profile, url, model = '', since }) =>
      state !== 'configured'
        ? [nameOf(agent), state]
        : [
            findAgent(agent).name,
            scope === 'project' ? 'configured (project)' : 'configured',
            profile ?? url ?? '',
            model,
            since === undefined ? '' : ageOf(now() - Date.parse(since)),
          ],
    ),
    stdout,
  );
  const lines = all.flatMap(({ agent, state, changed = [], broken = [], project }, index) => [
    rows[index] ?? '',
    ...(project === undefined ? [] : [colours.dim(`  in ${project}`)]),
    // What is unknown is told of below, with what to do.
    ...(state === 'unknown' ? [] : broken.map((what) => colours.red(`  ${what}`))),
    ...changed.map((what) => colours.yellow(`  changed since: ${what}`)),
    ...(broken.length === 0 || state === 'unknown'
      ? []
      : [colours.cyan(`  → jetway configure ${agent}, or jetway unconfigure ${agent}`)]),
  ]);
  return lines.map((line) => `${line}\n`).join('');
}

/** Of a file's name or a list, in which may be anything: a newer Jetway's agent, too. */
function nameOf(agent: string): string {
  return agents.find(({ id }) => id === agent)?.name ?? clean(agent, 40);
}

function drawShims(shims: readonly ShimStatus[], { stdout }: System): string {
  const colours = paint(stdout);
  const words = { ours: '', gone: 'is gone', other: 'was changed since' };
  return shims
    .map(({ agent, path, profile, state }) => {
      const trouble = state === 'ours' ? '' : `\n${colours.yellow(`  ${words[state]}`)}`;
      return `${nameOf(agent)} by ${path}${profile === null ? '' : `, profile ${profile}`}${trouble}\n`;
    })
    .join('');
}

function ageOf(milliseconds: number): string {
  const days = Math.floor(milliseconds / 86_400_000);
  return days < 1 ? 'since today' : `for ${counted(days, 'day')}`;
}
