import type { Origin } from '../config-layers/origin.ts';
import { formatOf } from '../edits/edit.ts';
import { Refused } from '../edits/model.ts';
import { isValue, type Step } from '../edits/steps.ts';
import { variable } from '../host.ts';
import { readReceipts, type KeptEdit, type Receipt } from '../profiles/receipts.ts';
import type { System } from '../system/system.ts';

/**
 * The origins of an agent with those told apart that `jetway configure` wrote, by its receipts, and that nobody has changed
 * since. What is a trouble in a stranger's setting is none in ours. Throws as `readReceipts` does.
 */
export async function withOwn(agent: string, origins: readonly Origin[], system: System): Promise<readonly Origin[]> {
  const receipts = readReceipts(system, agent);
  if (receipts.length === 0) return origins;
  const written = await Promise.all(
    receipts.map(async (receipt) => ({
      by: `Jetway's configure, ${receipt.profile === undefined ? receipt.url : `profile ${receipt.profile}`}`,
      receipt,
      edits: await Promise.all(receipt.edits.map(async (edit) => ({ edit, kept: await keptSteps(edit, system) }))),
    })),
  );
  const marked = origins.map((origin): Origin => {
    const found = written.find(({ edits }) => edits.some(({ edit, kept }) => isOf(origin, edit, kept)));
    if (found === undefined) return origin;
    const { problem: _problem, removal: _removal, ...rest } = origin;
    return { ...rest, by: found.by };
  });
  return [
    ...marked,
    ...written.flatMap(({ by, receipt }) => [...byFile(receipt, by, marked), ...unset(receipt, by, system)]),
  ];
}

/** The steps of a receipt that still stand as they were written, and whether all of them do. */
async function keptSteps({ path, format: id, steps }: KeptEdit, system: System): Promise<readonly Step[]> {
  try {
    const text = system.files.read(path);
    if (text === undefined) return [];
    const format = await formatOf(id);
    return steps.filter((step) => isValue(format, text, step.path, step.after));
  } catch (error) {
    if (error instanceof Refused) return [];
    throw error;
  }
}

/** Whether a path is that of a value of ours, lies within one, or is a table that holds nothing but ours. */
function isOf({ key, place }: Origin, { path, steps }: KeptEdit, kept: readonly Step[]): boolean {
  if (place !== path) return false;
  const name = (step: Step): string => step.path.join('.');
  const within = (whole: string, part: string): boolean => part === whole || part.startsWith(`${whole}.`);
  const concerned = steps.filter((step) => within(name(step), key) || within(key, name(step)));
  return concerned.length > 0 && concerned.every((step) => kept.includes(step));
}

/** The credential of a file of ours that brings the key, as a plugin does: no setting tells of it. */
function byFile({ account, files }: Receipt, by: string, origins: readonly Origin[]): readonly Origin[] {
  const [file] = files;
  if (account === undefined || file === undefined || origins.some(({ sets }) => sets === 'credential')) return [];
  return [{ sets: 'credential', from: 'user', place: file.path, key: 'plugin', value: 'what it prints', by }];
}

/** Whether something is left that configuring alone does not do: a variable in the user's shell. */
function unset({ agent, variable: name }: Receipt, by: string, { host }: System): readonly Origin[] {
  if (name === undefined || (variable(host.env, name, host.platform) ?? '') !== '') return [];
  const what = 'is not set in this shell, and the key is to come from it';
  const problem = { what, hint: `jetway configure ${agent} prints the line that sets it`, stops: false };
  return [{ sets: 'problem', from: 'environment', place: 'environment', key: name, value: 'not set', by, problem }];
}
