import { cli, type Seen } from './cli.ts';
import { exitCodes, Failure, failureDocument } from './failure.ts';
import { hiding } from './keys/hiding.ts';
import { say, tell } from './say.ts';
import { createSystem } from './system/index.ts';
import type { System } from './system/system.ts';
import { cleanLines } from './text.ts';

/** What the bin file knows: its own path, the folder of the bundle, both absolute, and Jetway's version; and what only it can do. */
export interface Paths {
  readonly bin: string;
  readonly assets: string;
  readonly version: string;
  /** Sets a flag of V8's, but for the making and taking of bytecode. `usual`: as it is without that. */
  readonly setFlag: (flag: string, usual: string) => void;
}

/** The real thing: arguments without Node and script. Gives the exit code; tells `seen` what ran. */
export async function run(argv: readonly string[], paths: Paths, seen: Seen): Promise<number> {
  const system: System = createSystem({ ...paths, onStuck: (failure) => document(failure, seen, system) });
  return main(argv, system, seen);
}

/** The only catch: every outcome becomes an exit code here. */
export async function main(argv: readonly string[], bare: System, seen: Seen = { json: false }): Promise<number> {
  const system = hiding(bare, argv);
  try {
    return await cli(argv, system, seen);
  } catch (error) {
    if (!(error instanceof Failure)) return bug(error, system);
    tell(cleanLines(error.message), system);
    say(cleanLines(error.hint), system, '  → ');
    document(error, seen, system);
    return exitCodes[error.code];
  }
}

/** With `--json` a failure is a document on stdout, too. */
function document(failure: Failure, seen: Seen, system: System): void {
  if (seen.json) system.stdout.write(`${JSON.stringify(failureDocument(failure), null, 2)}\n`);
}

function bug(error: unknown, system: System): number {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  system.stderr.write(`jetway: this is a bug of Jetway's, please report it.\n${text}\n`);
  return 1;
}
