import { chmodSync, mkdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { Readable } from 'node:stream';
import { findAgent } from '../../src/agents/index.ts';
import { Failure } from '../../src/failure.ts';
import { gateways } from '../../src/gateways/index.ts';
import { main } from '../../src/main.ts';
import type { AgentStart, HttpResponse, Prompts, System } from '../../src/system/system.ts';
import { firstLine } from '../../src/system/terminal.ts';
import { fakeAgent, type FakeAgent, type FakeAgentOptions } from './fake-agent.ts';
import { temporaryHome, type Home } from './home.ts';
import { memoryCredentials } from './memory-credentials.ts';
import { noFolderLinks } from './posix.ts';
import { installNode, installScript } from './programs.ts';
import { systemIn } from './system-in.ts';

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** What is piped in. */
  readonly stdin?: string;
  /** Somebody who answers: there is a terminal then. */
  readonly prompts?: Prompts;
  /** Standard output is a terminal of so many columns. */
  readonly columns?: number;
  /** Milliseconds after now. */
  readonly later?: number;
  /** No request waits longer. Milliseconds. */
  readonly patience?: number;
  /** What answers on this machine where gateways usually listen, by address: a text, or what is sent as JSON. */
  readonly machine?: Readonly<Record<string, unknown>>;
  /** Files of an administrator's, by absolute path. */
  readonly policies?: Readonly<Record<string, string>>;
  /** Other parts of the system. */
  readonly parts?: (system: System) => Partial<System>;
}

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Standard output as JSON; undefined where it is none. */
  readonly json: unknown;
  /** How the agent was started, as Jetway asked the system. */
  readonly starts: readonly AgentStart[];
}

/** The whole of Jetway in a home of its own, with a keyring in memory and only those programs that are put there. */
export interface Jetway extends AsyncDisposable {
  readonly home: Home;
  /** The keyring's content, by account. */
  readonly keys: Map<string, string>;
  /** On PATH. */
  readonly prefix: string;
  /** Puts a fake agent on PATH, of the version that the recipe was driven with. */
  install(id: string, options?: Partial<FakeAgentOptions>): FakeAgent;
  /** The same behind a program that is no script of Node's, as most real agents are: descriptors reach it. */
  installNative(id: string, options?: Partial<FakeAgentOptions>): FakeAgent;
  /** Puts a script of Node's on PATH. Gives the path of what is started. */
  program(name: string, script: string): string;
  run(argv: readonly string[], options?: RunOptions): Promise<Outcome>;
  /** What is saved; undefined where nothing is. */
  config(): unknown;
}

export async function jetway(): Promise<Jetway> {
  const home = await temporaryHome();
  const prefix = join(home.path, 'usr');
  const keys = new Map<string, string>();
  mkdirSync(join(prefix, 'bin'), { recursive: true });
  installNode(join(prefix, 'bin'));
  const saved = '.config/jetway/config.json';
  const install: Jetway['install'] = (id, options = {}) => {
    const { command, package: packageName, versions } = findAgent(id);
    return fakeAgent({ prefix, command, package: packageName, version: versions.tested, ...options });
  };
  return {
    home,
    keys,
    prefix,
    install,
    installNative: (id, options) => {
      const fake = install(id, options);
      // No descriptor reaches a program on Windows.
      if (process.platform === 'win32') return fake;
      const folder = join(prefix, 'lib', 'node_modules', findAgent(id).package);
      writeFileSync(join(folder, 'cli'), `#!/bin/sh\nexec '${folder}/cli.js' "$@"\n`);
      chmodSync(join(folder, 'cli'), 0o755);
      rmSync(fake.path);
      symlinkSync(join(folder, 'cli'), fake.path);
      return fake;
    },
    program: (name, script) => installScript(join(prefix, 'bin', name), script),
    run: async (argv, options = {}) => run(argv, options, home, keys, join(prefix, 'bin')),
    config: () => (home.snapshot().has(saved) ? (JSON.parse(home.read(saved)) as unknown) : undefined),
    [Symbol.asyncDispose]: async () => home[Symbol.asyncDispose](),
  };
}

