import { dirname } from 'node:path';
import type { Configuration, SettingsEdit } from '../../agents/agent-configure.ts';
import { formatOf, type FormatId } from '../../edits/edit.ts';
import { drawChange, looksSecret } from '../../edits/masked.ts';
import { Refused, type Format, type Path } from '../../edits/model.ts';
import { hasAll, isValue, setAll, takeBack, type Step } from '../../edits/steps.ts';
import { Failure } from '../../failure.ts';
import type { KeptEdit, KeptFile, Receipt } from '../../profiles/receipts.ts';
import { otherEncoding, movingAway } from '../../text.ts';
import type { System } from '../../system/system.ts';

/** All that is to be written, and what the receipt will say of it. */
export interface Changes {
  /** Of the user's files. */
  readonly files: readonly FileChange[];
  readonly own: readonly OwnChange[];
  readonly edits: readonly KeptEdit[];
  readonly kept: readonly KeptFile[];
  /** Keys that were ours and that somebody has changed since: they stay. */
  readonly stays: readonly { readonly path: string; readonly key: string }[];
}

export interface FileChange {
  readonly path: string;
  /** Undefined: there is no such file. */
  readonly before: string | undefined;
  readonly after: string | undefined;
  readonly mode: number;
  /** Folders that go with it, the innermost first. */
  readonly folders: readonly string[];
  readonly diff: string;
}

/** A file of Jetway's own; `text` undefined: it goes. */
interface OwnChange {
  readonly path: string;
  readonly text: string | undefined;
  readonly folders: readonly string[];
}

type Written = Pick<Receipt, 'edits' | 'files'>;

/**
 * What takes the place of all that was written for an agent before: `next` undefined, nothing does. The user's own text is
 * what is left when that is taken back, so ours is never taken for it. Reads the files, writes none. Throws a
 * `configuration` Failure for a file that can't be edited with proof, that is read-only, or that holds a key which Jetway would
 * have to keep.
 */
export async function changesFor(
  next: Pick<Configuration, 'edits' | 'files'> | undefined,
  former: Receipt | undefined,
  system: System,
): Promise<Changes> {
  const earlier = writtenBy(former);
  const paths = new Set([...(next?.edits ?? []), ...earlier.edits].map(({ path }) => path));
  const edited = await Promise.all(
    [...paths].map((path) =>
      changeOf(
        path,
        next?.edits.find((edit) => edit.path === path),
        earlier.edits.filter((edit) => edit.path === path),
        system,
      ),
    ),
  );
  return {
    files: edited.flatMap(({ change }) => (change === undefined ? [] : [change])),
    edits: edited.flatMap(({ kept }) => (kept === undefined ? [] : [kept])),
    stays: edited.flatMap(({ stays }) => stays),
    ...ownChanges(next?.files ?? [], earlier.files, system),
  };
}

/** All that a receipt knows of, what was written last first. */
export function writtenBy(receipt: Receipt | undefined): Written {
  const { edits = [], files = [], former } = receipt ?? {};
  return { edits: [...edits, ...(former?.edits ?? [])], files: [...files, ...(former?.files ?? [])] };
}

async function changeOf(
  path: string,
  wanted: SettingsEdit | undefined,
  earlier: readonly KeptEdit[],
  system: System,
): Promise<{
  readonly change?: FileChange;
  readonly kept?: KeptEdit;
  readonly stays: Changes['stays'];
}> {
  const { files } = system;
  const before = files.read(path);
  const format = await formatOf((wanted?.format ?? earlier[0]?.format) as FormatId);
  try {
    if (otherEncoding.test(before ?? '')) throw new Refused('it is no text in UTF-8');
    const own = earlier.reduce((text, { steps }) => takeBack(format, text, steps), before ?? '');
    const stays = changedKeys(format, own, earlier).map((key) => ({ path, key: key.join('.') }));
    const isMade = before === undefined || (earlier.some(({ made }) => made) && isEmpty(own));
    const folders = earlier.find(({ made }) => made)?.folders ?? missingFolders(path, system);
    if (wanted === undefined) return { ...changed(isMade ? undefined : own, []), stays };
    const [latest] = earlier;
    if (latest !== undefined && before !== undefined && isAsWanted(format, before, wanted, earlier)) {
      return { kept: { ...latest, sha256: system.sha256(before) }, stays: [] };
    }
    const { text, steps } = setAll(format, isMade ? '' : own, wanted.wanted);
    refuseSecrets(wanted, steps);
    const kept = { path, format: wanted.format, made: isMade, folders: isMade ? folders : [], steps };
    const names = wanted.wanted.flatMap(({ path: place, value }) => [...place, ...namesIn(value)]);
    return { ...changed(text, names), kept: { ...kept, sha256: system.sha256(text) }, stays };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    throw new Failure(
      'configuration',
      `${path} can't be edited without a risk: ${error.message}.`,
      wanted === undefined ? `Correct it, then again: jetway unconfigure` : 'Correct it, then again: jetway configure',
    );
  }

  function changed(after: string | undefined, names: readonly string[]): { readonly change?: FileChange } {
    if (after === before) return {};
    const mode = files.mode(path);
    if (mode !== undefined && (mode & 0o200) === 0) {
      throw new Failure(
        'configuration',
        `${path} is read-only, so it is left as it is.`,
        `If Jetway is to change it: ${system.host.platform === 'win32' ? `attrib -r "${path}"` : `chmod u+w '${path}'`}`,
      );
    }
    const shown = after ?? '';
    const shows = [...names, ...earlier.flatMap(({ steps }) => steps.flatMap((step) => step.path.map(String)))];
    const diff = drawChange(path, { text: before, mode }, { text: shown, mode: mode ?? 0o600 }, shows);
    const folders = after === undefined ? (earlier.find(({ made }) => made)?.folders ?? []) : [];
    return { change: { path, before, after, mode: mode ?? 0o600, folders, diff } };
  }
}

