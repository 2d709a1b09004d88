import type { Exchange, ExchangeServer, Forwarder } from '../net/exchange.ts';
import type { ServedAnswer, ServedRequest, Server } from '../net/served.ts';
import type { Copy, Host, Installation } from '../host.ts';
import type { TlsConnection } from '../net/tls-connection.ts';
import type { Method } from '../gateways/question.ts';
import type { Config, StoreKind } from '../profiles/profile.ts';
import type { Fault } from '../profiles/read-config.ts';
import type { Keys, SecretHeaders } from '../keys/secret.ts';
import type { CredentialStore } from './credential-store.ts';
import type { Prompts } from './prompting.ts';
export type { CredentialStore } from './credential-store.ts';
export type { PromptChoice, Prompts, SummaryRow } from './prompting.ts';

/** Every effect that Jetway has, behind one door. `system/index.ts` is the real one; tests hand in parts of their own. */
export interface System {
  readonly host: Host;
  /** Jetway's own version. */
  readonly version: string;
  /** Of the running Node, without the `v`. */
  readonly nodeVersion: string;
  /** What starts this Jetway again: Node and the bin file, absolute. */
  readonly self: readonly string[];
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Whether there is somebody to ask: a terminal for the answers and one for the questions. */
  readonly canAsk: boolean;
  readonly files: Files;
  readonly http: Http;
  readonly exchanges: Exchanges;
  readonly network: Network;
  readonly handovers: Handovers;
  readonly programs: Programs;
  readonly profiles: ProfileStore;
  readonly prompts: Prompts;
  credentials(kind: StoreKind): CredentialStore;
  /** From now on this key is masked in all output. */
  hide(secret: string): void;
  /** Undoes `hide`, for a command whose answer is the key. */
  show(secret: string): void;
  /** The name the user is logged in under. */
  userName(): string | undefined;
  /** SHA-256 of a text in UTF-8, in hex. */
  sha256(text: string): string;
  /** A random UUID, to tell sessions apart; no secret. */
  uuid(): string;
  /** The id of this process. */
  readonly pid: number;
  /** Milliseconds since 1970. */
  now(): number;
}

export interface Input {
  readonly isTerminal: boolean;
  /** The first line without its line end: the same one each time, and the rest of the input is dropped. */
  readLine(): Promise<string>;
  /**
   * All that is piped in, or nothing. `plain`: only from a file or a shell's pipe, because under another program stdin may be a
   * channel that never ends. `any`: from whatever it is. `fed`: the same for a command that is run again and again and always
   * gets input, quicker and without a word while it waits. Throws a `usage` Failure for more than 8 MiB.
   */
  readText(from: 'plain' | 'any' | 'fed'): Promise<string>;
}

export interface Output {
  readonly isTerminal: boolean;
  /** Whether to write in colour, by NO_COLOR, FORCE_COLOR and the terminal. */
  readonly colour: boolean;
  /** 80 where there is no terminal. */
  readonly columns: number;
  /** Where the reader has gone away (EPIPE), ends the process quietly. */
  write(text: string): void;
}

