import { at } from '../json-path.ts';
import { placeOf, type Layer } from './layer.ts';
import { shownCommand, type Origin } from './origin.ts';

/**
 * What a repository's settings have an agent run for itself: hooks, servers, a status line. A pattern is a path of keys,
 * where `*` stands for any: `hooks.*.*.hooks.*.command`. `seesKey`: in a launch by Jetway it is given the gateway's key.
 */
export function programsIn(layers: readonly Layer[], patterns: readonly string[], seesKey = false): readonly Origin[] {
  return layers
    .filter(({ from }) => from === 'project')
    .flatMap((layer) =>
      patterns.flatMap((pattern) =>
        matches(layer.settings.value, pattern.split('.')).map(({ path, text }): Origin => ({
          sets: 'program',
          ...placeOf(layer, ...path),
          value: shownCommand(text),
          ...(seesKey && layer.void === undefined ? { seesKey } : {}),
        })),
      ),
    );
}

interface Match {
  readonly path: readonly (string | number)[];
  readonly text: string;
}

function matches(value: unknown, [first, ...rest]: readonly string[], path: Match['path'] = []): readonly Match[] {
  if (first === undefined) {
    const text = Array.isArray(value) ? value.filter((word) => typeof word === 'string').join(' ') : value;
    return typeof text === 'string' && text.trim() !== '' ? [{ path, text }] : [];
  }
  if (first !== '*') return matches(at(value, first), rest, [...path, first]);
  if (Array.isArray(value)) return value.flatMap((item, index) => matches(item, rest, [...path, index]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, item]) => matches(item, rest, [...path, name]));
}

/** Variables by which a program that is started otherwise runs code, or another program in its place. */
export const startingVariables: readonly string[] = (
  'NODE_OPTIONS BUN_OPTIONS LD_PRELOAD LD_LIBRARY_PATH DYLD_INSERT_LIBRARIES BASH_ENV ENV PATH PYTHONSTARTUP ' +
  'GIT_SSH_COMMAND GIT_EXTERNAL_DIFF GIT_PAGER PAGER EDITOR'
).split(' ');

/** Hooks and servers as most agents write them. */
export const hookCommands = 'hooks.*.*.hooks.*.command';
export const serverCommands = 'mcpServers.*.command';
