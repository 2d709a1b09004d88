import { agents } from '../agents/index.ts';
import { Failure } from '../failure.ts';
import type { Gateway } from '../gateways/gateway.ts';
import { findGateway } from '../gateways/index.ts';
import { isObject, parseJson } from '../json-path.ts';
import { didYouMean } from '../nearest.ts';
import { clean } from '../text.ts';
import type { LaunchOptions, Options } from './options.ts';
import { readAnswers } from './parse-settings.ts';
import { valueOf, values } from './precedence.ts';
import type { Project } from './project.ts';

type Said = Omit<Project, 'path' | 'sha256'>;

/**
 * What a project's file says. Throws a `configuration` Failure, which names the member, for whatever it can't say: a file
 * that is not understood as a whole is not used in part.
 */
export function parseProject(text: string, path: string): Said {
  const document = parseJson(text.replace(/^\uFEFF/, ''));
  const refuse = (what: string, hint?: string): Failure => unusable(path, what, hint);
  if (!isObject(document)) throw refuse('is no JSON object');
  if (document['schemaVersion'] !== 1) throw refuse('has no "schemaVersion": 1');
  const stranger = Object.keys(document).find((name) => !members.includes(name));
  if (stranger !== undefined) {
    throw refuse(
      `has ${named(stranger)}, which no project can say`,
      `${didYouMean(stranger, members)}It may have ${members.slice(1).join(', ')}; a key has its own place: jetway login`,
    );
  }
  const gateway = gatewayOf(document['gateway'], refuse);
  const settings = textsIn(document, 'settings', refuse);
  if (gateway === undefined && Object.keys(settings).length > 0) throw refuse('has "settings" without a "gateway"');
  if (gateway !== undefined) checkSettings(gateway, settings, path);
  const checks = document['checks'];
  if (checks !== undefined && checks !== 'auto' && checks !== 'always') {
    throw refuse('has "checks" that are neither "auto" nor "always": to leave them out is for who launches to say');
  }
  return {
    ...(gateway === undefined ? {} : { gateway: gateway.id }),
    settings,
    models: byAgent(document, 'models', refuse),
    smallModels: byAgent(document, 'smallModels', refuse),
    tags: tagsIn(document, refuse),
    ...(checks === undefined ? {} : { checks }),
  };
}

/**
 * The options with what the project says and nothing higher does. Where a flag or a variable names another gateway, or a
 * profile, gateway, settings and models are chosen by that.
 */
export function withProject<T extends Options & Partial<Pick<LaunchOptions, 'tags'>> & { readonly check?: unknown }>(
  options: T,
  whole: Project,
): T {
  const { gateway, settings: _settings, models: _models, smallModels: _small, ...rest } = whole;
  const named = options.gateway === undefined ? undefined : findGateway(options.gateway).id;
  const isElsewhere = options.profile !== undefined || (named !== undefined && named !== (gateway ?? named));
  const project: Project = isElsewhere ? { ...rest, settings: {}, models: {}, smallModels: {} } : whole;
  const { tags } = options;
  const given = new Set(tags?.map((tag) => tag.split('=', 1)[0]));
  const more = Object.entries(project.tags).filter(([name]) => !given.has(name));
  // Of a login it is yes or no whether the key is tried.
  const isLaunch = options.check === 'auto' || options.check === 'always' || options.check === 'never';
  const check = isLaunch
    ? valueOf(values.check({ options: { check: options.check, project }, saved: undefined }))
    : undefined;
  return {
    ...options,
    project,
    ...(tags === undefined ? {} : { tags: [...more.map((pair) => pair.join('=')), ...tags] }),
    ...(check === undefined ? {} : { check }),
  };
}

/** Where requests go by what the project says alone; undefined where that is for the profile or the user to say. */
export function destinationOf({ gateway: id, settings }: Pick<Project, 'gateway' | 'settings'>): string | undefined {
  if (id === undefined) return undefined;
  const gateway = findGateway(id);
  const answers = readAnswers(gateway, settings);
  if (gateway.missing(answers).length > 0) return undefined;
  return new URL(gateway.connect(answers).url).origin;
}

