import { cacheKey } from '../../cache-key.ts';
import { ownFolder } from '../../launch/apply.ts';
import { at, isObject, listAt, type JsonObject } from '../../json-path.ts';
import type { Launch, Target } from '../agent.ts';
import type { OwnFile } from '../agent-files.ts';
import type { OwnSettings } from './own-settings.ts';
import type { Ways } from './providers.ts';

/**
 * Settings that include the user's and say above them what is the gateway's. In a folder of their own, since OpenClaw lays
 * links to skills beside them (2026.9.6). Throws a `configuration` Failure where there is no folder for the file.
 */
export function settingsFile(
  target: Target,
  ways: Ways,
  own: OwnSettings,
  { folder }: Pick<Launch, 'folder'>,
): OwnFile {
  const within = ownFolder('OpenClaw', folder);
  const settings = {
    ...(own.path === undefined ? {} : { $include: own.path }),
    models: { providers: ways.providers },
    agents: agentsOf(ways, own, nameOf(target.main, ways), nameOf(target.small, ways)),
  };
  return {
    path: `${within}/openclaw-${cacheKey([within, target.cacheKey, settings.agents, own.path ?? '', Object.keys(target.headers)])}/openclaw.json`,
    renewed: true,
    content: () => `${JSON.stringify(settings, undefined, 2)}\n`,
  };
}

/** The model's name in OpenClaw. */
export function nameOf(endpoint: Target['main'], { models }: Ways): string {
  return (models.find((one) => one.endpoint === endpoint) ?? models[0])?.name ?? '';
}

/** Where an agent's settings name a model that is asked in its sessions (2026.9.6). */
const slots = [
  'model',
  'imageModel',
  'pdfModel',
  'subagents.model',
  'compaction.model',
  'compaction.memoryFlush.model',
  'heartbeat.model',
  'embeddedAgent.cyberFailover.model',
].map((slot) => slot.split('.'));

/**
 * What an agent says of itself ranks above what is said for all, so it is said of each that does. As a text a model is one
 * without others to fall back on; a list can't be replaced, as it would be joined with the user's.
 */
function agentsOf({ providers }: Ways, { agents }: OwnSettings, main: string, small: string): JsonObject {
  const allowed = Object.keys(providers).map((name) => `${name}/*`);
  const pinned = (said: unknown): JsonObject =>
    slots.filter((slot) => at(said, ...slot) !== undefined).reduce((left, slot) => set(left, slot, main), {});
  const entries = at(agents, 'entries');
  const overridden = Object.entries(isObject(entries) ? entries : {}).flatMap(([id, said]) => {
    const over = {
      ...pinned(said),
      ...(at(said, 'utilityModel') === undefined ? {} : { utilityModel: small }),
      ...(listAt(said, 'modelPolicy', 'allow').length === 0 ? {} : { modelPolicy: { allow: allowed } }),
    };
    return Object.keys(over).length === 0 ? [] : [[id, over] as const];
  });
  return {
    defaults: {
      ...pinned(at(agents, 'defaults')),
      model: main,
      utilityModel: small,
      // A session that was pinned to another model takes this launch's.
      modelPolicy: { allow: allowed },
    },
    ...(overridden.length === 0 ? {} : { entries: Object.fromEntries(overridden) }),
  };
}

function set(object: JsonObject, [first = '', ...rest]: readonly string[], value: string): JsonObject {
  const inner = object[first];
  return { ...object, [first]: rest.length === 0 ? value : set(isObject(inner) ? inner : {}, rest, value) };
}
