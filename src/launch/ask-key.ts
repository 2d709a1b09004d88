import { checkedKey, describeSource, tokenIn, winning, type FoundKey } from '../keys/sources.ts';
import { probe } from '../net/gateway-client.ts';
import { complaintOf, Failure } from '../failure.ts';
import { leaveFailure } from '../lazy.ts';
import { rememberedKey, requireKey, resolveKey } from '../keys/keys.ts';
import { gatewayKeys } from '../keys/request-keys.ts';
import type { Diagnosis } from '../gateways/gateway.ts';
import type { Choice, Options } from '../options/options.ts';
import { emptyForNone } from './leading-prompts.ts';
import type { System } from '../system/system.ts';
import { say } from '../say.ts';

/**
 * The gateway's key from its sources, else typed in and tried at once against the gateway: a wrong one is asked again.
 * Throws `credential` where there is none and nobody to ask.
 */
export async function chooseKey(choice: Choice, options: Options, system: System): Promise<FoundKey | undefined> {
  if (choice.typed !== undefined) return choice.typed.key;
  const found = await resolveKey(choice, options, system);
  if (found !== undefined && choice.asked && system.canAsk && (await isRefused(choice, found, system))) {
    return askKey(choice, system);
  }
  const wanted = { required: true, optional: choice.asked, unasked: false }[choice.gateway.key];
  const remembered = rememberedKey(choice) !== undefined;
  if (found !== undefined || !system.canAsk || !(wanted || remembered)) {
    requireKey(choice, found);
    return found;
  }
  return askKey(choice, system);
}

/** Among the first questions a key is not only found but tried; the line says where the refused one came from. */
async function isRefused(choice: Choice, found: FoundKey, system: System): Promise<boolean> {
  const verdict = await probe(choice.connection, gatewayKeys(choice, found), system.http).catch(leaveFailure);
  if (typeof verdict?.answer !== 'object' || verdict.answer.code !== 'credential') return false;
  tellRefused(verdict.answer, found, system);
  return true;
}

/** That a key is refused, and where it came from: what is not stored wins over what is typed and stored now. */
export function tellRefused({ message }: Diagnosis, { source }: FoundKey, system: System): void {
  const first = winning(source);
  const wins = first === '' ? '' : `${first}: take it away, or the next launch is refused`;
  say(`${message} It came from ${describeSource(source)}${wins}.`, system);
}

/** Throws the gateway's Failure where something other than the key is wrong. */
export async function askKey(
  choice: Pick<Choice, 'gateway' | 'connection'>,
  system: System,
): Promise<FoundKey | undefined> {
  const { gateway, connection } = choice;
  const isOptional = gateway.key !== 'required';
  if (gateway.keysUrl !== undefined) say(`A key is made at ${gateway.keysUrl}`, system);
  if (gateway.keyNeeds !== undefined) say(gateway.keyNeeds, system);
  let stopped: Error | undefined;
  // Thrown inside a prompt, it would be nobody's.
  const check = async (typed: string): Promise<string | undefined> => {
    stopped = undefined;
    try {
      return await complaintAbout(typed, isOptional, choice, system);
    } catch (error) {
      stopped = error instanceof Error ? error : new Error(String(error));
      return undefined;
    }
  };
  const { host } = new URL(connection.url);
  const question = `Key of ${gateway.name}, sent to ${host}${isOptional ? emptyForNone : ''}`;
  for (;;) {
    const typed = await system.prompts.password(question, async (text) =>
      tokenIn(text.trim()) === undefined ? check(text) : undefined,
    );
    if (stopped !== undefined) throw stopped;
    const token = tokenIn(typed.trim());
    if (token === undefined) return isOptional && typed.trim() === '' ? undefined : accepted(typed, system);
    const complaint = (await isMeant(token.field, system))
      ? await complaintAbout(token.value, isOptional, choice, system)
      : complaintOf(() => accepted(typed, system));
    if (complaint === undefined) return accepted(token.value, system);
    say(complaint, system);
  }
}

/** JSON with one field that is a key by its name: whether that is the key. */
async function isMeant(field: string, { prompts }: System): Promise<boolean> {
  return prompts.select(
    `That is JSON. Is its field ${field} the key?`,
    [
      { value: true, name: 'Yes, use it' },
      { value: false, name: 'No, I give another one' },
    ],
    false,
  );
}

async function complaintAbout(
  typed: string,
  isOptional: boolean,
  { connection }: Pick<Choice, 'connection'>,
  system: System,
): Promise<string | undefined> {
  const none = typed.trim() === '' && isOptional;
  const wrong = none ? undefined : complaintOf(() => accepted(typed, system));
  if (wrong !== undefined) return wrong;
  const key = none ? undefined : accepted(typed, system);
  // Without a key there is nothing to try but whether one is needed.
  const asked = probe(connection, gatewayKeys({ connection }, key), system.http).catch(none ? leaveFailure : undefined);
  const { answer } = (await asked) ?? { answer: 'open' };
  if (typeof answer === 'string' || (none && answer.code !== 'credential')) return undefined;
  if (answer.code !== 'credential') throw failure(answer);
  return answer.message;
}

function failure({ code, message, hint }: Diagnosis): Failure {
  return new Failure(code, message, hint);
}

function accepted(typed: string, system: System): FoundKey {
  const value = checkedKey(typed, 'what was typed');
  system.hide(value);
  return { value, source: { kind: 'prompt' } };
}