/** Mostly synchronous, which is quickest for the handful of small files that a launch reads. */
export interface Files {
  /**
   * The file's text; undefined where there is none. Throws a `configuration` Failure where it can't be read, is no regular file,
   * or has more than `limit` bytes (8 MiB). Bytes that are no UTF-8 become U+FFFD. The text of a file in UTF-16, as PowerShell 5
   * writes them, begins with two byte-order marks, since most programs can't read such a file (see `otherEncoding`). Two paths
   * are no files: `HKLM\…\<name>` is a value in Windows' registry (for a name that ends in `Path`, the file that the value
   * names), and a Mac's managed property list is read as JSON.
   */
  read(path: string, limit?: number): string | undefined;
  /** The lines of a file of any size, read bit by bit; none where there is no file. `from`: the first byte. Throws as `read` does. */
  lines(path: string, from?: number): Iterable<string>;
  /** The first column of each row of a SQLite database, see `readDatabase`; undefined where this Node has no SQLite. */
  rows(path: string, query: string): Promise<Iterable<string> | undefined>;
  /** The paths that match: one path, a folder's files by a last segment `*.json`, its folders by a segment `*`; spelled as in the pattern. */
  glob(pattern: string): readonly string[];
  /**
   * Replaces a file in one step: through a temporary one in the same folder, which has its final mode from the first byte, is
   * synced, renamed and read back. Links are followed, missing folders are made with 0700, and the encoding stays as it was.
   */
  write(path: string, text: string, mode: number): void;
  /**
   * Makes `path` a link to a file or folder, unless something other than a link has that name. A link to nothing is removed; with
   * `made` the folder is made instead. Throws a `configuration` Failure.
   */
  link(path: string, to: string, made?: boolean): void;
  /** Writes a file that can be made again: with 0600, never half written, not synced; errors are ignored. */
  writeCache(path: string, text: string): void;
  /** Runs a change while no other Jetway holds the lock of this name, an absolute path; see `lock.ts`. Throws a `configuration` Failure. */
  alone<T>(name: string, change: () => T): Promise<T>;
  /** The same for work that must never be done without the lock, which is waited for as many milliseconds as `patience` says. */
  held<T>(name: string, work: () => Promise<T>, patience: number): Promise<T>;
  /** Runs work that must not end in the middle: Ctrl-C and other signals wait until it is done. A second one does not wait. */
  unbroken<T>(work: () => Promise<T>): Promise<T>;
  /** Appends to a file (0600) in one piece, so that two processes do not mix their lines. Throws a `configuration` Failure. */
  append(path: string, text: string): void;
  /** Makes the folder where it is missing, with 0700; false where nothing can be written in it. */
  canWrite(folder: string): boolean;
  /** Milliseconds since 1970 of the last change; undefined where there is no such file. */
  mtime(path: string): number | undefined;
  /** The file's permissions, as the last nine bits of its mode; undefined where there is no such file. */
  mode(path: string): number | undefined;
  /** The user id of a file's or folder's owner; undefined where there is none, and on Windows. */
  owner(path: string): number | undefined;
  /** The path behind all links; for a link to nothing its own path. Undefined where nothing has the name. */
  behind(path: string): string | undefined;
  /** True where there was something to remove. */
  remove(path: string): boolean;
  /** The same for a file of the user's: removes what the links lead to, and leaves the links. */
  removeBehind(path: string): boolean;
  /** Removes a folder that holds nothing; false where it is not there, or not empty. */
  removeFolder(path: string): boolean;
  /** Removes a folder of Jetway's own with all that is in it; of a link only the link, not what it leads to. */
  removeTree(path: string): void;
}

export interface Http {
  /**
   * One exchange, read to its end. HTTPS only, loopback excepted; no redirect to another origin; at most 64 MiB.
   * Throws a `gateway` Failure where no answer came (refused, unknown host, TLS, time-out, broken off, too large), `credential` from Access.
   */
  send(request: HttpRequest): Promise<HttpResponse>;
  /** The same, but hands on the body's text as it comes. An answer outside 200–299 is read whole instead. */
  stream(request: HttpRequest, onText: (text: string) => void): Promise<HttpResponse>;
  /** Serves until `close`, on 127.0.0.1. Port 0 takes any. */
  serve(port: number, answer: (request: ServedRequest) => ServedAnswer | Promise<ServedAnswer>): Promise<Server>;
}

/** The two sides of a relay: the server that agents ask, and the client that asks gateways. */
interface Exchanges {
  /** Serves until `close`, on 127.0.0.1 at any port, bytes as they come. What `answer` rejects with breaks the line. */
  serve(answer: (exchange: Exchange) => Promise<void>): Promise<ExchangeServer>;
  /** For its requests to gateways. */
  forwarder(): Promise<Forwarder>;
}

