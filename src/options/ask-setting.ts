import { complaintOf, Failure } from '../failure.ts';
import type { Answers, Gateway, Setting } from '../gateways/gateway.ts';
import { ask } from '../net/gateway-client.ts';
import { refuseUnverified } from '../net/verified.ts';
import { admitGateway } from '../policy/enforce.ts';
import { machinePolicies } from '../policy/policies.ts';
import type { System } from '../system/system.ts';
import { say } from '../say.ts';

/** Settings with a flag of their own; the others are `--set id=value`. */
export const settingFlags: readonly string[] = ['base-url', 'account-id', 'gateway-id'];

/** What `JETWAY_<SETTING>` is called. */
export function ownVariable(setting: Setting): string {
  return `JETWAY_${setting.id.toUpperCase().replaceAll('-', '_')}`;
}

/**
 * Asks for one setting; an address, until something answers there. Gives all that the answer tells. Throws `usage` where
 * nobody can be asked, `configuration` for what contradicts `answers`.
 */
export async function askSetting(
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
  if (setting.boxes !== undefined) {
    const ticked = await system.prompts.several(setting.question, setting.boxes, preset?.split(',') ?? []);
    return setting.read(ticked.join(','));
  }
  const presetText = preset ?? setting.default;
  if (setting.where !== undefined) {
    say(setting.where, system);
  }
  let stopped: Error | undefined;
  const confirm = async (typed: string): Promise<string | undefined> => {
    stopped = undefined;
    try {
      return await silence(gateway, { ...answers, ...setting.read(typed) }, system);
    } catch (error) {
      // Thrown inside a prompt, it would be nobody's.
      stopped = error instanceof Error ? error : new Error(String(error));
      return undefined;
    }
  };
  const text = await system.prompts.text(setting.question, {
    ...(presetText === undefined ? {} : { preset: presetText }),
    check: (typed) => complaintOf(() => setting.read(typed)),
    ...(setting.address === true ? { confirm } : {}),
  });
  if (stopped !== undefined) throw stopped;
  const read = setting.read(text);
  const clash = Object.entries(read).find(([id, value]) => (answers[id] ?? value) !== value);
  if (clash !== undefined) {
    const [id, value] = clash;
    throw new Failure('configuration', `Two values for ${id}: ${answers[id] ?? ''} and ${value}.`, 'Give one of them.');
  }
  return read;
}

/** Tells at once whether something listens at an address; what it answers, and to which key, comes later. */
async function silence(gateway: Gateway, answers: Answers, system: System): Promise<string | undefined> {
  const connection = gateway.connect(answers);
  admitGateway(machinePolicies(system), connection.url);
  refuseUnverified(connection.url, system.host);
  try {
    await ask(connection.probe(new Map()), new Map(), system.http);
    return undefined;
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'gateway') throw error;
    return `${error.message} ${connection.hints?.start ?? 'Start it, or correct the address.'}`;
  }
}
