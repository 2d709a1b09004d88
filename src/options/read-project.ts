import { Failure } from '../failure.ts';
import { findGateway } from '../gateways/index.ts';
import { isObject, parseJson } from '../json-path.ts';
import { didYouMean } from '../nearest.ts';
import { clean } from '../text.ts';
import type { LaunchOptions, Options } from './options.ts';
import { readAnswers } from './parse-settings.ts';
import { valueOf, values } from './precedence.ts';
import type { Project } from './project.ts';
import { byAgent, checkSettings, gatewayOf, named, tagsIn, textsIn, type Refuse } from './said.ts';

type Said = Omit<Project, 'path' | 'sha256'>;

/**
 * What a project's file says. Throws a `configuration` Failure, which names the member, for whatever it can't say: a file
 * that is not understood as a whole is not used in part.
 */
export function parseProject(text: string, path: string): Said {
  const document = parseJson(text.replace(/^\uFEFF/, ''));
  const refuse: Refuse = (what, hint) => unusable(path, what, hint);
  if (!isObject(document)) throw refuse('is no JSON object');
  if (document['schemaVersion'] !== 1) throw refuse('has no "schemaVersion": 1');
  const stranger = Object.keys(document).find((name) => !members.includes(name));
  if (stranger !== undefined) {
    throw refuse(
      `has ${named(stranger)}, which no project can say`,
      `${didYouMean(stranger, members)}${whatProjectsSay}`,
    );
  }
  const gateway = gatewayOf(document['gateway'], refuse);
  const settings = textsIn(document, 'settings', refuse);
  if (gateway === undefined && Object.keys(settings).length > 0) throw refuse('has "settings" without a "gateway"');
  if (gateway !== undefined) checkSettings(gateway, settings, refuse);
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
  const wanted = options.gateway === undefined ? undefined : findGateway(options.gateway).id;
  const isElsewhere = options.profile !== undefined || (wanted !== undefined && wanted !== (gateway ?? wanted));
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

/** Of a project's file, for a hint. */
export const whatProjectsSay = `It may have ${members.slice(1).join(', ')}; a key has its own place: jetway login`;

export function unusable(path: string, what: string, hint?: string): Failure {
  return new Failure(
    'configuration',
    `${clean(path, 1000)} ${what}.`,
    `${hint ?? `Correct it. ${whatProjectsSay}`}. To go without it: --no-project`,
  );
}
