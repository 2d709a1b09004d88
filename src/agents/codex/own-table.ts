import { resolve } from 'node:path';
import { tomlKeys } from '../../config-layers/toml-keys.ts';
import { Failure } from '../../failure.ts';
import { variable, type Host } from '../../host.ts';
import type { Launch } from '../agent.ts';
import { providerId } from './environment.ts';
import { storesModel } from './stored.ts';

/** The user's configuration and the files of their profiles. */
export function configurations({ cwd, env, home, platform }: Host): readonly string[] {
  const own = variable(env, 'CODEX_HOME', platform);
  return [`${own ? resolve(cwd, own) : `${home}/.codex`}/*.toml`];
}

/**
 * Codex lays our table over one of that name key by key, so what ours does not set stays the user's: headers go out to our
 * gateway, another way to log in ends the start (0.171.0, driven). The name is ours to keep: sessions resume by it. Throws
 * a `configuration` Failure with the line. `ours`: what our table sets.
 */
export function checkOwnTable({ args, host, texts = {} }: Launch, ours: object): void {
  const names = Object.keys(ours).filter((key) => !tables.includes(key));
  const known = [...names, ...harmless];
  for (const path of new Set([storesModel.path(host, []), storesModel.path(host, args)])) {
    const left = keysOfTable(texts[path] ?? '').find(({ key }) => !known.includes(key));
    if (left === undefined) continue;
    throw new Failure(
      'configuration',
      `${path}:${left.line} sets ${left.key} of a provider called ${providerId}, which would count in Jetway's own of that name.`,
      `Give that table another name: [model_providers.my-${providerId}]`,
    );
  }
}

/** Whether the user's table of our name has a command for the key, as `jetway configure` writes it: beside that Codex takes no variable. */
export function hasCommand({ args, host, texts = {} }: Launch): boolean {
  const paths = [storesModel.path(host, []), storesModel.path(host, args)];
  return paths.some((path) => keysOfTable(texts[path] ?? '').some(({ key }) => key === 'auth'));
}

/** Of what our table holds, those that are laid over the user's entry by entry. */
const tables: readonly string[] = ['http_headers', 'env_http_headers', 'query_params'];

/** What is tried again and how long is waited is the user's to say. Ours always wins over a token in the file. */
export const harmless: readonly string[] =
  'request_max_retries stream_max_retries stream_idle_timeout_ms websocket_connect_timeout_ms experimental_bearer_token'.split(
    ' ',
  );

/** The keys of the user's table of our name, in whatever way it is written. */
function keysOfTable(text: string): readonly { readonly line: number; readonly key: string }[] {
  const isPlain = text.includes(parent) && text.includes(providerId);
  // A name may be written with escapes.
  if (!isPlain && !/\\[uUx]/.test(text)) return [];
  return tomlKeys(text).flatMap(({ path: [first, name, key], line }) =>
    first === parent && name === providerId && key !== undefined ? [{ line, key }] : [],
  );
}

const parent = 'model_providers';
