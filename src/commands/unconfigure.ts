import { findAgent } from '../agents/index.ts';
import { Failure } from '../failure.ts';
import { findReceipts, readReceipts, tellBroken, type Receipt } from '../profiles/receipts.ts';
import type { System } from '../system/system.ts';
import { paint } from '../view.ts';
import { undoConfiguration } from './configure/apply.ts';
import { changesFor, type Changes } from './configure/changes.ts';
import { agree, drawDiffs, requireConsent } from './configure/consent.ts';

interface Options {
  readonly yes?: boolean;
  readonly dryRun: boolean;
  readonly json: boolean;
}

interface Undo {
  readonly receipt: Receipt;
  readonly changes: Changes;
}

/**
 * Takes back what `configure` wrote, key by key; what somebody has changed since stays, and is named. Throws `usage` where
 * nothing is configured and where there is nobody to ask, `configuration` for a file that can't be edited with proof.
 */
export async function unconfigure(id: string | undefined, options: Options, system: System): Promise<number> {
  const agent = id === undefined ? undefined : findAgent(id);
  const { receipts, broken } =
    agent === undefined ? findReceipts(system) : { receipts: readReceipts(system, agent.id), broken: [] };
  if (receipts.length === 0) {
    for (const { failure } of broken) throw failure;
    throw new Failure(
      'usage',
      agent === undefined ? 'No agent is configured.' : `${agent.name} is not configured by Jetway.`,
      'See which are: jetway status',
    );
  }
  const undos = await undosOf(receipts, system);
  if (!options.json) system.stdout.write(drawUndos(undos, system));
  let applied = false;
  if (!options.dryRun) {
    requireConsent(options, 'unconfigure', system);
    applied = await agree(options, 'Take this back?', undefined, system);
    if (applied) for (const { receipt, changes } of undos) await undoConfiguration(changes, receipt, system);
  }
  const { stdout } = system;
  if (options.json) stdout.write(`${JSON.stringify(documentOf(undos, applied), null, 2)}\n`);
  else if (applied) stdout.write(undos.map(({ receipt }) => doneLine(receipt, system)).join(''));
  return tellBroken(broken, system);
}

export async function undosOf(receipts: readonly Receipt[], system: System): Promise<readonly Undo[]> {
  return Promise.all(
    receipts.map(async (receipt) => ({ receipt, changes: await changesFor(undefined, receipt, system) })),
  );
}

/** What would change, agent by agent, and what stays. */
export function drawUndos(undos: readonly Undo[], { stdout }: System): string {
  const colours = paint(stdout);
  return undos
    .map(({ receipt, changes }) => {
      const own = changes.own.map(({ path }) => `- ${path} (Jetway's own)`);
      const stays = changes.stays.map(({ path, key }) => `  ${key} in ${path} was changed since, and stays.\n`);
      const heading = colours.bold(findAgent(receipt.agent).name);
      return `${heading}\n${drawDiffs(changes.files, own, stdout)}${stays.join('')}`;
    })
    .join('');
}

function doneLine({ agent }: Receipt, { stdout }: System): string {
  return `${paint(stdout).green('✓')} ${findAgent(agent).name} is as it was.\n`;
}

function documentOf(undos: readonly Undo[], applied: boolean): object {
  return {
    schemaVersion: 1,
    agents: undos.map(({ receipt, changes }) => ({
      agent: receipt.agent,
      scope: receipt.scope,
      profile: receipt.profile ?? null,
      changes: changes.files.map(({ path, diff }) => ({ path, diff })),
      files: changes.own.map(({ path }) => ({ path, removed: true })),
      stays: changes.stays,
    })),
    applied,
  };
}
