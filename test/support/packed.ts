import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';
import type { TestProject } from 'vitest/node';
import { type Home, temporaryHome } from './home.ts';
import { refusingProxy } from './refusing-proxy.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Jetway as it is published, and the agents as npm lays them out, both ready for a PATH. */
export interface Packed extends AsyncDisposable {
  /** What `npm pack` made. */
  readonly tarball: string;
  /** Folder with `jetway`. */
  readonly bin: string;
  /** Folder with all of the agents. */
  readonly agents: string;
  /** What all the homes together asked of other hosts: each request as a text. None of it got there. */
  readonly asked: readonly string[];
  /** A home for these programs, with a git repository to work in. Not in the temporary folder, which Codex refuses. */
  home(): Promise<Home>;
}

/** For `globalSetup`: packs, installs the tarball and links the agents, once for all files of tests. Throws where an agent is not installed. */
export function setup({ provide }: TestProject): () => void {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'jetway-packed-')));
  const agents = join(folder, 'agents');
  mkdirSync(agents);
  for (const [command, file] of Object.entries(programs())) symlinkSync(file, join(agents, command));
  npm(['pack', '--ignore-scripts', '--pack-destination', folder, root], folder);
  const tarball = join(folder, readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '');
  npm(['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', tarball], folder);
  provide('packed', { tarball, agents, bin: join(folder, 'node_modules', '.bin') });
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

declare module 'vitest' {
  interface ProvidedContext {
    readonly packed: Pick<Packed, 'tarball' | 'bin' | 'agents'>;
  }
}

/** What was made once, behind a proxy of this file's own. */
export async function packed(): Promise<Packed> {
  const made = inject('packed');
  const proxy = await refusingProxy();
  return {
    ...made,
    asked: proxy.asked,
    home: () => homeFor([made.bin, made.agents], proxy.env),
    [Symbol.asyncDispose]: () => proxy[Symbol.asyncDispose](),
  };
}

function npm(args: readonly string[], cwd: string): void {
  execFileSync('npm', [...args, '--loglevel=error'], { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Their install scripts have not run, so the platform's own packages hold the programs. */
function programs(): Readonly<Record<string, string>> {
  const platform = `${process.platform}-${process.arch}`;
  const files = {
    claude: join('@anthropic-ai', `claude-code-${platform}`, 'claude'),
    codex: join('@openai', 'codex', 'bin', 'codex.js'),
    opencode: join(`opencode-${platform}`, 'bin', 'opencode'),
    gemini: join('@google', 'gemini-cli', 'bundle', 'gemini.js'),
    qwen: join('@qwen-code', 'qwen-code', 'cli-entry.js'),
    pi: join('@earendil-works', 'pi-coding-agent', 'dist', 'bundle', 'cli.js'),
    kilo: join('@kilocode', `cli-${platform}`, 'bin', 'kilo'),
    droid: join('@factory', `cli-${platform}`, 'bin', 'droid'),
    goose: join('@aaif', `goose-binary-${platform}`, 'bin', 'goose'),
    // Not npm's script, which passes no signal on; the tests of that one link it themselves.
    copilot: join('@github', `copilot-${platform}`, 'copilot'),
    // The same holds for this one.
    cline: join('@cline', `cli-${platform}`, 'bin', 'cline'),
  };
  return Object.fromEntries(
    Object.entries(files).map(([id, file]) => {
      const path = join(root, '.cache', 'agents', id, 'node_modules', file);
      if (!existsSync(path)) throw new Error(`${id} is not installed for the tests: node .config/programs.mjs agents`);
      return [id, path];
    }),
  );
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
