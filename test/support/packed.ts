import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';
import type { TestProject } from 'vitest/node';
import { type Home, temporaryHome } from './home.ts';
import { refusingProxy } from './refusing-proxy.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Jetway as it is published, and the agents as npm or pip lays them out, both ready for a PATH. */
export interface Packed extends AsyncDisposable {
  /** What `npm pack` made. */
  readonly tarball: string;
  /** Folder with `jetway`. */
  readonly bin: string;
  /** Folder with all of the agents. */
  readonly agents: string;
  /** What all the homes together asked of other hosts: each request as a text. None of it got there. */
  readonly asked: readonly string[];
  /**
   * A home for these programs, with a git repository to work in. Not in the temporary folder, which Codex refuses.
   * `agent`: with the Node that it wants.
   */
  home(agent?: string): Promise<Home>;
}

interface Program {
  /** What it is called on PATH. */
  readonly command: string;
  readonly path: string;
  readonly node?: string;
}

/** For `globalSetup`: packs, installs the tarball and links the agents, once for all files of tests. Throws where an agent is not installed. */
export async function setup({ provide }: TestProject): Promise<() => void> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'jetway-packed-')));
  const agents = join(folder, 'agents');
  mkdirSync(agents);
  const all = await programs();
  for (const { path, command } of Object.values(all)) symlinkSync(path, join(agents, command));
  npm(['pack', '--ignore-scripts', '--pack-destination', folder, root], folder);
  const tarball = join(folder, readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '');
  npm(['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', tarball], folder);
  const nodes = Object.fromEntries(
    Object.entries(all).flatMap(([id, { node }]) => (node === undefined ? [] : [[id, node]])),
  );
  provide('packed', { tarball, agents, bin: join(folder, 'node_modules', '.bin'), nodes, ids: Object.keys(all) });
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

declare module 'vitest' {
  interface ProvidedContext {
    readonly packed: Pick<Packed, 'tarball' | 'bin' | 'agents'> & {
      readonly nodes: Readonly<Record<string, string>>;
      /** Of the agents that are here. */
      readonly ids: readonly string[];
    };
  }
}

/** Whether the agent's program is here; of one that no registry has it may not be. */
export function isHere({ agent }: { readonly agent: string }): boolean {
  return inject('packed').ids.includes(agent);
}

/** What was made once, behind a proxy of this file's own. */
export async function packed(): Promise<Packed> {
  const { nodes, ids: _ids, ...made } = inject('packed');
  const proxy = await refusingProxy();
  return {
    ...made,
    asked: proxy.asked,
    home: (agent = '') => {
      const own = nodes[agent];
      return homeFor([own ?? [], made.bin, made.agents].flat(), {
        ...proxy.env,
        ...(own === undefined ? {} : compiled),
      });
    },
    [Symbol.asyncDispose]: () => proxy[Symbol.asyncDispose](),
  };
}

/** A large program compiles itself anew in each home otherwise; OpenClaw takes a third longer then. */
const compiled = { NODE_COMPILE_CACHE: join(root, '.cache', 'compiled') };

function npm(args: readonly string[], cwd: string): void {
  execFileSync('npm', [...args, '--loglevel=error'], { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
}

/** By their ids: the program, and the folder of the Node that it wants. Install scripts have not run: a platform's own package holds its program. */
async function programs(): Promise<Readonly<Record<string, Program>>> {
  const installer = '../../.config/programs.mjs';
  const { node } = (await import(installer)) as { node(major: string): string };
  const listed = JSON.parse(readFileSync(join(root, 'test', 'e2e', 'agents.json'), 'utf8')) as Readonly<
    Record<
      string,
      {
        readonly program: string;
        readonly python?: string;
        readonly packed?: string;
        readonly found?: true;
        readonly command?: string;
        readonly node?: string;
      }
    >
  >;
  return Object.fromEntries(
    Object.entries(listed).flatMap(([id, one]) => {
      const file = one.program.replace('<platform>', `${process.platform}-${process.arch}`);
      const apart = one.python !== undefined || one.packed !== undefined || one.found === true;
      const path = apart ? join(folderOf(id), file) : installed(id, file);
      if (one.found === true && !existsSync(path)) return foundOnPath(id);
      if (!existsSync(path)) throw new Error(`${id} is not installed for the tests: node .config/programs.mjs agents`);
      return [
        [
          id,
          { path, command: one.command ?? id, ...(one.node === undefined ? {} : { node: dirname(node(one.node)) }) },
        ] as const,
      ];
    }),
  );
}

/** No registry has it: where it is not here either, it is not tried. */
function foundOnPath(id: string): readonly (readonly [id: string, program: Program])[] {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean);
  const path = folders.map((folder) => join(folder, id)).find(existsSync);
  if (path === undefined) process.stderr.write(`${id} is not here, so what is to be tried with it is left out.\n`);
  return path === undefined ? [] : [[id, { path, command: id }]];
}

/** A file of what was installed for an agent; `file`: under its `node_modules`. */
export function installed(id: string, file: string): string {
  return join(folderOf(id), 'node_modules', file);
}

/** `.config/agents.mjs` has those that it names there driven in another version. */
function folderOf(id: string): string {
  const newer = (process.env['JETWAY_NEWER_AGENTS'] ?? '').split(',').includes(id);
  return join(root, '.cache', newer ? 'newer' : 'agents', id);
}

async function homeFor(first: readonly string[], proxy: Readonly<Record<string, string>>): Promise<Home> {
  const parent = join(root, '.cache', 'homes');
  mkdirSync(parent, { recursive: true });
  const home = await temporaryHome(parent);
  execFileSync('git', ['init', '--quiet', home.cwd]);
  const env = {
    ...home.env,
    ...proxy,
    PATH: [...first, home.env['PATH']].join(delimiter),
    TMPDIR: join(home.path, 'tmp'),
    // OpenCode and Kilo ask another host for their list of models otherwise, and plugins come by npm.
    OPENCODE_DISABLE_MODELS_FETCH: '1',
    KILO_DISABLE_MODELS_FETCH: '1',
    npm_config_fetch_retries: '0',
    // Copilot unpacks a quarter of a gigabyte for each home otherwise.
    COPILOT_PKG_CACHE_HOME: join(root, '.cache', 'copilot'),
  };
  mkdirSync(env.TMPDIR);
  mkdirSync(home.env['XDG_RUNTIME_DIR'] ?? '', { mode: 0o700 });
  return { ...home, env };
}
