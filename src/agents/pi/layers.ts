import { dirname, join, resolve } from 'node:path';
import type { Look } from '../../config-layers/origin.ts';
import { at, listAt, parseJson, textAt } from '../../json-path.ts';
import { layerReader, type BrokenLayer, type Layer } from '../../config-layers/layer.ts';
import { locateJson } from '../../config-layers/located-json.ts';
import { userFolder } from './stored.ts';

export interface PiLayers {
  /** Settings, highest first. */
  readonly all: readonly Layer[];
  /** Providers and their models. */
  readonly models: Layer | undefined;
  /** Stored logins. */
  readonly logins: Layer | undefined;
  readonly broken: readonly BrokenLayer[];
  readonly trusted: boolean;
}

export const notTrusted = 'this folder is not trusted';

/** As 0.87.1 was driven: a trusted project's settings above the user's; all else is the user's alone. */
export function layersOf(look: Look): PiLayers {
  const { host, read } = look;
  const folder = userFolder(host);
  const { broken, layer } = layerReader(read, (text) => locateJson(text));
  const [user] = layer('user', join(folder, 'settings.json'));
  const [project] = layer('project', join(host.cwd, '.pi', 'settings.json'));
  // It is looked at where a project brings something to trust.
  if (project !== undefined) layer('login', join(folder, 'trust.json'));
  const trusted = answerOf(look, folder) ?? at(user?.settings.value, 'defaultProjectTrust') === 'always';
  const theirs = project === undefined || trusted ? project : { ...project, void: notTrusted };
  return {
    all: [theirs, user].filter((one) => one !== undefined),
    models: layer('user', join(folder, 'models.json'), {}, (text) => locateJson(text, 'loose'))[0],
    logins: layer('login', join(folder, 'auth.json'))[0],
    broken,
    trusted,
  };
}

/** What the user answered about the nearest folder. */
function answerOf({ host, read }: Look, folder: string): boolean | undefined {
  const answers = parseJson(read(join(folder, 'trust.json')) ?? '{}');
  for (let path = resolve(host.cwd); ; path = dirname(path)) {
    const answer = at(answers, path);
    if (typeof answer === 'boolean') return answer;
    if (dirname(path) === path) return undefined;
  }
}

/** Where a model stands in its provider's list; -1 where it does not. */
export function indexOf({ settings }: Layer, provider: string, model: string): number {
  return listAt(settings.value, 'providers', provider, 'models').findIndex((one) => textAt(one, 'id') === model);
}
