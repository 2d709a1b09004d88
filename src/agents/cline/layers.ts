import { join, resolve } from 'node:path';
import type { Look } from '../../config-layers/origin.ts';
import { parseDotEnv, settersIn, type DotEnv } from '../../config-layers/dot-env.ts';
import { variable } from '../../host.ts';
import {
  layerReader,
  withoutByteOrderMark,
  type BrokenLayer,
  type Layer,
  type Setter,
} from '../../config-layers/layer.ts';
import { locateJson } from '../../config-layers/located-json.ts';

export interface ClineLayers {
  /** The file of providers, which holds logins and keys too. */
  readonly providers: Layer | undefined;
  readonly broken: readonly BrokenLayer[];
  /** What counts first: the environment, then the files of variables in the working folder, which Bun reads. */
  env(name: string): readonly Setter[];
}

/** All that 3.0.65 was seen to look at for this. */
export function layersOf(look: Look): ClineLayers {
  const { host, read } = look;
  const files = dotEnvs(look);
  const env = (name: string): readonly Setter[] => {
    const own = variable(host.env, name, host.platform);
    // Even an empty one is not overridden.
    if (own !== undefined) {
      return own.trim() === '' ? [] : [{ from: 'environment', place: 'environment', key: name, text: own.trim() }];
    }
    return settersIn(files, name);
  };
  const place = resolve(
    host.cwd,
    placeOf((name) => env(name)[0]?.text, host.home),
  );
  const { broken, layer } = layerReader(
    read,
    withoutByteOrderMark((text) => locateJson(text)),
  );
  return { providers: layer('user', place)[0], broken, env };
}

function placeOf(env: (name: string) => string | undefined, home: string): string {
  const inside = (folder: string): string => join(folder, 'settings', 'providers.json');
  if (env('CLINE_SANDBOX') === '1')
    // The folder for what is temporary, as Node finds it; Windows has no TMPDIR.
    return inside(
      env('CLINE_SANDBOX_DATA_DIR') ?? join(env('TMPDIR') ?? env('TMP') ?? env('TEMP') ?? '/tmp', 'cline-sandbox'),
    );
  const folder = env('CLINE_DATA_DIR') ?? join(env('CLINE_DIR') ?? join(home, '.cline'), 'data');
  return env('CLINE_PROVIDER_SETTINGS_PATH') ?? inside(folder);
}

/** What stands in a later one counts for less. */
function dotEnvs({ host, read }: Look): readonly DotEnv[] {
  return ['.env.local', '.env.production', '.env.development', '.env'].flatMap((name): readonly DotEnv[] => {
    const place = join(host.cwd, name);
    const text = read(place);
    return text === undefined ? [] : [{ from: 'project', place, entries: parseDotEnv(text) }];
  });
}
