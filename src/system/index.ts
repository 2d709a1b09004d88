import { homedir, userInfo } from 'node:os';
import running from 'node:process';
import type { Failure } from '../failure.ts';
import { type Host, inAnyCase, variable } from '../host.ts';
import { createCredentialFile } from './credential-file.ts';
import { createFiles } from './files.ts';
import { createKeyring } from './keyring.ts';
import { endBlocked, say } from './last-words.ts';
import { askSystem } from './own-format.ts';
import { createProfiles } from './profiles.ts';
import { createPrograms } from './programs.ts';
import type { Http, Prompts, System } from './system.ts';
import { createInput, createOutput } from './terminal.ts';
import { limits } from './watchdog.ts';

/** What the bin file knows, and what tests put in its place. */
export interface Surroundings {
  /** The running one, unless a test gives another. */
  readonly process?: Pick<
    NodeJS.Process,
    | 'env'
    | 'platform'
    | 'pid'
    | 'versions'
    | 'cwd'
    | 'execPath'
    | 'stdin'
    | 'stdout'
    | 'stderr'
    | 'exit'
    | 'getBuiltinModule'
  > & { getuid?(): number };
  /** The bin file, absolute. */
  readonly bin: string;
  /** The folder of the running bundle, absolute. */
  readonly assets: string;
  /** Jetway's version. */
  readonly version: string;
  /** See `Paths` in src/main.ts. Absent: flags stay as they are. */
  readonly setFlag?: (flag: string, usual: string) => void;
  /**
   * Called when a blocked keyring call is about to be cut off by the end of the process; the failure is on stderr by
   * then. Only synchronous writes get out.
   */
  readonly onStuck?: (failure: Failure) => void;
}

type Process = NonNullable<Surroundings['process']>;

/**
 * The real system. Making it reads nothing; what is heavy or seldom needed is loaded by the method that needs it. Only
 * what stands on the way to the agent is imported here: files, programs, profiles and the terminal.
 */
export function createSystem(surroundings: Surroundings): System {
  const { process = running, bin, version } = surroundings;
  const host = hostOf(process, surroundings.assets);
  const files = createFiles(host.platform, (program, args) =>
    askSystem(
      program,
      args,
      variable(host.env, 'SystemRoot', host.platform),
      process.getBuiltinModule('node:child_process'),
    ),
  );
  const stdin = createInput(process);
  const stderr = createOutput('stderr', process, host.env);
  return {
    host,
    version,
    nodeVersion: process.versions.node,
    self: [process.execPath, bin],
    stdin,
    stdout: createOutput('stdout', process, host.env),
    stderr,
    get canAsk() {
      return stdin.isTerminal && stderr.isTerminal;
    },
    files,
    http: lazyHttp(host, version),
    exchanges: {
      serve: async (answer) =>
        (await import('./exchange-server.ts')).serveExchanges(answer, { warm: () => keepYoungSmall(surroundings) }),
      forwarder: async () => (await import('./forwarder.ts')).createForwarder(host),
    },
    network: { open: async (url, timeoutMs) => (await import('./network.ts')).open(url, timeoutMs, host) },
    handovers: {
      placeFor: (session) => handoverPlace(host, session),
      give: async (place, text, forMs) => (await import('./handover.ts')).give(place, text, forMs),
      take: async (place) => (await import('./handover.ts')).take(place, process.getuid?.()),
    },
    programs: createPrograms(host, files, process.execPath),
    profiles: createProfiles(host, files, process.getuid?.()),
    prompts: lazyPrompts(process),
    credentials: (kind) =>
      kind === 'file'
        ? createCredentialFile(host, files, process.getuid?.())
        : createKeyring(host.platform, {
            ...limits(stderr.isTerminal, host.platform),
            notice: (text) => say(`${text}\n`),
            end: (failure) => endBlocked(failure, surroundings.onStuck),
          }),
    // `main` gives outputs that do.
    hide: () => undefined,
    show: () => undefined,
    userName,
    // Loading it takes 3 ms, which no launch is to pay.
    sha256: (text) => process.getBuiltinModule('node:crypto').createHash('sha256').update(text).digest('hex'),
    uuid,
    pid: process.pid,
    now: () => Date.now(),
  };
}

/**
 * Nearly all that a relay's request makes is of no use after it. V8 lets the place for such things grow up to 32 MiB where it is
 * asked for much, which makes nothing faster there: this keeps it at the size that it has (Node 20 to 26). Not before all that a
 * request needs is loaded: the bytecode that Node has of its own modules is for the usual flags, too.
 */
function keepYoungSmall({ setFlag }: Pick<Surroundings, 'setFlag'>): void {
  setFlag?.('--semi-space-growth-factor=1', '--semi-space-growth-factor=2');
}

function hostOf(process: Process, assets: string): Host {
  const { platform } = process;
  const env = platform === 'win32' ? inAnyCase({ ...process.env }) : { ...process.env };
  const home = env[platform === 'win32' ? 'USERPROFILE' : 'HOME'] || homedir();
  const login = platform === 'darwin' ? userName() : undefined;
  const cwd = currentFolder(process, env['PWD'] ?? home);
  return { platform, home, ...(login === undefined ? {} : { login }), cwd, env, assets };
}

/** A folder that was removed under us has no name any more, but an agent can still be started in it. */
function currentFolder(process: Process, otherwise: string): string {
  try {
    return process.cwd();
  } catch {
    return otherwise;
  }
}

/** In the folder that is gone when the user logs out, where there is one. A socket's path has at most 103 bytes on macOS. */
function handoverPlace({ platform, env }: Host, session: string): string | undefined {
  const place = `${env['XDG_RUNTIME_DIR'] || env['TMPDIR'] || '/tmp'}/jetway-${session}/key`;
  return platform !== 'win32' && /^\/[\w./-]{1,102}$/.test(place) ? place : undefined;
}

function lazyHttp({ env, platform }: Host, version: string): Http {
  const context = { env, platform, userAgent: `jetway/${version}` };
  return {
    send: async (request) => (await import('./http.ts')).exchange(request, context),
    stream: async (request, onText) => (await import('./http.ts')).exchange(request, context, onText),
    serve: async (port, answer) => (await import('./http-server.ts')).serve(port, answer),
  };
}

function lazyPrompts(process: Process): Prompts {
  let made: Promise<Prompts> | undefined;
  const prompts = (): Promise<Prompts> =>
    (made ??= import('./prompts.ts').then(({ createPrompts }) => createPrompts(process)));
  return {
    select: async (question, choices, preselected) => (await prompts()).select(question, choices, preselected),
    search: async (question, choices, free, preselected) =>
      (await prompts()).search(question, choices, free, preselected),
    several: async (question, choices, ticked) => (await prompts()).several(question, choices, ticked),
    text: async (question, options) => (await prompts()).text(question, options),
    password: async (question, check) => (await prompts()).password(question, check),
    review: async (question, rows) => (await prompts()).review(question, rows),
  };
}

/** A user without an entry in the system's list, as containers have them, has no name. */
function userName(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
}

/** Version 4. Not from node:crypto, which takes 3 ms to load: a session's id must be new, not unguessable. */
function uuid(): string {
  const digits = 'xxxxxxxx-xxxx-4xxx-Vxxx-xxxxxxxxxxxx';
  return digits.replaceAll(/[xV]/g, (place) =>
    Math.floor(place === 'V' ? 8 + Math.random() * 4 : Math.random() * 16).toString(16),
  );
}
