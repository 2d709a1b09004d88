import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { Failure } from '../failure.ts';
import { type Host, folders } from '../host.ts';
import { type Config, emptyConfig, keyOrigins } from '../profiles/profile.ts';
import type { Files, ProfileStore } from './system.ts';

/** `config.json` in the configuration folder, 0600. */
export function createProfiles(host: Host, files: Files, user: number | undefined): ProfileStore {
  const path = `${folders(host).config}/config.json`;
  const read = (): Config => configOf(files.read(path), path);
  return {
    path,
    read,
    writtenBy: () => (host.platform === 'win32' ? undefined : othersCanWrite(path, user)),
    change: async (update) => (await import('./profile-change.ts')).changeProfiles(path, read, update),
  };
}

/** By the file's own bits, or by those of its folder, in which they could put another. Root may do both. */
function othersCanWrite(path: string, user: number | undefined): string | undefined {
  for (const place of [path, dirname(path)]) {
    const stats = statSync(place, { throwIfNoEntry: false });
    if (stats === undefined) continue;
    if (user !== undefined && stats.uid !== user && stats.uid !== 0) return `${place} belongs to another user`;
    const sticky = stats.isDirectory() && (stats.mode & 0o1000) !== 0;
    if ((stats.mode & 0o022) !== 0 && !sticky) return `others can write ${place}`;
  }
  return undefined;
}

/**
 * A configuration from a file's text; keys that this version does not know are kept. Throws a `configuration` Failure
 * that names the file.
 */
export function configOf(text: string | undefined, path: string): Config {
  if (text === undefined) return emptyConfig;
  const json = parsed(text);
  const config = isRecord(json) ? json : undefined;
  if (typeof config?.['schemaVersion'] === 'number' && config['schemaVersion'] > 1) {
    throw new Failure(
      'configuration',
      `${path} was written by a newer Jetway.`,
      'Use that one: npm install -g jetway@latest',
    );
  }
  const wrong = config === undefined ? 'it is no JSON object' : fault(config);
  if (wrong !== undefined) {
    throw new Failure(
      'configuration',
      `${path} is no configuration of Jetway's: ${wrong}.`,
      `Correct it, or start anew and move it away: mv '${path}' '${path}.old'`,
    );
  }
  return json as Config;
}

function fault(config: Fields): string | undefined {
  const { schemaVersion, current, profiles, credentials } = config;
  if (schemaVersion !== 1) return 'schemaVersion is not 1';
  if (current !== undefined && typeof current !== 'string') return 'current is no text';
  if (!isRecord(profiles)) return 'profiles is no object';
  if (!isRecordOf(credentials, (kind) => kind === 'keyring' || kind === 'file')) {
    return 'credentials names other stores than keyring and file';
  }
  for (const [name, profile] of Object.entries(profiles)) {
    const wrong = profileFault(profile);
    if (wrong !== undefined) return `in the profile ${JSON.stringify(name)} ${wrong}`;
  }
  return undefined;
}

function profileFault(profile: unknown): string | undefined {
  if (!isRecord(profile)) return 'stands no object';
  if (!isText(profile['gateway'])) return 'gateway is no text';
  if (!isRecordOf(profile['settings'], isText)) return 'settings is no object of texts';
  if (!isRecordOf(profile['models'], isText)) return 'models is no object of texts';
  const { agent, smallModels, recentModels, keyCommand, keyFrom } = profile;
  if (agent !== undefined && !isText(agent)) return 'agent is no text';
  if (smallModels !== undefined && !isRecordOf(smallModels, isText)) return 'smallModels is no object of texts';
  if (recentModels !== undefined && !isListOfTexts(recentModels)) return 'recentModels is no list of texts';
  if (keyFrom !== undefined && !keyOrigins.some((kind) => kind === keyFrom)) return 'keyFrom names no place of a key';
  if (keyCommand !== undefined && !(isListOfTexts(keyCommand) && keyCommand.length > 0)) {
    return 'keyCommand is no list of texts';
  }
  return undefined;
}

type Fields = Readonly<Record<string, unknown>>;

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isRecordOf(value: unknown, right: (entry: unknown) => boolean): boolean {
  return isRecord(value) && Object.values(value).every(right);
}

const isText = (value: unknown): value is string => typeof value === 'string';

const isListOfTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every(isText);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}
