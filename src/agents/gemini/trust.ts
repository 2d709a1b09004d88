import { dirname, join, relative, isAbsolute } from 'node:path';
import type { Look } from '../../config-layers/origin.ts';
import { locateJson } from '../../config-layers/located-json.ts';
import { variable } from '../../host.ts';
import type { Layer } from '../../config-layers/layer.ts';
import { plainAt } from '../../config-layers/located.ts';

export const notTrusted = 'this folder is not trusted';

/** The answers that the user gave about folders. */
export function trustFile({ host }: Look, folder: string): string {
  return variable(host.env, 'GEMINI_CLI_TRUSTED_FOLDERS_PATH', host.platform) || join(folder, 'trustedFolders.json');
}

/** Whether the working directory is trusted before anything is asked (0.61.0); a session in an editor is not looked at. */
export function isTrusted(look: Look, folder: string, layers: readonly Layer[]): boolean {
  const { cwd, env, platform } = look.host;
  const said = variable(env, 'GEMINI_CLI_TRUST_WORKSPACE', platform);
  if (variable(env, 'GEMINI_RESTRICTED_MODE', platform) === 'true' || said === 'false') return false;
  if (said === 'true' || !asks(layers)) return true;
  const rules = Object.entries(locateJson(look.read(trustFile(look, folder)) ?? '{}', 'comments')?.value ?? {})
    .filter(([path, rule]) => isInside(cwd, rule === 'TRUST_PARENT' ? dirname(path) : path))
    .toSorted(([one], [other]) => other.length - one.length);
  const [nearest] = rules;
  return nearest !== undefined && ['TRUST_FOLDER', 'TRUST_PARENT'].includes(String(nearest[1]));
}

/** Whether folders are trusted one by one at all. */
function asks(layers: readonly Layer[]): boolean {
  return (
    layers.map(({ settings }) => plainAt(settings, 'security', 'folderTrust', 'enabled')).find(Boolean) !== 'false'
  );
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === '' || (!isAbsolute(way) && way !== '..' && !/^\.\.[/\\]/.test(way));
}
