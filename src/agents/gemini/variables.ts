import { dirname, join, resolve } from 'node:path';
import type { Look } from '../../config-layers/origin.ts';
import { parseDotEnv, settersIn, type DotEnv } from '../../config-layers/dot-env.ts';
import { variable } from '../../host.ts';
import { upward } from '../../config-layers/folders.ts';
import { type Setter } from '../../config-layers/layer.ts';
import type { GeminiLayers } from './layers.ts';
import { notTrusted } from './trust.ts';

/** Where a variable is set, highest first: the environment, in which an empty one keeps the file's out, then the file's. */
export function settersOf(name: string, { dotEnvs: files, trusted }: GeminiLayers, { host }: Look): readonly Setter[] {
  const own = variable(host.env, name, host.platform);
  const reason = own === '' ? 'the environment empties it' : trusted || ofAnyone.has(name) ? undefined : notTrusted;
  const inFiles = settersIn(files, name).map((setter) =>
    reason === undefined ? setter : { ...setter, void: setter.void ?? reason },
  );
  return own === undefined || own === ''
    ? inFiles
    : [{ from: 'environment', place: 'environment', key: name, text: own }, ...inFiles];
}

/** All that is taken from a file of variables of a folder that is not trusted. */
const ofAnyone: ReadonlySet<string> = new Set([
  'GEMINI_API_KEY',
  'GOOGLE_API_KEY',
  'GOOGLE_CLOUD_PROJECT',
  'GOOGLE_CLOUD_LOCATION',
]);

/** Upward from the working directory, then those of the home. In each folder `.gemini/.env` comes before `.env`. */
export function dotEnvs(
  { host: { cwd }, read, glob }: Look,
  folder: string,
  trusted: boolean,
  ignoresLocal: boolean,
): readonly DotEnv[] {
  const home = dirname(folder);
  const folders = upward(resolve(cwd));
  const root = folders.findIndex((at) => glob(join(at, '.git')).length > 0);
  const found: DotEnv[] = [];
  let taken: string | undefined;
  for (const [index, at] of [...folders, ...(folders.includes(home) ? [] : [home])].entries()) {
    for (const place of [join(at, '.gemini', '.env'), join(at, '.env')]) {
      const text = read(place);
      if (text === undefined) continue;
      const inGemini = dirname(place) !== at;
      const why =
        inGemini && !trusted
          ? notTrusted
          : !inGemini && ignoresLocal && at !== home
            ? 'advanced.ignoreLocalEnv is set'
            : taken === undefined
              ? undefined
              : `only ${taken} is read`;
      taken ??= why === undefined ? place : undefined;
      const ofProject = at !== home && index <= Math.max(0, root);
      found.push({
        from: ofProject ? 'project' : 'user',
        place,
        entries: parseDotEnv(text),
        ...(why === undefined ? {} : { void: why }),
      });
    }
  }
  return found;
}
