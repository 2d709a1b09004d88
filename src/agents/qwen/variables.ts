import { dirname, join, resolve } from 'node:path';
import type { Claim, Look } from '../../claim.ts';
import { variable } from '../../host.ts';
import { notTrusted, saidAt, type Layers, type Setter } from './layers.ts';

/**
 * Where a variable is set, highest first (0.24.4, driven): the environment, files of variables, `env` of the settings. One
 * that is empty counts as absent.
 */
export function settersOf(name: string, layers: Layers, look: Look): readonly Setter[] {
  const own = variable(look.host.env, name, look.host.platform) ?? '';
  const inFiles = dotEnvs(layers, look).flatMap(({ from, place, entries, void: why }): readonly Setter[] => {
    const entry = entries.findLast((one) => one.name === name);
    if (entry === undefined || entry.text === '') return [];
    return [
      { from, place, line: entry.line, key: name, text: entry.text, ...(why === undefined ? {} : { void: why }) },
    ];
  });
  return [
    ...(own === '' ? [] : [{ from: 'environment' as const, place: 'environment', key: name, text: own }]),
    ...inFiles,
    ...saidAt(layers, 'env', name),
  ];
}

/** A file of variables. */
export interface DotEnv {
  readonly from: Claim['from'];
  readonly place: string;
  readonly entries: readonly { readonly name: string; readonly text: string; readonly line: number }[];
  /** Why nothing in it counts. */
  readonly void?: string;
}

/** The first one upward from the working directory to the home, `.qwen/.env` before `.env`, and after it all of the home's. */
export function dotEnvs({ folder, trusted }: Layers, { host, read, expand }: Look): readonly DotEnv[] {
  const between = upward(host.cwd, host.home);
  const root = between.findIndex((at) => expand(join(at, '.git')).length > 0);
  const found: DotEnv[] = [];
  let taken: string | undefined;
  for (const [index, at] of between.entries()) {
    for (const place of [join(at, '.qwen', '.env'), join(at, '.env')]) {
      const text = read(place);
      if (text === undefined) continue;
      const why = trusted ? (taken === undefined ? undefined : `only ${taken} is read`) : notTrusted;
      taken ??= place;
      found.push({
        from: index <= Math.max(0, root) ? 'project' : 'user',
        place,
        entries: parsed(text),
        ...(why === undefined ? {} : { void: why }),
      });
    }
  }
  const homes = [...new Set([join(folder, '.env'), join(host.home, '.qwen', '.env'), join(host.home, '.env')])];
  return [
    ...found,
    ...homes.flatMap((place): readonly DotEnv[] => {
      const text = read(place);
      return text === undefined ? [] : [{ from: 'user', place, entries: parsed(text) }];
    }),
  ];
}

function upward(cwd: string, home: string): readonly string[] {
  const folders: string[] = [];
  for (let folder = resolve(cwd); folder !== home; folder = dirname(folder)) {
    folders.push(folder);
    if (dirname(folder) === folder) break;
  }
  return folders;
}

function parsed(text: string): DotEnv['entries'] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    const [, name, value = ''] = /^\s*(?:export\s+)?([\w.-]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (name === undefined) return [];
    const quoted = /^(["'`])(.*)\1/.exec(value);
    return [{ name, text: quoted?.[2] ?? value.replace(/\s*#.*$/, ''), line: index + 1 }];
  });
}
