import { locateToml } from '../../config-layers/located-toml.ts';
import { at, isObject, parseJson } from '../../json-path.ts';
import type { Obstacle } from '../agent-doctor.ts';

/**
 * An administrator's files beat `-c` (https://developers.openai.com/codex/enterprise/managed-configuration, 0.169.0).
 * Rules for sandbox, approvals, features or MCP are no obstacle. What the vendor's service asks of a business login
 * is not read: it is not on this machine.
 */
export function obstacles(text: string): readonly Obstacle[] {
  if (/^(bplist|<\?xml|<!DOCTYPE plist)/.test(text)) return inPropertyList(text);
  const files = Object.entries(encodedFiles(text));
  if (files.length > 0) {
    return files.flatMap(([name, file]) =>
      obstacles(file).map((found) => ({ ...found, key: `${name}: ${found.key}` })),
    );
  }
  const settings = locateToml(text);
  if (settings === undefined) {
    return [{ key: 'the whole file', why: 'it is no TOML, so what it decides is not known', overridable: false }];
  }
  return decisive
    .filter((key) => at(settings.value, key) !== undefined)
    .map((key) => ({ key, why: wins, overridable: false }));
}

const decisive: readonly string[] = ['model', 'model_provider', 'model_providers', 'model_catalog_json'];
const wins = 'it ranks above the command line';

/** macOS: the two keys of a property list hold whole files. */
const encoded = ['config_toml_base64', 'requirements_toml_base64'] as const;

function encodedFiles(text: string): Readonly<Record<string, string>> {
  const list = parseJson(text);
  if (!isObject(list)) return {};
  return Object.fromEntries(
    encoded.flatMap((key) => {
      const value = list[key];
      return typeof value === 'string' ? [[key, Buffer.from(value, 'base64').toString()]] : [];
    }),
  );
}

/** Where its system could not give it as JSON. */
function inPropertyList(text: string): readonly Obstacle[] {
  return encoded
    .filter((key) => text.includes(key))
    .map((key) => ({ key, why: 'it holds settings that rank above the command line', overridable: false }));
}