const members = ['$schema', 'schemaVersion', 'gateway', 'settings', 'models', 'smallModels', 'tags', 'checks'];

type Refuse = (what: string, hint?: string) => Failure;

export function unusable(path: string, what: string, hint?: string): Failure {
  return new Failure(
    'configuration',
    `${clean(path, 1000)} ${what}.`,
    `${hint ?? 'Correct it, see docs/project-file.md'}. To go without it: --no-project`,
  );
}

function gatewayOf(value: unknown, refuse: Refuse): Gateway | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'string') throw refuse('has a "gateway" that is no text');
  try {
    return findGateway(value);
  } catch (error) {
    if (error instanceof Failure) throw refuse(`names the gateway ${named(value)}, which there is not`, error.hint);
    throw error;
  }
}

/** Those of the gateway itself alone: what is for its management, and may lead a stronger key elsewhere, is no project's. */
function checkSettings(gateway: Gateway, settings: Readonly<Record<string, string>>, path: string): void {
  try {
    const answers = readAnswers(gateway, settings);
    if (gateway.missing(answers).length === 0) gateway.connect(answers);
  } catch (error) {
    if (error instanceof Failure)
      throw unusable(path, `can't be right: ${error.message.replace(/\.$/, '')}`, error.hint);
    throw error;
  }
}

function byAgent(document: Fields, member: string, refuse: Refuse): Readonly<Record<string, string>> {
  const models = textsIn(document, member, refuse);
  const known = agents.map(({ id }) => id);
  const wrong = Object.keys(models).find((id) => !known.includes(id));
  if (wrong === undefined) return models;
  throw refuse(
    `has "${member}" for ${named(wrong)}, which is no agent`,
    `${didYouMean(wrong, known)}Agents: ${known.join(', ')}`,
  );
}

function tagsIn(document: Fields, refuse: Refuse): Readonly<Record<string, string>> {
  const tags = textsIn(document, 'tags', refuse);
  const wrong = Object.keys(tags).find((name) => !/^[A-Za-z0-9._-]{1,64}$/.test(name) || reserved.includes(name));
  if (wrong !== undefined) throw refuse(`has the tag ${named(wrong)}, which a project can't give`);
  return tags;
}

/** Who works, with what and when, is not for a repository to say. */
const reserved = ['session', 'agent', 'user'];

/** Plain texts by name. */
function textsIn(document: Fields, member: string, refuse: Refuse): Readonly<Record<string, string>> {
  const found = document[member];
  if (found === undefined) return {};
  if (!isObject(found)) throw refuse(`has "${member}" that are no object`);
  for (const [name, value] of Object.entries(found)) {
    if (typeof value !== 'string') throw refuse(`has ${named(name)} in "${member}" that is no text`);
    // Shown before it is trusted, it must read as it is; and a key that somebody put there must not be shown at all.
    if (!/^[!-~]+(?: [!-~]+)*$/.test(value) || value.length > 500) {
      throw refuse(`has ${named(name)} in "${member}" that is empty, too long or not plain ASCII`);
    }
    // On a command line an agent would take it for a flag of its own.
    if (value.startsWith('-')) throw refuse(`has ${named(name)} in "${member}" that begins with a dash`);
    if (looksLikeKey.test(value)) {
      throw refuse(
        `has ${named(name)} in "${member}" that looks like a key`,
        'Take it out, and store it: jetway login',
      );
    }
  }
  return found as Readonly<Record<string, string>>;
}

const looksLikeKey = /\b(?:sk|pk|rk|gsk|xai|vck|ghp|gho|github_pat|eyJ|AIza)[-_]?[-_\w]{16,}|\bBearer\s/i;

type Fields = Readonly<Record<string, unknown>>;

const named = (name: string): string => `"${clean(name, 60)}"`;
