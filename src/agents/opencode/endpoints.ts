import type { ProtocolId } from '../../protocols/protocols.ts';
import { join, type SecretJson, type SecretText } from '../../keys/secret.ts';
import type { Endpoint, Target } from '../agent.ts';

/** Where the models of a target are reached: many models, few endpoints. */
export interface Places {
  /** `Delivery.endpoints`, whose keys are still references. */
  readonly endpoints: readonly SecretJson[];
  /** For each of `Target.models`, in their order, its place among the endpoints. */
  readonly of: readonly number[];
}

/** Models share an endpoint where address and credentials are the same. */
export function placesOf(target: Target): Places {
  const first: Endpoint[] = [];
  const of = target.models.map((model) => {
    for (let place = 0; place < first.length; place += 1) if (areTogether(first[place], model)) return place;
    return first.push(model) - 1;
  });
  const endpoints = first.map((model) => {
    const credentials = Object.entries(model.credentials).map(([name, text]) => [name, join(text)]);
    // Attribution goes along here, as OpenCode expands `{env:…}` in its configuration.
    return { baseUrl: apiOf(model), headers: { ...target.headers, ...Object.fromEntries(credentials) } };
  });
  return { endpoints, of };
}

/** Makes nothing on the way to the answer: five hundred models ask it a few times each. */
function areTogether(one: Endpoint | undefined, other: Endpoint): boolean {
  if (one?.baseUrl !== other.baseUrl || sdks[one.protocol].path !== sdks[other.protocol].path) return false;
  for (const name in one.credentials) if (!isSame(one.credentials[name], other.credentials[name])) return false;
  for (const name in other.credentials) if (one.credentials[name] === undefined) return false;
  return true;
}

function isSame(one: SecretText | undefined, other: SecretText | undefined): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object') return false;
  if ('account' in one || 'account' in other) {
    return 'account' in one && 'account' in other && one.account === other.account;
  }
  for (let index = 0; index < one.length; index += 1) if (!isSame(one[index], other[index])) return false;
  return one.length === other.length;
}

/** The SDK that a model is spoken to with, and where it lives for that SDK. */
export function providerOf(endpoint: Endpoint): { readonly npm: string; readonly api: string } {
  return { npm: sdks[endpoint.protocol].npm, api: apiOf(endpoint) };
}

function apiOf(endpoint: Endpoint): string {
  return endpoint.baseUrl + sdks[endpoint.protocol].path;
}

/** The SDK inside OpenCode for each protocol, and what it wants behind our base URL. */
const sdks: Readonly<Record<ProtocolId, { readonly npm: string; readonly path: string }>> = {
  'openai-responses': { npm: '@ai-sdk/openai', path: '' },
  'openai-chat': { npm: '@ai-sdk/openai-compatible', path: '' },
  'anthropic-messages': { npm: '@ai-sdk/anthropic', path: '/v1' },
  gemini: { npm: '@ai-sdk/google', path: '/v1beta' },
};
