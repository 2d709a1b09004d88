import { at, textAt } from '../../src/json-path.ts';
import type { Gateway, Received } from '../support/gateway.ts';
import type { Home } from '../support/home.ts';
import { type Ended, type Running, startIn } from '../support/run-in.ts';

/** Where Cloudflare has a gateway. */
export const mount = '/v1/0123456789abcdef0123456789abcdef/my-gw';
export const token = 'cf-token-4f1d7c2b9a';
export const bearer = { authorization: `Bearer ${token}` };
export const providerKey = 'sk-provider-8e6a0d3c51';
/** What the gateway says to the prompt of each case. */
export const answer = "This is Jetway's demo gateway: the answer is canned. You wrote: say hello";

/** A model, and how it is reached through Cloudflare. */
export interface Reached {
  readonly model: string;
  /** Where the request belongs, behind Cloudflare's address. */
  readonly path: string;
  /** The provider's own header, with its key. */
  readonly vendor: Readonly<Record<string, string>>;
  /** Headers of a key that the agent can't leave out: without a key they are sent empty. */
  readonly blank?: readonly string[];
  /** Those that it sends empty where no header of its vendor's for a key goes along. */
  readonly blankAlone?: readonly string[];
}

export const byMessages: Reached = {
  model: 'claude-sonnet-4-5',
  path: '/anthropic/v1/messages',
  vendor: { 'x-api-key': providerKey },
};
export const byResponses: Reached = {
  model: 'gpt-5.5',
  path: '/openai/responses',
  vendor: { authorization: `Bearer ${providerKey}` },
};
export const byChat: Reached = { ...byResponses, path: '/openai/chat/completions' };
export const byGoogle: Reached = {
  model: 'gemini-2.5-pro',
  path: '/google-ai-studio/v1beta/models/gemini-2.5-pro:streamGenerateContent',
  vendor: { 'x-goog-api-key': providerKey },
  blank: ['x-goog-api-key'],
};

/** A launch in print mode. */
export interface Case extends Reached {
  readonly agent: string;
  readonly words: readonly string[];
}

/** An agent's, with its first model or another. */
export function caseOf(
  { agent, words, models }: Pick<Case, 'agent' | 'words'> & { readonly models: readonly [Reached, ...Reached[]] },
  model = models[0],
): Case {
  return { ...model, agent, words };
}

export interface More {
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export function launch(one: Case, gateway: Gateway, home: Home, more: More = {}): Promise<Ended> {
  return start(one, gateway, home, more).end;
}

export function start(one: Case, gateway: Gateway, home: Home, { flags = [], env = {} }: More = {}): Running {
  const words = ['jetway', ...choiceOf(one.model, gateway), ...flags, ...one.words];
  return startIn(home, words, { env: { JETWAY_API_KEY: token, ...env } });
}

export function choiceOf(model: string, gateway: Gateway): readonly string[] {
  return ['--gateway', 'cloudflare', '--base-url', gateway.url, '--model', model];
}

/** The first request with the user's prompt in it, and with tools where one has them. */
export function requestOf(one: Case, gateway: Gateway): Received {
  const all = gateway.to(one.path).filter((request) => isFor(one.model, request) && saysIn(request, 'say hello'));
  const found = all.find((request) => saysIn(request, '"tools"')) ?? all[0];
  if (found === undefined) throw new Error(`Not asked: ${gateway.requests.map(({ path }) => path).join(', ')}`);
  return found;
}

/** Those with a prompt in them, and tools that may be called: a title is asked for without, or by one that must be. */
export function promptsIn(gateway: Gateway, prompt = 'say hello'): readonly Received[] {
  return gateway.requests.filter(
    (request) =>
      request.method === 'POST' &&
      saysIn(request, prompt) &&
      saysIn(request, '"tools"') &&
      [['name'], ['function', 'name']].every((path) => at(request.body, 'tool_choice', ...path) === undefined),
  );
}

export function saysIn({ body }: Received, text: string): boolean {
  return JSON.stringify(at(body)).includes(text);
}

/** In the body, or in Google's path. */
export function modelOf({ body, path }: Received): string | undefined {
  return textAt(body, 'model') ?? /\/models\/([^?]*):/.exec(path)?.[1];
}

/** A gateway may have its vendor's name in front of it. */
function isFor(model: string, request: Received): boolean {
  return modelOf(request)?.split('/').at(-1) === model.split('/').at(-1);
}

/** Every header by which one of the gateways, or a vendor behind it, takes a key. */
export function credentialsOf({ headers }: Received): Readonly<Record<string, string>> {
  const names = [
    'authorization',
    'x-api-key',
    'cf-aig-authorization',
    'x-goog-api-key',
    'api-key',
    'cf-access-token',
    'x-bf-vk',
    'helicone-auth',
  ];
  return Object.fromEntries(names.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])));
}
