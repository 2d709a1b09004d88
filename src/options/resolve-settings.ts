import { readAnswers } from './parse-settings.ts';
import { findKey } from '../keys/sources.ts';
import { Failure } from '../failure.ts';
import type { Answers, Gateway, Setting } from '../gateways/gateway.ts';
import { admitGateway } from '../policy/enforce.ts';
import { readPolicy } from '../policy/read-policy.ts';
import { variable } from '../host.ts';
import { askTogether, failureOf } from '../net/gateway-client.ts';
import { placesFor } from '../keys/keys.ts';
import type { Options } from './options.ts';
import type { System } from '../system/system.ts';

/** Settings with a flag of their own; the others are `--set id=value`. */
export const settingFlags: readonly string[] = ['base-url', 'account-id', 'gateway-id'];

/**
 * All settings of a gateway: from flags, `JETWAY_*`, what is saved and the gateway's own variables, in this order; then from
 * the gateway itself, and last from questions, with what is saved as the preset. `again`: ask all that is saved, what has a
 * default too, and before the gateway's own variables are heard. Throws
 * `usage` where something is missing and nobody can be asked, `configuration` for what can't be right.
 */
export async function settle(
  gateway: Gateway,
  saved: Answers,
  again: boolean,
  options: Options,
  system: System,
): Promise<{ readonly answers: Answers; readonly asked: boolean }> {
  const levels = [
    options.settings,
    variablesOf(gateway, (setting) => [ownVariable(setting)], system),
    again ? {} : saved,
  ];
  let answers: Answers = {};
  let asked = false;
  for (const level of levels) answers = readLevel(gateway, level, answers);
  // In the order of the settings: what one says may tell the next, and where it is asked.
  const open = ({ id }: Setting): boolean => answers[id] === undefined;
  for (const setting of again ? gateway.settings : []) {
    if (!open(setting) || saved[setting.id] === undefined) continue;
    asked = true;
    answers = { ...(await askSetting(setting, gateway, answers, system, saved[setting.id])), ...answers };
  }
  answers = readLevel(
    gateway,
    variablesOf(gateway, (setting) => setting.variables, system),
    answers,
  );
  for (let next = gateway.missing(answers)[0]; next !== undefined; next = gateway.missing(answers)[0]) {
    const told = await detect(gateway, next, answers, options, system);
    asked ||= told[next.id] === undefined;
    const more = told[next.id] === undefined ? await askSetting(next, gateway, answers, system, saved[next.id]) : told;
    answers = { ...more, ...answers };
  }
  return { answers, asked };
}

/** What `JETWAY_<SETTING>` is called. */
function ownVariable(setting: Setting): string {
  return `JETWAY_${setting.id.toUpperCase().replaceAll('-', '_')}`;
}

/** What the environment says to each setting. */
function variablesOf(
  gateway: Gateway,
  names: (setting: Setting) => readonly string[],
  system: System,
): Readonly<Record<string, string>> {
  const { env, platform } = system.host;
  const found = gateway.settings.flatMap((setting) => {
    const value = names(setting)
      .map((name) => variable(env, name, platform))
      .find((text) => text !== undefined && text !== '');
    return value === undefined ? [] : [[setting.id, value] as const];
  });
  return Object.fromEntries(found);
}

/** What one level says beyond what the higher ones have answered. */
function readLevel(gateway: Gateway, level: Readonly<Record<string, string>>, higher: Answers): Answers {
  const open = Object.entries(level).filter(([id]) => !Object.hasOwn(higher, id));
  return { ...readAnswers(gateway, Object.fromEntries(open)), ...higher };
}

/** What the gateway itself tells of a missing setting, by free requests; nothing where it does not answer. */
async function detect(
  gateway: Gateway,
  setting: Setting,
  answers: Answers,
  options: Options,
  system: System,
): Promise<Answers> {
  if (setting.detect === undefined) return {};
  const { account } = gateway.connect(answers);
  const key = await findKey(placesFor(gateway, account, undefined, options, system.host.platform), system);
  const keys = new Map(key === undefined ? [] : [[account, key.value]]);
  const survey = setting.detect(answers, keys);
  const policy = readPolicy(system);
  for (const { url } of survey.questions) admitGateway(policy, url);
  const detected = await askTogether(survey, keys, system.http);
  // Whoever can be asked gives the protocols first, and the key then.
  if (detected.refusal !== undefined && (key !== undefined || !system.canAsk)) throw failureOf(detected.refusal);
  return detected.answers;
}

async function askSetting(
  setting: Setting,
  gateway: Gateway,
  answers: Answers,
  system: System,
  preset: string | undefined,
): Promise<Answers> {
  if (!system.canAsk) {
    const flag = settingFlags.includes(setting.id) ? `--${setting.id}` : `--set ${setting.id}=…`;
    throw new Failure(
      'usage',
      `${gateway.name} needs its ${setting.id}.`,
      `Give ${flag}, or set ${ownVariable(setting)}.${setting.where === undefined ? '' : ` ${setting.where}`}`,
    );
  }
  if (setting.choices !== undefined) {
    const value = await system.prompts.select(
      setting.question,
      setting.choices.map((choice) => ({ value: choice, name: choice })),
      preset,
    );
    return setting.read(value);
  }
  const presetText = preset ?? setting.default;
  if (setting.where !== undefined) system.stderr.write(`${setting.where}\n`);
  const text = await system.prompts.text(setting.question, {
    ...(presetText === undefined ? {} : { preset: presetText }),
    check: (typed) => complaint(() => setting.read(typed)),
  });
  const read = setting.read(text);
  const clash = Object.entries(read).find(([id, value]) => (answers[id] ?? value) !== value);
  if (clash !== undefined) {
    const [id, value] = clash;
    throw new Failure('configuration', `Two values for ${id}: ${answers[id] ?? ''} and ${value}.`, 'Give one of them.');
  }
  return read;
}

/** What is wrong with an answer, for the prompt to show; undefined where nothing is. */
function complaint(read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    if (error instanceof Failure) return `${error.message} ${error.hint}`;
    throw error;
  }
}
