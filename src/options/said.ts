import { agents } from '../agents/index.ts';
import { Failure } from '../failure.ts';
import type { Gateway } from '../gateways/gateway.ts';
import { findGateway } from '../gateways/index.ts';
import { isObject } from '../json-path.ts';
import { didYouMean } from '../nearest.ts';
import { clean } from '../text.ts';
import { readAnswers } from './parse-settings.ts';

// What a document that somebody else wrote may say, a repository's or an administrator's: shown before it counts.

/** The Failure for what it can't say: an end of a sentence, and what mends it. */
export type Refuse = (what: string, hint?: string) => Failure;

export function gatewayOf(value: unknown, refuse: Refuse): Gateway | undefined {
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
export function checkSettings(gateway: Gateway, settings: Readonly<Record<string, string>>, refuse: Refuse): void {
  try {
    const answers = readAnswers(gateway, settings);
    if (gateway.missing(answers).length === 0) gateway.connect(answers);
  } catch (error) {
    if (error instanceof Failure) throw refuse(`can't be right: ${error.message.replace(/\.$/, '')}`, error.hint);
    throw error;
  }
}

export function byAgent(document: Fields, member: string, refuse: Refuse): Readonly<Record<string, string>> {
  const models = textsIn(document, member, refuse);
  const known = agents.map(({ id }) => id);
  const wrong = Object.keys(models).find((id) => !known.includes(id));
  if (wrong === undefined) return models;
  throw refuse(
    `has "${member}" for ${named(wrong)}, which is no agent`,
    `${didYouMean(wrong, known)}Agents: ${known.join(', ')}`,
  );
}

export function tagsIn(document: Fields, refuse: Refuse): Readonly<Record<string, string>> {
  const tags = textsIn(document, 'tags', refuse);
  const wrong = Object.keys(tags).find((name) => !/^[A-Za-z0-9._-]{1,64}$/.test(name) || reserved.includes(name));
  if (wrong !== undefined) throw refuse(`has the tag ${named(wrong)}, which it can't give`);
  return tags;
}

/** Who works, with what and when, is not for others to say. */
const reserved = ['session', 'agent', 'user'];

/** Plain texts by name. */
export function textsIn(document: Fields, member: string, refuse: Refuse): Readonly<Record<string, string>> {
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

export const looksLikeKey = /\b(?:sk|pk|rk|gsk|xai|vck|ghp|gho|github_pat|eyJ|AIza)[-_]?[-_\w]{16,}|\bBearer\s/i;

type Fields = Readonly<Record<string, unknown>>;

export const named = (name: string): string => `"${clean(name, 60)}"`;