/** The keys within a value of ours, in lists of models say, which are shown as its own is. */
function namesIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(namesIn);
  return Object.entries(value).flatMap(([name, inner]) => [name, ...namesIn(inner)]);
}

/** Written twice the same, nothing changes, wherever the user has moved it meanwhile. */
function isAsWanted(format: Format, text: string, { wanted }: SettingsEdit, earlier: readonly KeptEdit[]): boolean {
  const [latest, ...others] = earlier;
  const sameKeys = latest?.steps.every(({ path }) => wanted.some((key) => sameList(key.path, path))) === true;
  const isWhole = latest?.steps.length === wanted.length;
  return others.length === 0 && sameKeys && isWhole && hasAll(format, text, wanted);
}

/** The keys that taking back did not bring to what they had been before. */
function changedKeys(format: Format, text: string, earlier: readonly KeptEdit[]): readonly Path[] {
  const first = new Map<string, Step>();
  for (const { steps } of earlier.toReversed()) {
    for (const step of steps) {
      const name = JSON.stringify(step.path);
      if (!first.has(name)) first.set(name, step);
    }
  }
  return [...first.values()]
    .filter(({ path, before, after }) => !isValue(format, text, path, before) && !sameJson(before, after))
    .map(({ path }) => path);
}

function refuseSecrets({ path, wanted }: SettingsEdit, steps: readonly Step[]): void {
  for (const step of steps) {
    const key = wanted.find((one) => sameList(one.path, step.path));
    const { before, after } = step;
    const isKept = before !== undefined && before !== '' && !sameJson(before, after);
    if (!isKept || !(key?.secret === true || looksSecret.test(JSON.stringify(before)))) continue;
    throw new Failure(
      'configuration',
      `${path} has a key under ${step.path.join('.')}, which Jetway would have to keep to put it back.`,
      'Take it out of the file first, and keep it where it is safe.',
    );
  }
}

function ownChanges(
  wanted: Configuration['files'],
  earlier: readonly KeptFile[],
  system: System,
): Pick<Changes, 'own' | 'kept'> {
  const { files } = system;
  const isOurs = (path: string, text: string): boolean =>
    earlier.some((file) => file.path === path && file.sha256 === system.sha256(text));
  const kept: KeptFile[] = [];
  const own: OwnChange[] = [];
  for (const { path, text } of wanted) {
    const there = files.read(path);
    if (there !== undefined && there !== text && !isOurs(path, there)) {
      throw new Failure('configuration', `${path} is not Jetway's.`, `Move it away: ${movingAway(path)}`);
    }
    const folders = earlier.find((file) => file.path === path)?.folders ?? missingFolders(path, system);
    kept.push({ path, folders, sha256: system.sha256(text) });
    if (there !== text) own.push({ path, text, folders: [] });
  }
  for (const { path, folders } of earlier) {
    if (wanted.some((file) => file.path === path) || own.some((file) => file.path === path)) continue;
    const there = files.read(path);
    if (there !== undefined && isOurs(path, there)) own.push({ path, text: undefined, folders });
  }
  return { own, kept };
}

/** What has to be made to hold the file, the innermost first. */
function missingFolders(path: string, { files }: System): readonly string[] {
  const found: string[] = [];
  for (let folder = dirname(path); dirname(folder) !== folder; folder = dirname(folder)) {
    if (files.mtime(folder) !== undefined) break;
    found.push(folder);
  }
  return found;
}

const isEmpty = (text: string): boolean => /^\uFEFF?\s*(?:\{\s*\})?\s*$/.test(text);
const sameJson = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
const sameList = (one: Path, other: Path): boolean => sameJson(one, other);
