import { join, resolve } from 'node:path';
import type { Origin, Look } from '../../config-layers/origin.ts';
import { variable } from '../../host.ts';
import { at, listAt, textAt } from '../../json-path.ts';
import { repositoryRoot, saidAt, type Setter } from '../../config-layers/layer.ts';
import type { Located } from '../../config-layers/located.ts';
import { locateJson } from '../../config-layers/located-json.ts';

/** A file of settings or of providers. */
export interface File {
  readonly place: string;
  readonly content: Located;
}

/** One of the file of providers. */
export interface Provider {
  readonly name: string;
  /** In the file's list. */
  readonly index: number;
  readonly type: string;
}

export interface CopilotLayers {
  readonly providersFile: File | undefined;
  /** It is there, and is none: its place. */
  readonly broken: string | undefined;
  readonly providers: readonly Provider[];
  /** The user's `settings.json`. */
  readonly settings: File | undefined;
  /** `config.json`, in which the program keeps its own state. */
  readonly state: File | undefined;
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
  const file = (place: string, loose: 'loose' | 'strict'): File | undefined => {
    const content = locateJson(read(place) ?? ' ', loose);
    return content === undefined || read(place) === undefined ? undefined : { place, content };
  };
  const named = env('COPILOT_PROVIDERS_CONFIG')?.text;
  const place = named === undefined ? join(folder, 'providers.json') : resolve(cwd, named);
  const found = read(place);
  const located = file(place, 'strict');
  const providersFile =
    located !== undefined && found?.trim() !== '' && isListed(located, 'providers') && isListed(located, 'models')
      ? located
      : undefined;
  return {
    providersFile,
    broken: found !== undefined && providersFile === undefined ? place : undefined,
    providers: listAt(providersFile?.content.value, 'providers').flatMap((entry, index): readonly Provider[] => {
      const name = textAt(entry, 'name');
      return name === undefined ? [] : [{ name, index, type: textAt(entry, 'type') ?? 'openai' }];
    }),
    settings: file(join(folder, 'settings.json'), 'loose'),
    state: file(join(folder, 'config.json'), 'loose'),
    root: repositoryRoot(resolve(cwd), glob),
    own: env('COPILOT_PROVIDER_BASE_URL') !== undefined && (named === undefined || found === undefined),
    env,
  };
}

/** What stands in a file, as a text. */
export function setterIn(
  { place, content }: File,
  from: Origin['from'],
  ...path: readonly (string | number)[]
): Setter | undefined {
  return saidAt([{ from, place, settings: content }], ...path)[0];
}

/** Absent it is fine. */
function isListed({ content }: File, key: string): boolean {
  const found = at(content.value, key);
  return found === undefined || Array.isArray(found);
}
