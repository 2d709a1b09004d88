import { join, resolve } from 'node:path';
import { parseDotEnv, settersIn, type DotEnv } from '../../config-layers/dot-env.ts';
import { layerReader, saidIn, type BrokenLayer, type Layer, type Setter } from '../../config-layers/layer.ts';
import { locateYaml } from '../../config-layers/located-yaml.ts';
import type { Located } from '../../config-layers/located.ts';
import type { Look } from '../../config-layers/origin.ts';
import { variable } from '../../host.ts';
import { listAt, parseJson, textAt } from '../../json-path.ts';
import { userFolder } from './places.ts';
import { parsed } from './user-settings.ts';

export interface ContinueLayers {
  readonly settings: Layer | undefined;
  readonly broken: readonly BrokenLayer[];
  /** Of the settings' `models`: what may be talked to, in their order. */
  readonly models: readonly ModelEntry[];
  /** The one that is talked to. */
  readonly chosen: ModelEntry | undefined;
  /** Where it was picked in a session, if it was. */
  readonly picked: Setter | undefined;
  env(name: string): Setter | undefined;
  /** The value of `${{ secrets.<name> }}`. */
  secret(name: string): Setter | undefined;
}

export interface ModelEntry {
  readonly index: number;
  /** By which a choice is kept. */
  readonly name: string;
  /** It stands in another file, or in Continue's hub. */
  readonly uses: boolean;
}

/**
 * All that 1.5.47 was seen to look at. A `.env` of the folder that it is started in sets every variable that is not there, that
 * of its home too; nothing else there counts for a model.
 */
export function layersOf({ host, read }: Look): ContinueLayers {
  const dotEnv = (from: Setter['from'], place: string): DotEnv => {
    return { from, place, entries: parseDotEnv(read(place) ?? '') };
  };
  const here = dotEnv('project', join(host.cwd, '.env'));
  const env = (name: string): Setter | undefined => {
    const text = variable(host.env, name, host.platform);
    if (text === undefined) return settersIn([here], name)[0];
    return text === '' ? undefined : { from: 'environment', place: 'environment', key: name, text };
  };
  const home = env('CONTINUE_GLOBAL_DIR');
  const folder = home === undefined ? userFolder(host) : resolve(host.cwd, home.text);
  const from = home?.from === 'project' ? 'project' : 'user';
  const { broken, layer } = layerReader(read, locate, 'YAML');
  const [settings] = layer(from, join(folder, 'config.yaml'));
  const models = listAt(settings?.settings.value, 'models').flatMap((model, index): readonly ModelEntry[] => {
    const roles = listAt(model, 'roles');
    const name = textAt(model, 'name') ?? textAt(model, 'model') ?? '';
    return roles.length === 0 || roles.includes('chat')
      ? [{ index, name, uses: textAt(model, 'uses') !== undefined }]
      : [];
  });
  const context = join(folder, 'index', 'globalContext.json');
  const text = textAt(parseJson(read(context) ?? ''), 'cliSelectedModel') ?? '';
  const found = models.find(({ name }) => name === text);
  return {
    settings,
    broken,
    models,
    chosen: found ?? models[0],
    picked: found && { from, place: context, key: 'cliSelectedModel', text },
    env,
    secret: (name) =>
      env(name) ??
      settersIn(
        [dotEnv(from, join(folder, '.env')), dotEnv('project', join(host.cwd, '.continue', '.env')), here],
        name,
      )[0],
  };
}

/** In UTF-16 it is not understood; what else is no UTF-8 is taken with what stands in its place. What `*names` stand for counts. */
function locate(text: string): Located | undefined {
  const value = /^\uFEFF\uFEFF/.test(text) ? undefined : text.trim() === '' ? {} : parsed(text);
  const located = value && locateYaml(text);
  return located && { value, line: located.line };
}

/** What is said of a model. */
export function ofModel(
  { settings }: ContinueLayers,
  { index }: ModelEntry,
  ...path: readonly string[]
): Setter | undefined {
  return saidIn(settings, 'models', index, ...path);
}
