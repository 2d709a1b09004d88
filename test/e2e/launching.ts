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

/** A launch in print mode. */
export interface Case {
  readonly agent: string;
  readonly model: string;
  readonly words: readonly string[];
  /** Where the request belongs, behind Cloudflare's address. */
  readonly path: string;
  /** The provider's own header, with its key. */
  readonly vendor: Readonly<Record<string, string>>;
}

export const claude: Case = {
  agent: 'claude',
  model: 'claude-sonnet-4-5',
  words: ['claude', '-p', 'say hello'],
  path: '/anthropic/v1/messages',
  vendor: { 'x-api-key': providerKey },
};
export const codex: Case = {
  agent: 'codex',
  model: 'gpt-5.5',
  words: ['codex', 'exec', 'say hello'],
  path: '/openai/responses',
  vendor: { authorization: `Bearer ${providerKey}` },
};
export const opencode: Case = { ...codex, agent: 'opencode', words: ['opencode', 'run', 'say hello'] };
export const opencodeWithClaude: Case = { ...claude, agent: 'opencode', words: opencode.words };

export interface More {
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export function launch(one: Case, gateway: Gateway, home: Home, more: More = {}): Promise<Ended> {
  return start(one, gateway, home, more).end;
}

export function start(one: Case, gateway: Gateway, home: Home, { flags = [], env = {} }: More = {}): Running {
  const choice = ['--gateway', 'cloudflare', '--base-url', gateway.url, '--model', one.model, ...flags];
  return startIn(home, ['jetway', ...choice, ...one.words], { env: { JETWAY_API_KEY: token, ...env } });
}

/** The request with the user's prompt in it. */
export function requestOf(one: Case, gateway: Gateway): Received {
  const found = gateway
    .to(one.path)
    .find(({ body }) => textAt(body, 'model') === one.model && JSON.stringify(at(body)).includes('say hello'));
  if (found === undefined) throw new Error(`Not asked: ${gateway.requests.map(({ path }) => path).join(', ')}`);
  return found;
}

/** Every header by which one of the gateways, or a vendor behind it, takes a key. */
export function credentialsOf({ headers }: Received): Readonly<Record<string, string>> {
  const names = [
    'authorization',
    'x-api-key',
    'cf-aig-authorization',
    'x-goog-api-key',
    'api-key',
    'x-bf-vk',
    'helicone-auth',
  ];
  return Object.fromEntries(names.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])));
}
