import { messageOf } from '../diagnosis.ts';
import type { Diagnosis } from '../gateway.ts';

export const keysUrl = 'https://us.helicone.ai/settings/api-keys';

const providersUrl = 'https://us.helicone.ai/settings/providers';
const creditsUrl = 'https://us.helicone.ai/credits';

/**
 * By text, since its codes are the same for all: https://docs.helicone.ai/gateway/concepts/error-handling and
 * https://github.com/Helicone/helicone, worker/src/lib/ai-gateway, 2026-11. Helicone's own refusal of its key is no
 * JSON. `provider`: who stands behind, and has its key sent along.
 */
export function explainBody(provider: string | undefined, status: number, body: unknown): Diagnosis | undefined {
  const text = messageOf(body) ?? '';
  const said = text === '' ? '' : ` (${text})`;
  const isJson = typeof body === 'object' && body !== null;
  if (status === 401 && isJson && !/helicone/i.test(text))
    return provider === undefined ? kept(said) : own(provider, said);
  if (provider !== undefined) return undefined;
  if (/insufficient credits|balance too low/i.test(text)) {
    return {
      code: 'gateway',
      message: `The account at Helicone has no credit for this${said}.`,
      hint: `Buy some at ${creditsUrl}, or store keys of the providers' there: ${providersUrl}`,
    };
  }
  if (/wallet suspended|billing is disabled/i.test(text)) {
    return {
      code: 'gateway',
      message: `Helicone does not take its credits for this${said}.`,
      hint: `Store the provider's key there: ${providersUrl}, or choose another model: jetway list-models`,
    };
  }
  if (/no available providers|unknown model|invalid provider/i.test(text)) {
    return {
      code: 'model',
      message: `Helicone has no provider for this model${said}.`,
      hint: `See what it has: jetway list-models. Some models want a key of the provider's there: ${providersUrl}`,
    };
  }
  return undefined;
}

/** A provider that was asked without a key of its own, as it is while Helicone's is given: nothing is wrong with that. */
export function wantsProviderKey(provider: string | undefined, status: number, body: unknown): boolean {
  return provider !== undefined && status === 401 && /required|provide an api key/i.test(messageOf(body) ?? '');
}

const kept = (said: string): Diagnosis => ({
  code: 'credential',
  message: `The provider behind Helicone does not accept the key that Helicone holds for it${said}.`,
  hint: `Store another there: ${providersUrl}`,
});

const own = (provider: string, said: string): Diagnosis => ({
  code: 'credential',
  message: `The provider behind Helicone got no key, or one that it does not accept${said}.`,
  hint: `It takes its own: JETWAY_PROVIDER_KEY, or: jetway login --provider ${provider} --provider-key-stdin`,
});
