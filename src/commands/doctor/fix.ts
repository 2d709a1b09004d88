import type { Result } from '../../doctor/examine.ts';
import { exitCodes, Failure } from '../../failure.ts';
import { changesOf, type Change } from '../../edits/changes.ts';
import { applyChanges } from '../../doctor/fixes/apply.ts';
import type { System } from '../../system/system.ts';
import { drawResults, paint } from '../../view.ts';
import { cut, wrap } from '../../wrap.ts';
import type { Diagnoses } from '../doctor.ts';
import { offer } from './offer.ts';

/** A repair as `--json` tells it. */
interface Repair {
  readonly path: string;
  readonly why: readonly string[];
  /** A unified diff of the changed lines alone; values masked. */
  readonly diff: string;
  readonly applied: boolean;
}

interface Parts {
  readonly json: boolean;
  /** By a flag. */
  readonly agreed: boolean;
  draw(found: Diagnoses): string;
  /** Has these checks made anew, by id, and those about agents. */
  again(ids: ReadonlySet<string>): Promise<readonly Result[]>;
}

/**
 * Shows what the doctor found and what can be repaired of it, makes the repairs after consent, and looks again. Gives the
 * exit code: 0 where nothing is broken then and no repair waits for consent. Throws a `configuration` Failure where a file
 * can't be written.
 */
export async function fix(found: Diagnoses, parts: Parts, system: System): Promise<number> {
  const { stdout } = system;
  const changes = changesOf(
    found.checks.flatMap(({ repairs }) => repairs ?? []),
    system.files,
  );
  if (!parts.json) stdout.write(`${parts.draw(found)}\n${drawChanges(changes, system)}`);
  const asked = changes.length > 0 && !parts.agreed && !parts.json && system.canAsk;
  const agreed = changes.length > 0 && (asked ? await consents(changes, system) : parts.agreed);
  if (agreed) applyChanges(changes, system);
  const after = agreed ? await lookAgain(found, parts) : found;
  if (parts.json) {
    const repairs = changes.map(({ path, why, diff }): Repair => ({ path, why, diff, applied: agreed }));
    stdout.write(`${JSON.stringify({ ...after, repairs }, null, 2)}\n`);
  } else if (agreed) {
    stdout.write(drawAfter(found, after, changes, system));
  }
  const waits = changes.length > 0 && !agreed && !asked;
  if (waits && !parts.json) stdout.write('Nothing is changed yet. To have it done: jetway doctor --fix --yes\n');
  return after.summary.fail > 0 || waits ? exitCodes.doctor : 0;
}

/** Undoes the last `--fix`; gives 8 where a file could not be put back. Throws a `usage` Failure where there is none. */
export async function undoFix(json: boolean, system: System): Promise<number> {
  const { undoLast } = await import('../../doctor/fixes/apply.ts');
  const undone = undoLast(system);
  if (undone.length === 0) {
    throw new Failure('usage', 'There is no repair to undo.', 'Repairs are made by: jetway doctor --fix');
  }
  const colours = paint(system.stdout);
  system.stdout.write(
    json
      ? `${JSON.stringify({ schemaVersion: 1, undone }, null, 2)}\n`
      : undone
          .map(({ path, state, detail, hint }) =>
            [
              `${state === 'undone' ? colours.green('✓') : colours.red('✗')} ${path} ${detail}\n`,
              ...(hint === undefined ? [] : [`  ${colours.cyan(`→ ${hint}`)}\n`]),
            ].join(''),
          )
          .join(''),
  );
  return undone.some(({ state }) => state === 'refused') ? exitCodes.doctor : 0;
}

async function consents(changes: readonly Change[], { prompts }: System): Promise<boolean> {
  const what = changes.length === 1 ? 'this repair' : `these ${changes.length} repairs`;
  return prompts.select(
    `Make ${what}?`,
    [
      { value: true, name: 'Yes; jetway doctor --undo takes it back' },
      { value: false, name: 'No, change nothing' },
    ],
    false,
  );
}

/** What was well stays as it was seen. */
async function lookAgain(found: Diagnoses, { again }: Parts): Promise<Diagnoses> {
  const ill = found.checks.filter(({ status }) => status === 'fail' || status === 'warn').map(({ id }) => id);
  const results = await again(new Set(ill));
  const checks = found.checks.map((one) => results.find(sameAs(one)) ?? one);
  const summary = { pass: 0, skip: 0, warn: 0, fail: 0 };
  for (const { status } of checks) summary[status] += 1;
  return { ...found, checks, summary };
}

const sameAs =
  (one: Result) =>
  ({ id, agent }: Result): boolean =>
    id === one.id && agent === one.agent;

function drawChanges(changes: readonly Change[], system: System): string {
  const { stdout } = system;
  const colours = paint(stdout);
  if (changes.length === 0) return 'There is nothing here that --fix can repair.\n';
  const tint = (line: string): string => {
    if (/^(?:-(?!--)|old)/.test(line)) return colours.red(line);
    return /^(?:\+(?!\+\+)|new)/.test(line) ? colours.green(line) : colours.dim(line);
  };
  const each = changes.map(({ why, diff }) =>
    [
      ...why.flatMap((one) => wrap(one, stdout.columns - 2)),
      ...diff
        .split('\n')
        .slice(0, -1)
        .map((line) => `  ${tint(cut(line, Math.max(40, stdout.columns - 3)))}`),
    ]
      .map((line) => `${line}\n`)
      .join(''),
  );
  return [`${colours.bold('Repairs')}\n`, ...each].join('\n') + '\n';
}

/** The checks that the repairs came from, and whatever else is different now. */
function drawAfter(found: Diagnoses, after: Diagnoses, changes: readonly Change[], system: System): string {
  const { stdout } = system;
  const colours = paint(stdout);
  const affected = after.checks.filter((one) => {
    const before = found.checks.find(sameAs(one));
    return before?.repairs !== undefined || before?.status !== one.status || before.detail !== one.detail;
  });
  const { fail, warn } = after.summary;
  return [
    ...changes.map(
      ({ path, after: { text } }) =>
        `${colours.green('✓')} ${path} ${text === undefined ? 'is gone' : 'is repaired'}\n`,
    ),
    '  To take it back: jetway doctor --undo\n\n',
    drawResults(affected, stdout),
    `\n${fail === 0 ? colours.green('Nothing is broken') : colours.red(`${fail} broken`)}${warn === 0 ? '' : `, ${warn} to look at`}.\n`,
    offer(after),
  ].join('');
}
