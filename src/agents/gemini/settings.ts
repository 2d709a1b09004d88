import { objectAt, parseSettings, type Settings } from '../../config-layers/commented-json.ts';
import { Failure } from '../../failure.ts';
import { listAt, numberAt } from '../../json-path.ts';
import type { ModelEndpoint, Target } from '../agent.ts';
import { authModeOf } from './auth-mode.ts';
import { aliasOf, exactName } from './latest-aliases.ts';

/** Throws a `configuration` Failure for a file that Gemini CLI would not start with either. */
export function readSettings(path: string, text: string | undefined): Settings {
  const settings = text === undefined ? {} : parseSettings(text);
  if (settings !== undefined) return settings;
  throw new Failure('configuration', `${path} is no JSON object.`, 'Correct it; plain gemini names the place.');
}

/** Those of a session: the user's, with what the plan stands on. */
export function settingsFor(target: Target, user: Settings): Settings {
  const method = authModeOf(target.main);
  return {
    ...user,
    security: {
      ...objectAt(user, 'security'),
      // Without `useExternal` the CLI's own check refuses `gateway` (0.61.0).
      auth: { selectedType: method, ...(method === 'gateway' ? { useExternal: true } : {}) },
    },
    // Its reports go to Google, and the number of this installation along with each request to the gateway.
    privacy: { ...objectAt(user, 'privacy'), usageStatisticsEnabled: false },
    model: { ...objectAt(user, 'model'), ...compression(target, user) },
    modelConfigs: {
      ...objectAt(user, 'modelConfigs'),
      ...aliases(target, user),
      customOverrides: [...listAt(user, 'modelConfigs', 'customOverrides'), ...overrides(target)],
    },
  };
}

function aliases({ main, small }: Target, user: Settings): Settings {
  const own = { ...aliasOf(main.model), ...aliasOf(small.model) };
  if (Object.keys(own).length === 0) return {};
  return { customAliases: { ...objectAt(user, 'modelConfigs', 'customAliases'), ...own } };
}

/** Throws a `configuration` Failure for a project's settings that would take a trusted session elsewhere. */
export function checkProject(path: string, text: string, main: ModelEndpoint): void {
  const settings = parseSettings(text);
  const [first] = settings === undefined ? [] : loginsIn(settings, main);
  if (first === undefined) return;
  throw new Failure(
    'configuration',
    `${path} sets ${first}, and ranks above what Jetway gives Gemini CLI.`,
    'Take it out of that file, or start in another folder.',
  );
}

/** The keys that choose another login than ours. */
export function loginsIn(settings: unknown, main: ModelEndpoint): readonly string[] {
  const method = authModeOf(main);
  const auth = objectAt(settings, 'security', 'auth');
  return Object.entries(auth)
    .filter(([key, value]) => {
      if (key === 'selectedType' || key === 'enforcedType') return value !== method;
      return key === 'useExternal' && value === false && method === 'gateway';
    })
    .map(([key]) => `security.auth.${key}`);
}

/** What it takes any model's window for; tokens (0.61.0). */
const assumedWindow = 1_048_576;

/** It shortens a conversation that fills this part of the window it assumes; by default half. */
function compression({ main }: Target, user: Settings): Settings {
  const { contextWindow = assumedWindow } = main.about;
  if (contextWindow >= assumedWindow) return {};
  const wanted = numberAt(user, 'model', 'compressionThreshold') ?? 0.5;
  return { compressionThreshold: Number(((wanted * contextWindow) / assumedWindow).toPrecision(4)) };
}

/**
 * Work of its own that it gives to models of Google's by their names, which the gateway may not have or call otherwise.
 * An override may name another model for each (https://geminicli.com/docs/cli/generation-settings/, 0.61.0).
 */
function overrides({ main, small }: Target): readonly Settings[] {
  const cheap = sameWay(main, small) ? small.model : main.model;
  const give = (names: readonly string[], model: string): readonly Settings[] =>
    names.map((name) => ({ match: { model: name }, modelConfig: { model: exactName(model) } }));
  return [...give(forSmall, cheap), ...give(forMain, main.model)];
}

const forSmall: readonly string[] = [
  'classifier',
  'prompt-completion',
  'fast-ack-helper',
  'edit-corrector',
  'summarizer-default',
  'summarizer-shell',
  'web-search',
  'web-fetch',
  'web-fetch-fallback',
  'loop-detection',
  'llm-edit-fixer',
  'next-speaker-checker',
  'context-snapshotter',
  'agent-history-provider-summarizer',
];

/** What must take in a whole conversation. */
const forMain: readonly string[] = [
  'loop-detection-double-check',
  'chat-compression-3-pro',
  'chat-compression-3-flash',
  'chat-compression-3.1-flash-lite',
  'chat-compression-2.5-pro',
  'chat-compression-2.5-flash',
  'chat-compression-2.5-flash-lite',
  'chat-compression-default',
];

function sameWay(one: ModelEndpoint, other: ModelEndpoint): boolean {
  const way = ({ baseUrl, credentials }: ModelEndpoint): string => JSON.stringify([baseUrl, credentials]);
  return way(one) === way(other);
}