async function run(
  argv: readonly string[],
  options: RunOptions,
  home: Home,
  keys: Map<string, string>,
  bin: string,
): Promise<Outcome> {
  const { stdin, prompts, columns, later = 0, patience = 60_000, policies = {}, machine = {} } = options;
  const env = { ...home.env, PATH: bin, ...options.env };
  const real = systemIn(env);
  const [stdout, stderr]: [string[], string[]] = [[], []];
  const starts: AgentStart[] = [];
  const output = { colour: false, columns: columns ?? 80 };
  const system: System = {
    ...real,
    host: { ...real.host, env, cwd: home.cwd },
    stdin: {
      isTerminal: stdin === undefined,
      readLine: async () => firstLine(Readable.from([stdin ?? ''])),
      readText: async () => stdin ?? '',
    },
    stdout: { ...output, isTerminal: columns !== undefined, write: (text) => void stdout.push(text) },
    stderr: { ...output, isTerminal: prompts !== undefined, write: (text) => void stderr.push(text) },
    canAsk: prompts !== undefined,
    prompts: prompts ?? nobody,
    files: {
      ...real.files,
      glob: (pattern) =>
        pattern.startsWith(home.path)
          ? real.files.glob(pattern)
          : Object.keys(policies).filter((path) => path === pattern),
      read: (path, limit) => policies[path] ?? (path.startsWith(home.path) ? real.files.read(path, limit) : undefined),
      ...(noFolderLinks ? { link: folderFor(real.files) } : {}),
      behind: (path) => (path in policies ? path : path.startsWith(home.path) ? real.files.behind(path) : undefined),
    },
    http: {
      ...real.http,
      send: async (request) =>
        gateways.some(({ localProbe }) => localProbe?.url === request.url)
          ? answerOf(machine[request.url], request.url)
          : real.http.send({ ...request, timeoutMs: Math.min(request.timeoutMs, patience) }),
      stream: (request, onText) =>
        real.http.stream({ ...request, timeoutMs: Math.min(request.timeoutMs, patience) }, onText),
    },
    programs: {
      ...real.programs,
      start: async (start) => {
        starts.push(withoutShim(start, home.path));
        return real.programs.start(start);
      },
    },
    credentials: (kind) => (kind === 'file' ? real.credentials('file') : memoryCredentials(keys)),
    userName: () => 'dev',
    now: () => Date.now() + later,
  };
  const code = await main(argv, { ...system, ...options.parts?.(system) });
  const text = stdout.join('');
  return { code, stdout: text, stderr: stderr.join(''), json: jsonOf(text), starts };
}

/** In place of a link to a folder an empty folder. Tests of what is behind it are left out. */
const folderFor =
  (files: System['files']): System['files']['link'] =>
  (path, to, made = false) => {
    if (made) mkdirSync(to, { recursive: true });
    if (statSync(to, { throwIfNoEntry: false })?.isDirectory() === true) mkdirSync(path, { recursive: true });
    else files.link(path, to, made);
  };

/** As POSIX starts it: by its own name, where a batch file on Windows stands for Node and a script of the tests. */
function withoutShim(start: AgentStart, home: string): AgentStart {
  const [script = '', ...args] = start.args;
  if (process.platform !== 'win32' || start.command !== process.execPath || !script.startsWith(home)) return start;
  return { ...start, command: script, args };
}

/** Never the developer's own machine. */
function answerOf(body: unknown, url: string): HttpResponse {
  if (body === undefined) throw new Failure('gateway', `Nothing listens at ${url}.`, 'Start it.');
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { status: 200, headers: {}, text, json: jsonOf(text), milliseconds: 1 };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const refuse = async (question: string): Promise<never> => {
  throw new Error(`Nobody is there to answer: ${question}`);
};

const nobody: Prompts = {
  select: refuse,
  search: refuse,
  text: refuse,
  several: refuse,
  password: refuse,
  review: refuse,
};
