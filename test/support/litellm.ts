import { execFile, spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { parseJson } from '../../src/json-path.ts';
import { held } from '../../src/system/lock.ts';
import { temporaryHome } from './home.ts';
import { freePort, started } from './server-program.ts';

/** The LiteLLM proxy from PyPI, in front of an upstream. Linux and macOS. */
export interface LiteLlm extends AsyncDisposable {
  readonly url: string;
  /** Every request, refused ones too, as the proxy heard it. */
  heard(): readonly { readonly path: string; readonly headers: Readonly<Record<string, string>> }[];
}

/** The proxy with all that it needs in the versions of `constraints.txt`, or as pip chooses it today. */
export type Release = 'pinned' | 'newest';

const pinned = '1.101.6';

const support = fileURLToPath(new URL('litellm', import.meta.url));
const cache = fileURLToPath(new URL('../../.cache', import.meta.url));
const folderOf = (release: Release): string => join(cache, release === 'pinned' ? 'litellm' : 'litellm-newest');
const binOf = (release: Release): string => join(folderOf(release), 'venv', 'bin');

/**
 * Makes a virtual environment with the proxy, unless there is one; the newest is looked for once a day. Gives its version.
 * Throws where Python or its index is missing.
 */
export async function installLiteLlm(release: Release = 'pinned'): Promise<string> {
  const folder = folderOf(release);
  const bin = binOf(release);
  const constraints = join(support, 'constraints.txt');
  const proof = join(folder, 'installed.txt');
  const wanted =
    release === 'pinned'
      ? `litellm ${pinned}\n${readFileSync(constraints, 'utf8')}`
      : `newest of ${new Date().toISOString().slice(0, 10)}`;
  const run = promisify(execFile);
  const limit = { timeout: 600_000 };
  // Two files of tests may want it at once.
  const install = async (): Promise<void> => {
    if (existsSync(proof) && readFileSync(proof, 'utf8') === wanted) return;
    rmSync(folder, { recursive: true, force: true });
    await run('python3', ['-m', 'venv', join(folder, 'venv')], limit);
    // Wheels only: nothing of a package's runs while it is installed.
    const options = ['--quiet', '--disable-pip-version-check', '--only-binary', ':all:'];
    const which =
      release === 'pinned' ? ['--constraint', constraints, `litellm[proxy]==${pinned}`] : ['litellm[proxy]'];
    await run(join(bin, 'pip'), ['install', ...options, ...which], limit);
    writeFileSync(proof, wanted);
  };
  await held(folder, install, 900_000);
  const tell = "import importlib.metadata; print(importlib.metadata.version('litellm'))";
  const { stdout } = await run(join(bin, 'python'), ['-c', tell], limit);
  return stdout.trim();
}

/**
 * Starts the proxy with these models and keys. `models`: entries of `model_list`. `keys`: fields of LiteLLM's
 * `UserAPIKeyAuth` by key; virtual keys of its own would need a database. A text: the master key, beside which it knows
 * no other, as an installation without a database has it.
 */
export async function startLiteLlm(
  given: {
    readonly models: readonly object[];
    readonly keys: Readonly<Record<string, object>> | string;
  },
  release: Release = 'pinned',
): Promise<LiteLlm> {
  const home = await temporaryHome();
  const url = `http://127.0.0.1:${await freePort()}`;
  const log = home.write('heard.jsonl', '');
  home.write('keys.py', readFileSync(join(support, 'keys.py'), 'utf8'));
  // JSON is YAML.
  const config = home.write(
    'config.yaml',
    JSON.stringify({
      model_list: given.models,
      general_settings:
        typeof given.keys === 'string'
          ? { master_key: given.keys }
          : {
              custom_auth: 'keys.user_api_key_auth',
              custom_auth_run_common_checks: true,
              // Since 1.108 it does not start without one, though nobody is asked for it here.
              master_key: 'sk-jetway-master-1f7c',
            },
    }),
  );
  const child = spawn(
    join(binOf(release), 'litellm'),
    ['--config', config, '--host', '127.0.0.1', '--port', new URL(url).port],
    {
      cwd: home.path,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...home.env,
        JETWAY_TEST_HEARD: log,
        JETWAY_TEST_KEYS: JSON.stringify(typeof given.keys === 'string' ? {} : given.keys),
        // Nothing is asked of any other host.
        LITELLM_LOCAL_MODEL_COST_MAP: 'True',
        HTTPS_PROXY: 'http://127.0.0.1:9',
        NO_PROXY: '127.0.0.1',
      },
    },
  );
  const isReady = async (): Promise<void> => expect((await fetch(`${url}/health/liveliness`)).ok).toBe(true);
  return {
    url,
    heard: () =>
      readFileSync(log, 'utf8')
        .trim()
        .split('\n')
        .flatMap((line) => (line === '' ? [] : [parseJson(line) as ReturnType<LiteLlm['heard']>[number]])),
    ...(await started(child, 'LiteLLM', isReady, { home, timeout: 100_000 })),
  };
}
