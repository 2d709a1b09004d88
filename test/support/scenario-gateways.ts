import type { ServedAnswer } from '../../src/net/served.ts';
import { account, served, told, type Local, type Remote } from './scenarios.ts';

export const bifrost = (answers: Readonly<Record<string, ServedAnswer>> = {}): Local => ({ kind: 'bifrost', answers });

/** That tells this of the key. */
export const litellm = (info: object): Local => ({
  kind: 'litellm',
  answers: { '/key/info': served('litellm-key-info', { info }) },
});

export const openrouter = (data: object): Remote => ({
  flags: ['--gateway', 'openrouter'],
  remote: {
    '/v1/key': { json: { data: { label: 'sk-or-v1-abc...123', limit: 100, limit_remaining: 74.5, ...data } } },
  },
});

export const vercel = (credits: object): Remote => ({
  flags: ['--gateway', 'vercel'],
  remote: { '/v1/credits': { json: credits } },
});

/** With all in order but for these answers of its API, over this line. */
export const cloudflare = (answers: Remote['remote'] = {}, line?: Remote['line']): Remote => ({
  flags: ['--gateway', 'cloudflare', '--account-id', account, '--gateway-id', 'my-gw'],
  remote: {
    '/compat/models': { json: { data: [] } },
    '/user/tokens/verify': told('cf-token-verify-active'),
    '/tokens/verify': told('cf-token-verify'),
    '/ai-gateway/gateways/my-gw': told('cf-gateway-get'),
    '/provider_configs?per_page=50': told('cf-provider-configs'),
    '/credit-balance': told('cf-credit-balance'),
    ...answers,
  },
  ...(line === undefined ? {} : { line }),
});
