import { resolve } from 'node:path';
import { variable } from '../../host.ts';
import type { StoredModel } from '../agent.ts';

/**
 * `/model` writes both keys into config.toml, or into the file of the profile that the session was started with; every
 * other line stays, with its comments (0.169.0).
 */
export const storesModel: StoredModel = {
  path({ cwd, env, home, platform }, args) {
    const folder = variable(env, 'CODEX_HOME', platform);
    const profile = profileOf(args);
    const file = profile === undefined ? 'config.toml' : `${profile}.config.toml`;
    return folder ? resolve(cwd, folder, file) : `${home}/.codex/${file}`;
  },
  format: 'toml',
  keys: ['model', 'model_reasoning_effort'],
};

/** `-p x`, `-px`, `--profile x`, `--profile=x`; no path, as Codex refuses one. */
function profileOf(args: readonly string[]): string | undefined {
  const end = args.indexOf('--');
  const own = end === -1 ? args : args.slice(0, end);
  const index = own.findIndex((arg) => /^(?:-p|--profile(?:=|$))/.test(arg));
  const arg = own[index];
  if (arg === undefined) return undefined;
  const name = arg === '-p' || arg === '--profile' ? own[index + 1] : arg.replace(/^(?:-p=?|--profile=)/, '');
  return name !== undefined && /^[\w-]+$/.test(name) ? name : undefined;
}
