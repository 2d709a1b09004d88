import { Failure } from '../../failure.ts';
import { clean, quote } from '../../text.ts';
import { readBaseUrl, withoutEnding } from '../../net/url.ts';
import type { Answers } from '../gateway.ts';

/** What a gateway's base URL starts with; alone it means: no base URL of the user's own. */
export const defaultOrigin = 'https://gateway.ai.cloudflare.com';

export const whereAccountId =
  "The 32 digits and letters in the address of your Cloudflare dashboard's pages: https://dash.cloudflare.com/<account id>. Both at once: <account id>/<gateway id>, or any URL of the gateway.";
export const whereGatewayId = 'Its name under AI > AI Gateway in the dashboard: https://dash.cloudflare.com.';

/** The dashboard's page of a gateway's log; `account`: its address in the API. The documentation names no address: it is what the dashboard shows, 2026-11. */
export function logPage(account: string, gatewayId: string): string {
  return `https://dash.cloudflare.com/${account.slice(account.lastIndexOf('/') + 1)}/ai/ai-gateway/gateways/${gatewayId}/logs`;
}

const urlHint = `Put your own ids there, or pass --account-id and --gateway-id instead. Account id: ${whereAccountId}`;

/**
 * A pasted address as settings: ids are taken out of it and the path of a protocol is cut off, which is Jetway's choice.
 * `base-url` is always among them, so that a pasted URL takes the place of another source's; `defaultOrigin` where the
 * ids say it all.
 */
export function readUrl(text: string): Answers {
  const dashboard = /\bdash\.cloudflare\.com\/([0-9a-f]{32})\b/i.exec(text)?.[1];
  if (dashboard !== undefined) return { 'base-url': defaultOrigin, 'account-id': dashboard.toLowerCase() };
  const baseUrl = readBaseUrl(text, urlHint);
  const { origin, pathname } = new URL(baseUrl);
  if (origin === defaultOrigin) return { 'base-url': defaultOrigin, ...readDefaultPath(pathname) };
  if (origin === 'https://api.cloudflare.com') return { 'base-url': defaultOrigin, ...readApiPath(pathname) };
  if (origin === 'https://dash.cloudflare.com') throw noIds(`${origin}${pathname}`);
  const [, before, accountId, gatewayId] = /^(.*?)\/v1\/([0-9a-f]{32})\/([^/]+)/i.exec(pathname) ?? [];
  if (accountId === undefined || gatewayId === undefined) return { 'base-url': withoutEnding(baseUrl, protocolPath) };
  const ids = { 'account-id': accountId.toLowerCase(), 'gateway-id': checkGatewayId(gatewayId) };
  return { 'base-url': `${origin}${before}/v1/${ids['account-id']}/${ids['gateway-id']}`, ...ids };
}

/** Throws a `configuration` Failure for what is no account id. Understands a pasted URL, and both ids with a slash between them. */
export function readAccountId(text: string): Answers {
  const [, account, gateway] = /^\s*([0-9a-f]{32})\/([^/]*)\/?\s*$/i.exec(text) ?? [];
  if (account !== undefined && gateway !== undefined) {
    return {
      'account-id': checkAccountId(account),
      ...(gateway === '' ? {} : { 'gateway-id': checkGatewayId(gateway) }),
    };
  }
  return isUrl(text) ? readIdFromUrl(text, 'account-id') : { 'account-id': checkAccountId(text) };
}

/** Throws a `configuration` Failure for what is no gateway id. Understands a pasted URL. */
export function readGatewayId(text: string): Answers {
  return isUrl(text) ? readIdFromUrl(text, 'gateway-id') : { 'gateway-id': checkGatewayId(text) };
}

/** Families of paths behind a base URL on a domain of the user's own, where no ids mark its end. */
const protocolPath =
  /\/(?:openai|anthropic|google-ai-studio|compat|grok|workers-ai)(?:\/(?:v1|v1beta|compat|chat|completions|responses|messages|count_tokens|models(?:\/[^/]+)?))*$/;

function readDefaultPath(pathname: string): Answers {
  const [version, accountId, gatewayId] = pathname.split('/').slice(1);
  if (version === undefined || version === '') return {};
  if (version !== 'v1') throw noIds(`${defaultOrigin}${pathname}`);
  return {
    ...(accountId === undefined ? {} : { 'account-id': checkAccountId(accountId) }),
    ...(gatewayId === undefined ? {} : { 'gateway-id': checkGatewayId(gatewayId) }),
  };
}

/** The REST API is another way to the models, with rules of its own; its URL tells the account. */
function readApiPath(pathname: string): Answers {
  const accountId = /^\/client\/v4\/accounts\/([^/]+)/.exec(pathname)?.[1];
  if (accountId === undefined) throw noIds(`https://api.cloudflare.com${pathname}`);
  const gatewayId = /\/ai-gateway\/gateways\/([^/]+)/.exec(pathname)?.[1];
  return {
    'account-id': checkAccountId(accountId),
    ...(gatewayId === undefined ? {} : { 'gateway-id': checkGatewayId(gatewayId) }),
  };
}

function readIdFromUrl(text: string, id: 'account-id' | 'gateway-id'): Answers {
  const answers = readUrl(text);
  if (answers[id] !== undefined) return answers;
  throw new Failure(
    'configuration',
    `That URL holds no ${id === 'account-id' ? 'account' : 'gateway'} id.`,
    id === 'account-id' ? whereAccountId : whereGatewayId,
  );
}

function isUrl(text: string): boolean {
  return /[/:]/.test(text.trim());
}

/** 32 hexadecimal digits, as every page of the dashboard shows them. */
function checkAccountId(text: string): string {
  const id = text.trim().toLowerCase();
  if (/^[0-9a-f]{32}$/.test(id)) return id;
  const why = 'it has to be 32 characters long, each 0-9 or a-f';
  throw new Failure('configuration', `${quote(text)} is no Cloudflare account id: ${why}.`, whereAccountId);
}

/** Cloudflare's own rule: API reference, "Create a new Gateway" (64 characters), 2026-11. */
function checkGatewayId(text: string): string {
  const id = text.trim();
  if (id.length <= 64 && /^[a-z0-9_]+(?:-[a-z0-9_]+)*$/.test(id)) return id;
  const why = 'it has 1 to 64 characters, each a-z, 0-9 or _, with single dashes between them';
  throw new Failure('configuration', `${quote(text)} is no gateway id: ${why}.`, whereGatewayId);
}

function noIds(url: string): Failure {
  return new Failure('configuration', `${clean(url, 120)} is not the base URL of a gateway.`, urlHint);
}
