import { isObject } from '../../json-path.ts';
import type { Target } from '../agent.ts';
import type { Obstacle } from '../agent-doctor.ts';
import { admits, covers, namesIn } from './allowed.ts';
import { parseSettings } from './stored.ts';
import { unset } from './unset.ts';

/**
 * An organisation's settings (https://code.claude.com/docs/en/settings, 2.1.330). The host flag that the plan stands on
 * sets their provider and login rules aside, so those are obstacles, to be overridden only on the user's word; their
 * model lists stay in force.
 */
export function obstacles(text: string, target: Target): readonly Obstacle[] {
  if (/^(bplist|<\?xml|<!DOCTYPE plist)/.test(text)) return inPropertyList(text);
  const settings = object(parseSettings(text));
  if (settings === undefined) {
    return [{ key: 'the whole file', why: 'it is no JSON object, so its policy is not known', overridable: true }];
  }
  return [...policies(settings), ...models(settings, target)];
}

type Json = Readonly<Record<string, unknown>>;

const policyKeys: Readonly<Record<string, string>> = {
  forceLoginMethod: 'it asks for a login of its own',
  forceLoginOrgUUID: "it asks for a login to the organisation's account",
  forceLoginGatewayUrl: "it asks for the organisation's own gateway",
  allowedProviders: 'it limits the providers',
  apiKeyHelper: "it gives the organisation's own credential",
  policyHelper: 'a program decides the policy, so it is not known beforehand',
  policyHelpers: 'programs decide the policy, so it is not known beforehand',
};
const variables: ReadonlySet<string> = new Set(unset.flatMap((group) => group.names));
const routesElsewhere = 'it decides provider, credential or model';

function policies(settings: Json): readonly Obstacle[] {
  const keys = Object.entries(policyKeys)
    .filter(([key]) => settings[key] !== undefined)
    .map(([key, why]) => ({ key, why, overridable: true }));
  const names = Object.keys(object(settings['env']) ?? {}).filter((name) => variables.has(name));
  return [...keys, ...names.map((name) => ({ key: `env.${name}`, why: routesElsewhere, overridable: true }))];
}

/** Claude Code replaces a model that the lists don't admit by its default, and goes on. */
function models(settings: Json, { main, small }: Target): readonly Obstacle[] {
  const { availableModels, deniedModels, modelOverrides } = settings;
  const found: Obstacle[] = [];
  if (availableModels !== undefined && !admits(availableModels, main.model)) {
    found.push({ key: 'availableModels', why: `it does not admit ${main.model}`, overridable: false });
  }
  const denied = [main.model, small.model].find((model) => namesIn(deniedModels).some((entry) => covers(entry, model)));
  if (denied !== undefined) found.push({ key: 'deniedModels', why: `it denies ${denied}`, overridable: false });
  const overrides = object(modelOverrides) ?? {};
  const replaced = [main.model, small.model].find((model) => Object.hasOwn(overrides, model));
  if (replaced !== undefined) {
    found.push({ key: 'modelOverrides', why: `it puts another model in place of ${replaced}`, overridable: false });
  }
  return found;
}

/** A property list that its system could not give as JSON: the names stand as plain text in both forms of the format; values are not taken apart. */
function inPropertyList(text: string): readonly Obstacle[] {
  const unread = 'a list in this format is not read, so it may not admit the model';
  const has = (name: string): boolean => new RegExp(`(?<![A-Za-z_])${name}(?![A-Za-z_])`).test(text);
  return [
    ...Object.entries(policyKeys).map(([key, why]) => ({ key, why, overridable: true })),
    ...[...variables].map((key) => ({ key, why: routesElsewhere, overridable: true })),
    ...['availableModels', 'deniedModels', 'modelOverrides'].map((key) => ({ key, why: unread, overridable: false })),
  ].filter(({ key }) => has(key));
}

function object(value: unknown): Json | undefined {
  return isObject(value) ? { ...value } : undefined;
}
