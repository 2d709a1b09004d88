import { readAnswers } from './parse-settings.ts';
import { askSetting, ownVariable } from './ask-setting.ts';
import { findKey, type FoundKey } from '../keys/sources.ts';
import type { Answers, Detected, Gateway, Setting } from '../gateways/gateway.ts';
import { admitGateway } from '../policy/enforce.ts';
import { machinePolicies } from '../policy/policies.ts';
import { variable, type Host } from '../host.ts';
import { askTogether, failureOf } from '../net/gateway-client.ts';
import { placesFor } from '../keys/keys.ts';
import type { Keys } from '../keys/secret.ts';
import type { Options } from './options.ts';
import { isAbove, precedence, type Said } from './precedence.ts';
import type { System } from '../system/system.ts';

/**
 * All settings of a gateway: from what `settingsSaid` has, in the order of `precedence`; then from the gateway itself, and last from questions, with what is saved as the preset. `again`: ask all that is saved, what has a
 * default too, and before the gateway's own variables are heard; `found`: but not for the address, at which it answers. Throws
 * `usage` where something is missing and nobody can be asked, `configuration` for what can't be right, `gateway` where the
 * gateway is to tell something and does not answer.
 */
export async function resolveSettings(
  gateway: Gateway,
  saved: Answers,
  { again, found }: { readonly again: boolean; readonly found: boolean },
  options: Options,
  system: System,
): Promise<ResolvedSettings> {
  const said = settingsSaid(gateway, again ? {} : saved, options, system);
  let answers: Answers = {};
  let asked = false;
  for (const level of precedence) {
    if (isAbove(level, 'gateway')) answers = readLevel(gateway, said[level] ?? {}, answers);
  }
  // In the order of the settings: what one says may tell the next, and where it is asked.
  const open = ({ id }: Setting): boolean => answers[id] === undefined;
  for (const setting of again ? gateway.settings : []) {
    if (!open(setting) || saved[setting.id] === undefined || setting.recognised === true) continue;
    asked = true;
    answers = { ...(await askSetting(setting, gateway, answers, system, saved[setting.id])), ...answers };
  }
  answers = readLevel(gateway, said.gateway ?? {}, answers);
  for (const setting of again && system.canAsk ? gateway.settings : []) {
    if (setting.address !== true || !open(setting) || found) continue;
    asked = true;
    answers = { ...(await askSetting(setting, gateway, answers, system, saved[setting.id])), ...answers };
  }
  let typed: Typed | undefined;
  let detectedBy: Keys | undefined;
  for (let next = gateway.missing(answers)[0]; next !== undefined; next = gateway.missing(answers)[0]) {
    const detected = await detect(gateway, next, answers, options, system);
    typed ??= detected.typed;
    detectedBy ??= detected.keys;
    const told = detected.answers;
    asked ||= told[next.id] === undefined || typed !== undefined;
    const more = told[next.id] === undefined ? await askSetting(next, gateway, answers, system, saved[next.id]) : told;
    answers = { ...more, ...answers };
  }
  return {
    answers,
    asked,
    ...(typed === undefined ? {} : { typed }),
    ...(detectedBy === undefined ? {} : { detectedBy }),
  };
}

/** What each level says of the gateway's settings, by id, as it is written there. */
export function settingsSaid(
  gateway: Gateway,
  saved: Answers,
  { settings, project }: Options,
  { host }: Pick<System, 'host'>,
): Said<Readonly<Record<string, string>>> {
  return {
    flag: settings,
    variable: variablesOf(gateway, (setting) => [ownVariable(setting)], host),
    ...(project?.gateway === gateway.id ? { project: project.settings } : {}),
    profile: saved,
    gateway: variablesOf(gateway, (setting) => setting.variables, host),
  };
}

interface ResolvedSettings {
  readonly answers: Answers;
  readonly asked: boolean;
  readonly typed?: Typed;
  /** With what the gateway was asked for settings that it told; absent: it was not. */
  readonly detectedBy?: Keys;
}

/** A key that was asked for because the gateway tells nothing without. */
interface Typed {
  readonly key: FoundKey | undefined;
}

/** What the environment says to each setting. */
function variablesOf(
  gateway: Gateway,
  names: (setting: Setting) => readonly string[],
  { env, platform }: Host,
): Readonly<Record<string, string>> {
  const found = gateway.settings.flatMap((setting) => {
    const value = names(setting)
      .map((name) => variable(env, name, platform))
      .find((text) => text !== undefined && text !== '');
    return value === undefined ? [] : [[setting.id, value] as const];
  });
  return Object.fromEntries(found);
}

/** What one level says beyond what the higher ones have answered. */
export function readLevel(gateway: Gateway, level: Readonly<Record<string, string>>, higher: Answers): Answers {
  const open = Object.entries(level).filter(([id]) => !Object.hasOwn(higher, id));
  return { ...readAnswers(gateway, Object.fromEntries(open)), ...higher };
}

/**
 * What the gateway itself tells of a missing setting, by free requests. Where it tells nothing without a key, that is asked
 * for first. Throws `gateway` where nothing answers: whatever else was said of it, no command gets further there.
 */
async function detect(
  gateway: Gateway,
  setting: Setting,
  answers: Answers,
  options: Options,
  system: System,
): Promise<Pick<ResolvedSettings, 'answers' | 'typed'> & { readonly keys?: Keys }> {
  if (setting.detect === undefined) return { answers: {} };
  const connection = gateway.connect(answers);
  const { account } = connection;
  const key = await findKey(placesFor(gateway, account, {}, options, system.host.platform), system);
  const first = await survey(gateway, setting, answers, key, system);
  const keysOf = (one: FoundKey | undefined): Keys => new Map(one === undefined ? [] : [[account, one.value]]);
  if (first.refusal === undefined) return { answers: first.answers, keys: keysOf(key) };
  const { obtainKey } = options;
  if (!system.canAsk && obtainKey === undefined) throw failureOf(first.refusal);
  // A key mends no address; who gave that may know what it speaks.
  if (first.refusal.code !== 'credential') return { answers: first.answers };
  const { askKey, tellRefused } = await import('../launch/ask-key.ts');
  if (key !== undefined) tellRefused(first.refusal, key, system);
  const typed = await (obtainKey?.({ gateway, connection }) ?? askKey({ gateway, connection }, system));
  const second = typed === undefined ? first : await survey(gateway, setting, answers, typed, system);
  return { answers: second.answers, typed: { key: typed }, keys: keysOf(typed) };
}

async function survey(
  gateway: Gateway,
  setting: Setting,
  answers: Answers,
  key: FoundKey | undefined,
  system: System,
): Promise<Detected> {
  if (setting.detect === undefined) return { answers: {} };
  const { account } = gateway.connect(answers);
  const keys = new Map(key === undefined ? [] : [[account, key.value]]);
  const asked = setting.detect(answers, keys);
  const policies = machinePolicies(system);
  for (const { url } of asked.questions) admitGateway(policies, url);
  return askTogether(asked, keys, system.http, { mustAnswer: true });
}
