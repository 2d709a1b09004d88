import { join } from 'node:path';
import { upward } from '../../config-layers/folders.ts';
import { Failure } from '../../failure.ts';
import { type Host, variable } from '../../host.ts';
import { isObject, parseJson } from '../../json-path.ts';
import { folders, projectFiles, scriptPath, settingsPath, statePath } from './places.ts';
import { foreign } from './unset.ts';

/** What tells whether a launch would keep to the gateway. */
export function filesLookedAt(host: Host): readonly string[] {
  return [
    settingsPath(host),
    ...upward(host.cwd).flatMap((folder) => [rootMark(folder), statePath(folder), ...projectFiles(folder)]),
  ];
}

/**
 * A repository's settings rank above ours, and Crush asks nobody before it takes them (0.90.0): throws a `configuration`
 * Failure for what could take the session elsewhere or have the key read, unless the user insists; then a line for each.
 * The user's own settings may set variables for the process, by which the SDKs of the vendors would send another key.
 * `texts`: the files, by their paths.
 */
export function checkFiles(host: Host, texts: Readonly<Record<string, string>>): readonly string[] {
  const own = settingsPath(host);
  const variables = Object.keys(asObject(member(parseJson(texts[own] ?? ''), 'env'))).filter((name) =>
    foreign.has(name),
  );
  if (variables.length > 0) {
    throw new Failure(
      'configuration',
      `${own} sets ${variables.join(', ')} for Crush itself: it would be sent to the gateway, or lead elsewhere.`,
      'Take it out of env there; what a provider of yours needs can stand in its api_key or base_url.',
    );
  }
  const found = folders(host.cwd, (folder) => texts[rootMark(folder)] !== undefined)
    .flatMap((folder) => [statePath(folder), ...projectFiles(folder)])
    .filter((path) => path !== own && path !== scriptPath(host))
    .flatMap((path) => dangerIn(path, texts[path]));
  const [first] = found;
  if (first === undefined) return [];
  if (variable(host.env, insist, host.platform) === '1')
    return found.map((danger) => `${danger}, as ${insist} allows.`);
  throw new Failure(
    'configuration',
    `${first}: it ranks above what a launch gives, so the key or the session could go elsewhere.`,
    `Read it, and take it out or start in another folder. If you trust it: ${insist}=1 jetway crush`,
  );
}

/** `1`: the user trusts what the repository's settings say of providers. */
const insist = 'JETWAY_TRUST_CRUSH_JSON';

const dangerous = ['providers', 'models', 'env'] as const;

function dangerIn(path: string, text: string | undefined): readonly string[] {
  if (text === undefined || text.trim() === '') return [];
  if (/rc$/.test(path)) return [`${path} is a script that Crush runs at its start, with the gateway's key in reach`];
  const settings = parseJson(text);
  const keys: readonly string[] = dangerous.filter((key) => Object.keys(asObject(member(settings, key))).length > 0);
  // Another folder for its state, whose settings would rank above all.
  const moved = member(member(settings, 'options'), 'data_directory') === undefined ? [] : ['options.data_directory'];
  const all = [...keys, ...moved];
  return all.length === 0 ? [] : [`${path} sets ${all.join(', ')}, and Crush obeys it`];
}

/** Crush takes a key in any case of its letters, as Go's parser of JSON does: `Providers`, and ſ for s. */
function member(value: unknown, name: string): unknown {
  if (!isObject(value)) return undefined;
  const key = Object.keys(value).find((one) => one.toUpperCase() === name.toUpperCase());
  return key === undefined ? undefined : value[key];
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : {};
}

function rootMark(folder: string): string {
  return join(folder, '.git', 'HEAD');
}
