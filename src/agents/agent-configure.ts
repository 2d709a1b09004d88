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

/** An agent whose configuration could hold the key only in plain text, which Jetway does not do. */
interface Refuses {
  /** Why it is refused, as it reads behind a colon. */
  readonly why: string;
  /** The command that comes nearest to it. */
  readonly hint: string;
}

export interface Configures {
  /** The scopes in which it can be written, the usual one first. */
  readonly scopes: readonly Scope[];
  /** Pure but for `look`. Throws a `configuration` Failure for credentials that it can't be told how to get. */
  configuration(target: Target, given: Given): Configuration;
}

/** `user`: for every folder. `project`: for the working directory alone, in a file that is not shared with others. */
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
  /** Jetway's own files: written before the edits, and removed after those are undone. */
  readonly files: readonly ConfigurationFile[];
  /** The variable of the user's shell that the agent takes the key from, where it knows no command. */
  readonly variable?: string;
  /** What its user has to know of it, a sentence each. */
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
  /** A credential may stand there. Then the edit is refused, since undoing it would mean to keep that credential. */
  readonly secret?: true;
}

/** A file of Jetway's own, without any secret. */
interface ConfigurationFile {
  readonly path: string;
  readonly text: string;
}

/** The values in an object, each with its whole path. Lists and empty objects count as values. */
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
