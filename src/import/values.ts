import { posix, win32 } from 'node:path';
import { agents } from '../agents/index.ts';
import { locateToml } from '../config-layers/located-toml.ts';
import { locateYaml } from '../config-layers/located-yaml.ts';
import { parseSettings } from '../config-layers/commented-json.ts';
import { Failure } from '../failure.ts';
import type { Host } from '../host.ts';
import { at, parseJson, textAt } from '../json-path.ts';
import { isId } from '../models/catalogue.ts';
import { placeholderIn } from '../net/url.ts';
import { isVariable } from '../keys/hiding.ts';
import { Hidden, type FoundKey, type Look } from './launcher.ts';

const parsers: Readonly<Record<string, (text: string) => unknown>> = {
  JSON: parseSettings,
  TOML: (text) => locateToml(text)?.value,
  YAML: (text) => locateYaml(text)?.value,
};

/** A file's value; undefined where there is none. Throws a `configuration` Failure for what is no such text. */
export function valueIn(path: string, format: 'JSON' | 'TOML' | 'YAML', look: Look): unknown {
  const text = look.text(path);
  if (text === undefined) return undefined;
  const value = parsers[format]?.(text);
  if (value !== undefined) return value;
  throw new Failure(
    'configuration',
    format === 'JSON' && parseJson(text) !== undefined
      ? `${path} has JSON, but no object with settings.`
      : `${path} can't be read as ${format}.`,
    'Mend it, or name another file: jetway import <launcher> --file <path>',
  );
}

/** Below the home folder. */
export function atHome({ home, platform }: Host, ...steps: readonly string[]): string {
  return (platform === 'win32' ? win32 : posix).join(home, ...steps);
}

/** A path as it stands in a configuration: `~/…` is below the home folder. */
export function expanded(path: string, host: Host): string {
  return /^~[/\\]/.test(path) ? atHome(host, path.slice(2)) : path;
}

/** A non-empty text; undefined for all else. */
export function filled(value: unknown, ...path: readonly (string | number)[]): string | undefined {
  const text = textAt(value, ...path)?.trim();
  return text === '' ? undefined : text;
}

/** What `from` names that stands under the keys of an object, with their names. */
export function entriesAt(value: unknown, ...path: readonly string[]): readonly (readonly [string, unknown])[] {
  const found = path.length === 0 ? value : at(value, ...path);
  return typeof found === 'object' && found !== null && !Array.isArray(found) ? Object.entries(found) : [];
}

/**
 * A key as it stands in a file: a reference to a variable (`$NAME`, `${NAME}`, or by `reference`), or the key. What was meant
 * to be replaced is none.
 */
export function keyIn(text: string | undefined, path: string, reference = /^\$\{?(\w+)\}?$/): FoundKey {
  const trimmed = text?.trim() ?? '';
  const variable = reference
    .exec(trimmed)
    ?.slice(1)
    .find((name) => name !== undefined);
  if (variable !== undefined) return variableOrKey(variable, path);
  const isNone = trimmed === '' || /^(?:sk-)?(?:x{3,}|\.{3}|…)/i.test(trimmed) || placeholderIn(trimmed) !== undefined;
  return isNone ? { kind: 'none' } : { kind: 'text', path, text: new Hidden(trimmed) };
}

/**
 * What stands where a variable is to be named. A key that was put there in its place is one in a file: as a variable it would
 * be shown, and kept in the profile.
 */
export function variableOrKey(text: string, path: string): FoundKey {
  return isVariable(text) ? { kind: 'variable', variable: text } : { kind: 'text', path, text: new Hidden(text) };
}

/** The agent of this name, or of the one that stands for it; undefined where Jetway has none. */
export function agentNamed(name: string | undefined, also: Readonly<Record<string, string>> = {}): string | undefined {
  const wanted = name === undefined ? undefined : (textAt(also, name.toLowerCase()) ?? name.toLowerCase());
  return agents.find(({ id }) => id === wanted)?.id;
}

/** Each once, without what is no model's id by itself. */
export function models(...names: readonly unknown[]): readonly string[] {
  const ids = names.flatMap((name) => (typeof name === 'string' && isId(name) && !name.includes('*') ? [name] : []));
  return [...new Set(ids)];
}
