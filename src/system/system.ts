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
  /** From now on no output shows this key, unless `show` allows it. */
  hide(secret: string): void;
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
  /** The first line, without its end, however often it is asked for; whatever else comes is thrown away. */
  readLine(): Promise<string>;
  /**
   * All that is piped in; empty where nothing is. `plain`: from a pipe of a shell's or a file alone, for a program that was
   * started by another may have a channel there that never ends. `fed`: from any, for a program that is started again and again
   * and always fed: quicker, and without a word while it waits. Throws a `usage` Failure for more than 8 MiB.
   */
  readText(from: 'plain' | 'any' | 'fed'): Promise<string>;
}

export interface Output {
  readonly isTerminal: boolean;
  /** After NO_COLOR, FORCE_COLOR and the terminal. */
  readonly colour: boolean;
  /** 80 where there is no terminal. */
  readonly columns: number;
  /** A reader that went away (EPIPE) ends the process quietly. */
  write(text: string): void;
}

/** Synchronous: on the way to the agent a handful of small files is read. */
export interface Files {
  /**
   * Undefined where there is no such file. Throws a `configuration` Failure where it can't be read: for what is no regular
   * file, too, and for more than `limit` bytes, unless told otherwise 8 MiB. What is no UTF-8 is U+FFFD in the text. One in
   * UTF-16, as PowerShell 5 writes them, begins with two byte-order marks: for programs that take no such file it is broken.
   * A value of Windows' registry is read by a path, too (`HKLM\…\<name>`; by one named `…Path` the file that it names), and a Mac's managed property list is had as JSON.
   */
  read(path: string, limit?: number): string | undefined;
  /** The lines of a file of any size, without holding it; none where there is none. `from`: a byte. Throws as `read` does. */
  lines(path: string, from?: number): Iterable<string>;
  /** The first column of each row of a SQLite database, see `readDatabase`; undefined where this Node has no SQLite. */
  rows(path: string, query: string): Promise<Iterable<string> | undefined>;
  /** The paths that match: one path, a folder's files by a last segment `*.json`, all of its folders by a segment `*`. They are spelled as the pattern is, so that they compare with what is put together alike. */
  glob(pattern: string): readonly string[];
  /**
   * Through a temporary file in the same folder, with its final mode from the first byte, synced and renamed, where the
   * name's links lead; read back. Folders are made with 0700. What `read` gave goes back in the encoding that it was in.
   */
  write(path: string, text: string, mode: number): void;
  /** Makes `path` lead to a file or folder, unless something of its own has that name; a link to nothing goes, but for a folder that is to be `made`. Throws a `configuration` Failure. */
  link(path: string, to: string, made?: boolean): void;
  /** For what can be had again: 0600, not synced, never half written, and a trouble is kept quiet. */
  writeCache(path: string, text: string): void;
  /** Runs a change while no other Jetway makes one under the same name, an absolute path; see `lock.ts`. Throws a `configuration` Failure where the folder can't be written. */
  alone<T>(name: string, change: () => T): Promise<T>;
  /** The same for work that must never be done twice, and never without the lock: it is waited for so many milliseconds. */
  held<T>(name: string, work: () => Promise<T>, patience: number): Promise<T>;
  /** Ctrl-C and other signals wait until it is done, once; for what must not end in the middle. */
  unbroken<T>(work: () => Promise<T>): Promise<T>;
  /** Adds to the end of a file, 0600, in one piece: two that write at once do not mix. Throws a `configuration` Failure. */
  append(path: string, text: string): void;
  /** Makes the folder where it is missing, with 0700; false where nothing can be written in it. */
  canWrite(folder: string): boolean;
  /** Milliseconds since 1970 of the last change; undefined where there is no such file. */
  mtime(path: string): number | undefined;
  /** Who may do what with it: the last nine bits. Undefined where there is no such file. */
  mode(path: string): number | undefined;
  /** The user id of a file's or folder's owner; undefined where there is none, and on Windows. */
  owner(path: string): number | undefined;
  /** Where the name leads through all of its links; of a link to nothing its own path. Undefined where nothing has the name. */
  behind(path: string): string | undefined;
  /** True where there was something to remove. */
  remove(path: string): boolean;
  /** The same for a file of the user's: what the name's links lead to goes, and the links stay. */
  removeBehind(path: string): boolean;
  /** Removes a folder that holds nothing; false where it is not there, or not empty. */
  removeFolder(path: string): boolean;
  /** Removes a folder of Jetway's own with all that is in it; a link goes, and not where it leads. */
  removeTree(path: string): void;
}

export interface Http {
  /**
   * One exchange, read to its end. HTTPS only, loopback excepted; no redirect to another origin; at most 64 MiB.
   * Throws a `gateway` Failure where no answer came: refused, unknown host, TLS, time-out, broken off, too large.
   */
  send(request: HttpRequest): Promise<HttpResponse>;
  /** The same, handing on the body's text as it comes; an answer outside 200–299 is read whole instead. */
  stream(request: HttpRequest, onText: (text: string) => void): Promise<HttpResponse>;
  /** Serves until `close`, on 127.0.0.1. Port 0 takes any. */
  serve(port: number, answer: (request: ServedRequest) => ServedAnswer | Promise<ServedAnswer>): Promise<Server>;
}

/** What a relay is made of. */
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
  /** `refused`: one that redirects is the answer. Absent: followed, within the origin. */
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
   * Where it could be, for this session: absolute, made of plain characters. Undefined where there is no such place: on
   * Windows anybody may read from such a socket, and elsewhere a long or odd path can hold none.
   */
  placeFor(session: string): string | undefined;
  /**
   * From now on the first that asks at the place gets the text, nobody after it, and nobody after so many milliseconds.
   * Holds no process back. Gives what ends it.
   */
  give(place: string, text: string, forMs: number): Promise<() => void>;
  /** What is given there; undefined where nothing is, or another user could have put it there. */
  take(place: string): Promise<string | undefined>;
}

/** The line to a server, without a request over it. */
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
  /** For people. */
  readonly path: string;
  /**
   * What can be used of it; empty where nothing was saved. Throws a `configuration` Failure for a file that is no
   * configuration.
   */
  read(): Config;
  /** What can't be used of it, place by place. */
  faults(): readonly Fault[];
  /** Who else than this user could have written it, as an end of a sentence; undefined where nobody. */
  writtenBy(): string | undefined;
  /** `removed`: a profile that goes though it can't be read; others that can't be are kept as they are. */
  change(update: (config: Config) => Config, removed?: string): Promise<void>;
}
