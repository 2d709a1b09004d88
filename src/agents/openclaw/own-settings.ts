import { dirname, resolve } from 'node:path';
import { Failure } from '../../failure.ts';
import type { Host } from '../../host.ts';
import { at, isObject, parseJson, type Json, type JsonObject } from '../../json-path.ts';
import { json5ToJson } from '../../config-layers/json5.ts';
import { settingsPath } from './places.ts';

/** What the user's settings say of agents, with the files that they include from their own folder. */
export interface OwnSettings {
  /** Where they are there. */
  readonly path?: string;
  readonly agents: unknown;
}

/**
 * Throws a `configuration` Failure for settings that are none, with which OpenClaw does not start either, and for agents that
 * stand in a file elsewhere: one of them may have a model of its own, which ranks above that for all.
 */
export function ownSettings(host: Host, texts: Readonly<Record<string, string>>): OwnSettings {
  const path = settingsPath(host);
  const text = texts[path];
  if (text === undefined) return { agents: undefined };
  const value = parseJson(json5ToJson(text));
  if (!isObject(value)) {
    throw new Failure(
      'configuration',
      `${path} is no JSON5 of settings, so OpenClaw would not start.`,
      'Mend it: openclaw doctor',
    );
  }
  const whole = withIncludes(value, path, texts, [path]);
  return { path, agents: at(whole, 'agents') };
}

/** Files of `$include` first and in their order, what stands beside it above them (2026.9.6). */
function withIncludes(
  value: Json,
  path: string,
  texts: Readonly<Record<string, string>>,
  seen: readonly string[],
): Json {
  if (!isObject(value)) return value;
  const { $include: named, ...rest } = value;
  const own = Object.fromEntries(
    Object.entries(rest).map(([key, inner]) => [key, withIncludes(inner, path, texts, seen)]),
  );
  if (named === undefined) return own;
  const files = (Array.isArray(named) ? named : [named]).map((file) => resolve(dirname(path), String(file)));
  return [...files.map((file) => included(file, path, texts, seen)), own].reduce<JsonObject>(merged, {});
}

function included(
  file: string,
  by: string,
  texts: Readonly<Record<string, string>>,
  seen: readonly string[],
): JsonObject {
  const value = parseJson(json5ToJson(texts[file] ?? ''));
  if (!isObject(value) || seen.includes(file)) {
    throw new Failure(
      'configuration',
      `${by} includes ${file}, where Jetway does not look: an agent there may have a model of its own.`,
      `Put that file beside ${by}.`,
    );
  }
  const whole = withIncludes(value, file, texts, [...seen, file]);
  return isObject(whole) ? whole : {};
}

function merged(under: JsonObject, over: JsonObject): JsonObject {
  const both = Object.entries(over).map(([key, value]) => {
    const before = under[key];
    return [key, isObject(before) && isObject(value) ? merged(before, value) : value] as const;
  });
  return { ...under, ...Object.fromEntries(both) };
}