export interface HttpRequest {
  readonly method?: Method;
  readonly url: string;
  readonly headers: SecretHeaders;
  readonly keys: Keys;
  /** JSON, unless the headers say otherwise. */
  readonly body?: string;
  /** Of the answer's body, in bytes; 64 MiB, unless told otherwise. */
  readonly limit?: number;
  /** For the whole exchange. */
  readonly timeoutMs: number;
  /** `refused`: a redirect is itself the answer. Absent: redirects are followed, within the origin. */
  readonly redirects?: 'refused';
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Empty after a stream that went well. */
  readonly text: string;
  /** The text as JSON; undefined where it is none. */
  readonly json: unknown;
  /** From the request to the end of the answer. */
  readonly milliseconds: number;
}

/** A text from one process of the user's to another: over a socket in a folder that is the user's alone, never in a file. */
interface Handovers {
  /**
   * An absolute path for a session's socket, of plain characters. Undefined where there can be none: on Windows anybody could
   * read from it, and elsewhere a socket can't have a path that is too long.
   */
  placeFor(session: string): string | undefined;
  /**
   * Offers the text at that place: the first to ask gets it, nobody after that, and nobody once `forMs` have passed. It keeps no
   * process alive. Gives the function that withdraws it.
   */
  give(place: string, text: string, forMs: number): Promise<() => void>;
  /** The text that is offered there; undefined where none is, or where another user could have put it there. */
  take(place: string): Promise<string | undefined>;
}

/** Connections to a server, without any request. */
interface Network {
  /**
   * Opens a connection as a request to this `https:` address would, by way of the proxy that the environment names for
   * it, and closes it again. Any certificate will do, for nothing is sent. Throws a `gateway` Failure where it can't be
   * opened, a `configuration` Failure for a proxy without a readable address.
   */
  open(url: string, timeoutMs: number): Promise<TlsConnection>;
}

export interface Programs {
  /** Finds a command of PATH (on Windows the script or executable behind its shim) and its version, from the package's manifest or, once per file, from `--version`. */
  find(command: string, packageName: string): Promise<Installation | undefined>;
  /** The program of this name on PATH, or at this path where it has a separator in it, and its version unasked. */
  locate(command: string): Pick<Installation, 'command' | 'prefix'> | undefined;
  /** The same for a command that somebody typed. Throws an `agent` Failure where there is none, or a batch file that only a shell could run. */
  named(command: string): Pick<Installation, 'command' | 'prefix'>;
  /** Every copy of a command on PATH, the one that `find` gives first; the same file under two names once. */
  copies(command: string, packageName: string): Promise<readonly Copy[]>;
  /** What a program prints, without input; undefined where it does not end with 0 in time, or prints over 8 MiB. Never throws. */
  ask(command: readonly string[], timeoutMs: number): Promise<string | undefined>;
  /** Runs to the end, output bounded to 8 MiB. Throws an `agent` Failure where it can't be started or takes too long. */
  run(
    command: readonly string[],
    options: { readonly timeoutMs: number; readonly stdin: 'inherit' | 'ignore'; readonly stderr: 'inherit' | 'pipe' },
  ): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }>;
  /** Starts the agent on this terminal and waits: its exit code, or 128+n after a signal. SIGTERM and SIGHUP are passed on. Throws an `agent` Failure. */
  start(start: AgentStart): Promise<number>;
  /** Whether the process of this id that ran at `since`, in milliseconds since 1970, may still run; another one may have its id by now. */
  alive(pid: number, since: number): boolean;
}

export interface AgentStart {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly stdin: 'inherit' | 'ignore';
  /** The folder to start in, absolute. Absent: where Jetway itself was started. */
  readonly cwd?: string;
  /** Descriptor (3 and up) to what is written there before its end. */
  readonly pipes: ReadonlyMap<number, string>;
}

export interface ProfileStore {
  /** The file's path, to be shown. */
  readonly path: string;
  /**
   * The profiles that can be used; none where nothing was saved yet. Throws a `configuration` Failure where the file is no
   * configuration at all.
   */
  read(): Config;
  /** What in the file can't be used, place by place. */
  faults(): readonly Fault[];
  /** Who other than this user could have written the file, as the end of a sentence; undefined where nobody could. */
  writtenBy(): string | undefined;
  /** Changes the file. Profiles that can't be read are kept as they are, but for the one that `removed` names. */
  change(update: (config: Config) => Config, removed?: string): Promise<void>;
}
