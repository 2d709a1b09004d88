import { messageOf } from '../diagnosis.ts';
import { textAt } from '../../json-path.ts';
import { clean } from '../../text.ts';
import type { Diagnosis } from '../gateway.ts';

/** By `type`; on the Anthropic path, which has types of its own, by the text. */
export function explainBody(body: unknown): Diagnosis | undefined {
  const said = messageOf(body) ?? '';
  const types = [textAt(body, 'type'), textAt(body, 'error', 'type'), textAt(body, 'error', 'code')];
  const found = errors.find(
    ([type, pattern]) => types.some((given) => given !== undefined && type.test(given)) || pattern.test(said),
  );
  return found?.[2](said === '' ? '' : ` (${clean(said)})`);
}

export const switchedOff: Diagnosis = {
  code: 'credential',
  message: 'The virtual key is switched off.',
  hint: 'Have it switched on in Bifrost, or store another: jetway login',
};

const errors: readonly (readonly [type: RegExp, text: RegExp, (said: string) => Diagnosis])[] = [
  [
    /^virtual_key_required$/,
    /^virtual key is required/i,
    () => ({
      code: 'credential',
      message: 'This Bifrost wants a virtual key.',
      hint: 'Store one: jetway login. An older key, without sk-bf- in front, also needs --set key-header=x-bf-vk',
    }),
  ],
  [
    /^virtual_key_not_found$/,
    /^virtual key not found/i,
    () => ({
      code: 'credential',
      message: 'This Bifrost does not know the virtual key.',
      hint: 'It may be from another Bifrost. Store the right one: jetway login',
    }),
  ],
  [/^virtual_key_blocked$/, /^virtual key is (?:blocked|not active|inactive)/i, () => switchedOff],
  [
    /^(?:model|provider)_blocked$/,
    /not allowed for this virtual key/i,
    (said) => ({
      code: 'model',
      message: `The virtual key may not use this model${said}.`,
      hint: 'See what it may: jetway list-models',
    }),
  ],
  [
    /^budget_exceeded$/,
    /^budget exceeded/i,
    (said) => ({
      code: 'gateway',
      message: `The budget of the virtual key is used up${said}.`,
      hint: 'Wait for its reset, or have it raised in Bifrost.',
    }),
  ],
  [
    /^(?:rate|token|request)_limited$/,
    /^(?:rate|token|request) limit exceeded/i,
    (said) => ({
      code: 'gateway',
      message: `A rate limit of the virtual key is reached${said}.`,
      hint: 'Wait for its reset, or have it raised in Bifrost.',
      transient: true,
    }),
  ],
];
