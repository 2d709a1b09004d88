import { agents } from '../agents/index.ts';
import { cacheKey } from '../cache-key.ts';
import type { Scope } from '../agents/agent-configure.ts';
import type { FormatId } from '../edits/edit.ts';
import type { Step } from '../edits/steps.ts';
import { exitCodes, Failure, writtenByNewer } from '../failure.ts';
import { folders } from '../host.ts';
import { at, listAt, numberAt, parseJson, textAt } from '../json-path.ts';
import type { System } from '../system/system.ts';
import { clean, movingAway } from '../text.ts';
import { tell } from '../say.ts';

/** What `configure` wrote for one agent in one scope, key by key. No key of a gateway's is in it. */
export interface Receipt {
  readonly schemaVersion: 1;
  readonly agent: string;
  readonly scope: Scope;
  /** Of a project: its folder. */
  readonly project?: string;
  /** Absent: flags named the gateway. */
  readonly profile?: string;
  readonly gateway: string;
  readonly url: string;
  readonly model: string;
  /** Whose key the agent asks for; absent: none. */
  readonly account?: string;
  /** The variable of the user's shell that holds the key. */
  readonly variable?: string;
  /** What starts the Jetway that the agent asks for the key: absolute paths. */
  readonly command: readonly string[];
  /** Milliseconds since 1970. */
  readonly at: number;
  /** The Jetway that wrote it, and the version of the agent that was there; absent: not known. */
  readonly jetway: string;
  readonly agentVersion?: string;
  readonly edits: readonly KeptEdit[];
  readonly files: readonly KeptFile[];
  /** Until all is written: what had been written before, and may be there still. */
  readonly former?: Pick<Receipt, 'edits' | 'files'>;
}

export interface KeptEdit {
  readonly path: string;
  readonly format: FormatId;
  /** There was no such file. */
  readonly made: boolean;
  /** Folders that were made for it, the innermost first. */
  readonly folders: readonly string[];
  /** SHA-256 of the whole text as it was written. */
  readonly sha256: string;
  readonly steps: readonly Step[];
}

/** A file of Jetway's own. */
export interface KeptFile {
  readonly path: string;
  readonly folders: readonly string[];
  readonly sha256: string;
}

export type ReceiptKey = Pick<Receipt, 'agent' | 'scope' | 'project'>;

function receiptFolder({ host }: Pick<System, 'host'>): string {
  return `${folders(host).config}/receipts`;
}

function receiptPath({ agent, scope, project }: ReceiptKey, system: Pick<System, 'host'>): string {
  const name = scope === 'user' ? agent : `${agent}-${cacheKey(project)}`;
  return `${receiptFolder(system)}/${name}.json`;
}

/**
 * By agent; of `agent` alone where one is named, whatever is wrong with those of others. Throws a `configuration` Failure
 * for one that a newer Jetway wrote, or whose agent only such a one knows, or that is none.
 */
export function readReceipts(system: System, agent?: string): readonly Receipt[] {
  const { receipts, broken } = findReceipts(system, agent);
  for (const { failure } of broken) throw failure;
  return receipts;
}

/** One that is none, or a newer Jetway's, or of an agent that is not known here. `agent`: by the file's name. */
export interface BrokenReceipt {
  readonly agent: string;
  readonly failure: Failure;
}

/** The same where one that can't be read is no reason to leave the others alone. */
export function findReceipts(
  system: Pick<System, 'files' | 'host'>,
  agent?: string,
): { readonly receipts: readonly Receipt[]; readonly broken: readonly BrokenReceipt[] } {
  const receipts: Receipt[] = [];
  const broken: BrokenReceipt[] = [];
  for (const path of system.files.glob(`${receiptFolder(system)}/*.json`)) {
    const own = /([^/\\-]+)(?:-[^/\\]*)?\.json$/.exec(path)?.[1] ?? '';
    if (agent !== undefined && own !== agent) continue;
    try {
      receipts.push(receiptAt(path, system.files.read(path)));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      broken.push({ agent: own, failure: error });
    }
  }
  return { receipts, broken };
}

/** Tells of each on stderr. Gives the exit code: of a command that has done all else. */
export function tellBroken(broken: readonly BrokenReceipt[], { stderr }: Pick<System, 'stderr'>): number {
  for (const { failure } of broken) tell(`${failure.message} ${failure.hint}`, { stderr });
  return broken.length === 0 ? 0 : exitCodes.configuration;
}

/** Undefined where nothing is configured. Throws as `readReceipts` does. */
export function readReceipt(key: ReceiptKey, system: System): Receipt | undefined {
  const path = receiptPath(key, system);
  const text = system.files.read(path);
  return text === undefined ? undefined : receiptAt(path, text);
}

export function writeReceipt(receipt: Receipt, system: System): void {
  system.files.write(receiptPath(receipt, system), `${JSON.stringify(receipt, undefined, 2)}\n`, 0o600);
}

export function removeReceipt(key: ReceiptKey, system: System): void {
  system.files.remove(receiptPath(key, system));
  system.files.removeFolder(receiptFolder(system));
}

function receiptAt(path: string, text: string | undefined): Receipt {
  const json = parseJson(text ?? '');
  const version = numberAt(json, 'schemaVersion');
  if (version !== undefined && version > 1) {
    throw writtenByNewer(path);
  }
  const isWhole =
    version === 1 &&
    ['agent', 'scope', 'gateway', 'url', 'model', 'jetway'].every((name) => textAt(json, name) !== undefined) &&
    numberAt(json, 'at') !== undefined &&
    areEdits(json) &&
    (at(json, 'former') === undefined || areEdits(at(json, 'former')));
  if (isWhole) {
    const receipt = json as Receipt;
    if (agents.some(({ id }) => id === receipt.agent)) return receipt;
    throw new Failure(
      'configuration',
      `${path} is of an agent that this Jetway does not know: ${clean(receipt.agent, 40)}.`,
      `Use the one that wrote it: npm install -g jetway@${isRelease.test(receipt.jetway) ? receipt.jetway : 'latest'}`,
    );
  }
  throw new Failure(
    'configuration',
    `${path} is no receipt of Jetway's.`,
    `What it wrote is to be taken out by hand then. Move it away: ${movingAway(path)}`,
  );
}

const isRelease = /^\d{1,4}(?:\.\d{1,5}){2}$/;

function areEdits(json: unknown): boolean {
  const [edits, files] = [listAt(json, 'edits'), listAt(json, 'files')];
  return (
    Array.isArray(at(json, 'edits')) &&
    Array.isArray(at(json, 'files')) &&
    edits.every(
      (edit) =>
        textAt(edit, 'path') !== undefined &&
        ['json', 'jsonc', 'toml', 'yaml'].includes(textAt(edit, 'format') ?? '') &&
        Array.isArray(at(edit, 'folders')) &&
        listAt(edit, 'steps').every(
          (step) =>
            listAt(step, 'path').length > 0 && textAt(step, 'now') !== undefined && textAt(step, 'was') !== undefined,
        ),
    ) &&
    files.every((file) => textAt(file, 'path') !== undefined && textAt(file, 'sha256') !== undefined)
  );
}
