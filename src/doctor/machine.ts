import { agents } from '../agents/index.ts';
import type { Choice } from '../options/options.ts';
import type { Verdict } from '../net/gateway-client.ts';
import { journals } from '../launch/restore/journal.ts';
import type { Host } from '../host.ts';
import type { TlsConnection } from '../net/tls-connection.ts';
import { leaveFailure, memoize } from '../lazy.ts';
import type { FileEdit } from '../edits/file-edit.ts';
import type { Output, System } from '../system/system.ts';

/** What checks may look at of this machine and its way to the gateway. */
export interface Machine {
  readonly host: Host;
  /** The running Node: its version, and where it is. */
  readonly node: { readonly version: string; readonly path: string };
  /** Milliseconds since 1970. */
  now(): number;
  readonly terminal: Pick<Output, 'isTerminal' | 'columns'>;
  /** What of Jetway's own configuration can't be used, and why. */
  faults(): readonly { readonly path: string; readonly why: string }[];
  /** The text of a file; undefined where there is no such file, or it can't be read. */
  text(path: string): string | undefined;
  /** The last nine bits of a file's mode: who may do what with it. Undefined where there is no such file or it can't be looked at. */
  mode(path: string): number | undefined;
  /** How far this computer's clock is ahead of the gateway's, in milliseconds; undefined where the gateway does not tell the time. */
  clock(): Promise<number | undefined>;
  /** The connection to the gateway; undefined where it is not encrypted, since the gateway is on this machine. Throws as `Network.open` does. */
  tlsConnection(): Promise<TlsConnection | undefined>;
  /** Whether anything answers at an origin of this machine, whatever it says; nothing secret is sent. */
  answers(origin: string): Promise<boolean>;
  /** Sessions that broke off: the agent's name, its file that may be put back, and Jetway's own that says so. */
  leftovers(): readonly Leftover[];
}

interface Leftover {
  readonly agent: string;
  readonly file: string;
  readonly journal: string;
  /** The edits that the next launch would make about it. */
  repairs(): Promise<readonly FileEdit[]>;
}

/** Looking up a name, connecting and the TLS handshake may take this long together. Milliseconds. */
const lineTimeoutMs = 3000;
/** What is on this machine answers within this time. Milliseconds. */
const answerTimeoutMs = 1000;

export function createMachine(choice: () => Promise<Choice>, verdict: () => Promise<Verdict>, system: System): Machine {
  const text: Machine['text'] = (path) => {
    try {
      return system.files.read(path);
    } catch {
      return undefined;
    }
  };
  return {
    host: system.host,
    node: { version: system.nodeVersion, path: system.self[0] ?? 'node' },
    now: () => system.now(),
    terminal: system.stdout,
    text,
    faults: () => {
      try {
        const { path, faults } = system.profiles;
        return faults().map(({ where, why }) => ({ path, why: `${where} ${why}` }));
      } catch {
        return [];
      }
    },
    mode: (path) => {
      try {
        return system.files.mode(path);
      } catch {
        return undefined;
      }
    },
    clock: memoize(async () => {
      const theirs = Date.parse((await verdict().catch(leaveFailure))?.date ?? '');
      return Number.isNaN(theirs) ? undefined : system.now() - theirs;
    }),
    tlsConnection: memoize(async () => {
      const { url } = (await choice()).connection;
      return url.startsWith('https:') ? system.network.open(url, lineTimeoutMs) : undefined;
    }),
    answers: async (origin) => {
      const asked = { url: `${origin}/`, headers: {}, keys: new Map<string, string>(), timeoutMs: answerTimeoutMs };
      return (await system.http.send(asked).catch(leaveFailure)) !== undefined;
    },
    // Nothing is removed here, not even what is no journal.
    leftovers: () =>
      journals({ ...system, files: { ...system.files, remove: () => false } })
        .filter(({ alive }) => !alive)
        .map((left) => ({
          agent: agents.find(({ id }) => id === left.journal.agent)?.name ?? left.journal.agent,
          file: left.journal.path,
          journal: left.place,
          repairs: async () => (await import('./fixes/leftover.ts')).repairsOf(left, text),
        })),
  };
}
