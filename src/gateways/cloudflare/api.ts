import { defaultOrigin } from './url.ts';

export const apiUrl = 'https://api.cloudflare.com/client/v4';

/** Where Cloudflare's API, which is on another host, knows a gateway. */
export interface ApiPlace {
  /** `https://api.cloudflare.com/client/v4`. */
  readonly api: string;
  /** The account's own part of it. */
  readonly account: string;
  readonly gateway: string;
  readonly gatewayId: string;
}

/**
 * Undefined behind a proxy or a domain of the user's own: the key for that is no business of Cloudflare's, whose API gets
 * what their gateway gets.
 */
export function apiPlaceOf(url: string): ApiPlace | undefined {
  const [accountId, gatewayId] = url.startsWith(`${defaultOrigin}/v1/`) ? url.split('/').slice(-2) : [];
  if (accountId === undefined || gatewayId === undefined) return undefined;
  const account = `${apiUrl}/accounts/${accountId}`;
  return { api: apiUrl, account, gateway: `${account}/ai-gateway/gateways/${gatewayId}`, gatewayId };
}

/** Whether the token lacks a permission: the API says it with code 10000, and with these. */
export function refused({ status }: { readonly status: number }): boolean {
  return status === 401 || status === 403;
}
