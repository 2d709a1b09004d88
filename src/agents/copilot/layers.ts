import { join, resolve } from 'node:path';
import type { Look } from '../../config-layers/origin.ts';
import { variable } from '../../host.ts';
import { at, listAt, textAt } from '../../json-path.ts';
import { repositoryRoot } from '../../config-layers/folders.ts';
import {
  inUtf8,
  layerReader,
  withoutByteOrderMark,
  type BrokenLayer,
  type Layer,
  type Setter,
} from '../../config-layers/layer.ts';
import type { Located } from '../../config-layers/located.ts';
import { locateJson } from '../../config-layers/located-json.ts';

/** One of the file of providers. */
export interface Provider {
  readonly name: string;
  /** In the file's list. */
  readonly index: number;
  readonly type: string;
}

export interface CopilotLayers {
  readonly providersFile: Layer | undefined;
  readonly broken: readonly BrokenLayer[];
  readonly providers: readonly Provider[];
  /** The user's `settings.json`. */
  readonly settings: Layer | undefined;
  /** `config.json`, in which the program keeps its own state. */
  readonly state: Layer | undefined;
  /** Of the repository. */
  readonly root: string | undefined;
  /** The variables name a provider of their own, and no file of providers that is named beside it takes its place. */
  readonly own: boolean;
  /** Nothing but an empty text is as if it were not set. */
  env(name: string): Setter | undefined;
}

/** All that 1.0.102 was seen to look at. */
export function layersOf({ host, read, glob }: Look): CopilotLayers {
  const { cwd, home, platform } = host;
  const env = (name: string): Setter | undefined => {
    const text = variable(host.env, name, platform)?.trim() ?? '';
    return text === '' ? undefined : { from: 'environment', place: 'environment', key: name, text };
  };
  const folder = resolve(cwd, env('COPILOT_HOME')?.text ?? join(home, '.copilot'));
  const { broken, layer } = layerReader(
    read,
    withoutByteOrderMark(inUtf8(locateProviders)),
    'list of providers in JSON without comments',
  );
  const loose = layerReader(read, (text) => locateJson(text, 'loose'));
  const named = env('COPILOT_PROVIDERS_CONFIG')?.text;
  const place = named === undefined ? join(folder, 'providers.json') : resolve(cwd, named);
  const [providersFile] = layer('user', place);
  return {
    providersFile,
    broken,
    providers: listAt(providersFile?.settings.value, 'providers').flatMap((entry, index): readonly Provider[] => {
      const name = textAt(entry, 'name');
      return name === undefined ? [] : [{ name, index, type: textAt(entry, 'type') ?? 'openai' }];
    }),
    settings: loose.layer('user', join(folder, 'settings.json'))[0],
    state: loose.layer('login', join(folder, 'config.json'))[0],
    root: repositoryRoot(resolve(cwd), glob),
    own: env('COPILOT_PROVIDER_BASE_URL') !== undefined && (named === undefined || read(place) === undefined),
    env,
  };
}

/** Lists that are absent are fine; a blank text is not. */
function locateProviders(text: string): Located | undefined {
  const found = text.trim() === '' ? undefined : locateJson(text);
  const isList = (key: string): boolean => Array.isArray(at(found?.value, key) ?? []);
  return isList('providers') && isList('models') ? found : undefined;
}
