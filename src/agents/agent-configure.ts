import type { Look } from '../config-layers/origin.ts';
import type { FormatId } from '../edits/edit.ts';
import { Failure } from '../failure.ts';
import { partsOf, Secret, type SecretText } from '../keys/secret.ts';
import type { Json, JsonObject, Launch, ModelEndpoint, Target } from './agent.ts';

/**
 * What an agent's own configuration can hold so that it goes through the gateway when it is started plainly:
 * `<id>/configure.ts`, loaded by `jetway configure` alone.
 */
export type AgentConfigure = Configures | Refuses;

/** An agent that can't be given the key but as a text. */
interface Refuses {
  /** As it reads behind a colon. */
  readonly why: string;
  /** What comes nearest; a command. */
  readonly hint: string;
}

export interface Configures {
  /** Where it can be written, the usual one first. */
  readonly scopes: readonly Scope[];
  /** Pure but for `look`. Throws a `configuration` Failure for credentials that it can't be told how to get. */
  configuration(target: Target, given: Given): Configuration;
}

/** `user`: for every folder. `project`: for the working directory alone, in a file that is the user's own. */
export type Scope = 'user' | 'project';

export interface Given {
  readonly scope: Scope;
  readonly launch: Launch;
  /** Jetway's own folder for what must stay as long as the configuration does; absolute. */
  readonly folder: string;
  readonly look: Look;
}

export interface Configuration {
  /** In the order in which they are written. */
  readonly edits: readonly SettingsEdit[];
  /** Written before the edits, and removed after they are taken back. */
  readonly files: readonly ConfigurationFile[];
  /** The variable of the user's shell that the agent takes the key from, where it knows no command. */
  readonly variable?: string;
  /** What has to be known of it, a sentence each. */
  readonly remarks: readonly string[];
}

/** Keys of one file of the user's. */
export interface SettingsEdit {
  /** Absolute. */
  readonly path: string;
  readonly format: FormatId;
  readonly wanted: readonly WantedKey[];
}

export interface WantedKey {
  readonly path: readonly string[];
  readonly value: Json;
  /** A key of somebody's may stand there: Jetway, which would have to keep it, does not take its place. */
  readonly secret?: true;
}

/** A file of Jetway's own, without any secret. */
interface ConfigurationFile {
  readonly path: string;
  readonly text: string;
}

/** An object's values, each by its whole path; lists and empty objects are values. */
export function keysOf(path: readonly string[], value: Json): readonly WantedKey[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [{ path, value }];
  const entries = Object.entries(value as JsonObject);
  return entries.length === 0 ? [{ path, value }] : entries.flatMap(([name, inner]) => keysOf([...path, name], inner));
}

/** How the key goes to a model: in the header that a vendor's library would use, or not at all. */
export type PlainKey = 'bearer' | 'x-api-key' | 'x-goog-api-key' | 'none';

/** Undefined where the credentials are another header, or several. */
export function plainKey({ credentials }: Pick<ModelEndpoint, 'credentials'>): PlainKey | undefined {
  const [first, ...others] = Object.entries(credentials).filter(([, text]) => hasSecret(text));
  if (Object.keys(credentials).length !== (first === undefined ? 0 : 1) || others.length > 0) return undefined;
  if (first === undefined) return 'none';
  const [name, text] = first;
  const [one, two, ...rest] = partsOf(text);
  if (name === 'authorization' && one === 'Bearer ' && two instanceof Secret && rest.length === 0) return 'bearer';
  const whole = one instanceof Secret && two === undefined;
  return whole && (name === 'x-api-key' || name === 'x-goog-api-key') ? name : undefined;
}

const hasSecret = (text: SecretText): boolean => partsOf(text).some((part) => part instanceof Secret);

/** The `configuration` Failure for a route whose credentials the agent can't be told how to get. */
export function notPlain(agent: string, id: string, { gateway, main }: Target): Failure {
  const names = Object.keys(main.credentials).join(' and ');
  return new Failure(
    'configuration',
    `${gateway.name} takes its key in ${names}, which ${agent} can't fill from a command.`,
    `Start it through Jetway: jetway ${id}, or in a shell: eval "$(jetway env ${id} --shell bash)"`,
  );
}

/**
 * A command as `/bin/sh -c` takes it, each word quoted. Throws a `configuration` Failure on Windows, where none of the
 * agents that run such a line has been driven.
 */
export function shellLine(agent: string, id: string, command: readonly string[], { host }: Launch): string {
  if (host.platform !== 'win32') return command.map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(' ');
  throw new Failure(
    'configuration',
    `How ${agent} runs a command on Windows has not been tried, so Jetway configures none there.`,
    `Start it through Jetway: jetway ${id}`,
  );
}
