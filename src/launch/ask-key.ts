import { checkedKey, tokenIn, type FoundKey } from '../keys/sources.ts';
import { probe } from '../net/gateway-client.ts';
import { Failure } from '../failure.ts';
import { leaveFailure } from '../lazy.ts';
import { gatewayKeys, rememberedKey, requireKey, resolveKey } from '../keys/keys.ts';
import type { Choice, Options } from '../options/options.ts';
import type { System } from '../system/system.ts';

/**
 * The gateway's key from its sources, else typed in and tried at once against the gateway: a wrong one is asked again.
 * Throws `credential` where there is none and nobody to ask.
 */
export async function chooseKey(choice: Choice, options: Options, system: System): Promise<FoundKey | undefined> {
  const found = await resolveKey(choice, options, system);
  const wanted = { required: true, optional: choice.asked, unasked: false }[choice.gateway.key];
  const remembered = rememberedKey(choice) !== undefined;
  if (found !== undefined || !system.canAsk || !(wanted || remembered)) {
    requireKey(choice, found);
    return found;
  }
  return askKey(choice, system);
}

/** Throws the gateway's Failure where something other than the key is wrong. */
export async function askKey(choice: Choice, system: System): Promise<FoundKey | undefined> {
  const { gateway, connection } = choice;
  if (gateway.keysUrl !== undefined) system.stderr.write(`A key is made at ${gateway.keysUrl}\n`);
  const question = `Key of ${gateway.name}${gateway.key === 'required' ? '' : ' (empty for none)'}`;
  for (;;) {
    const typed = await system.prompts.password(question);
    const none = typed.trim() === '' && gateway.key !== 'required';
    const key = none ? undefined : accepted(await offered(typed, system), system);
    if (key === undefined && !none) continue;
    // Without a key there is nothing to try but whether one is needed.
    const asked = probe(connection, gatewayKeys(choice, key), system.http).catch(none ? leaveFailure : undefined);
    const { answer } = (await asked) ?? { answer: 'open' };
    if (typeof answer === 'string' || (none && answer.code !== 'credential')) return key;
    if (answer.code !== 'credential') throw new Failure(answer.code, answer.message, answer.hint);
    system.stderr.write(`${answer.message} ${answer.hint}\n`);
  }
}

/** Of JSON with one field that is a key by its name, that field, where it is agreed to; else the text as it is. */
async function offered(typed: string, { prompts }: System): Promise<string> {
  const token = tokenIn(typed.trim());
  if (token === undefined) return typed;
  const agreed = await prompts.select(
    `That is JSON. Is its field ${token.field} the key?`,
    [
      { value: true, name: 'Yes, use it' },
      { value: false, name: 'No, I give another one' },
    ],
    false,
  );
  return agreed ? token.value : typed;
}

function accepted(typed: string, system: System): FoundKey | undefined {
  try {
    const value = checkedKey(typed, 'what was typed');
    system.hide(value);
    return { value, source: { kind: 'prompt' } };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    system.stderr.write(`${error.message} ${error.hint}\n`);
    return undefined;
  }
}
