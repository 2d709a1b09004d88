import { cloudflare } from '../../support/scenario-gateways.ts';
import { inDays, told, type World } from '../../support/scenarios.ts';

/** The same, as the API of Cloudflare tells it. */
export const atCloudflare: readonly World[] = [
  {
    report: 'my Cloudflare token ended with the quarter',
    gateway: cloudflare({ '/user/tokens/verify': told('cf-token-verify-active', { status: 'expired' }) }),
    finds: { id: 'key-state', status: 'fail', detail: 'The token is expired', hint: 'AI Gateway: Run' },
  },
  {
    report: 'my Cloudflare token ends this week',
    gateway: cloudflare({ '/user/tokens/verify': told('cf-token-verify-active', { expires_on: inDays(3.5) }) }),
    finds: { id: 'key-state', status: 'warn', detail: 'in 3 d', hint: 'jetway login' },
  },
  {
    report: 'the token may run requests and nothing else, as it should',
    gateway: cloudflare({
      '/ai-gateway/gateways/my-gw': told('cf-rest-10000-authentication'),
      '/provider_configs?per_page=50': told('cf-rest-10000-authentication'),
      '/credit-balance': told('cf-rest-10000-authentication'),
    }),
    finds: { id: 'permissions', status: 'skip', detail: 'AI Gateway: Read' },
  },
  {
    report: 'strangers use my gateway',
    gateway: cloudflare({ '/ai-gateway/gateways/my-gw': told('cf-gateway-get', { authentication: false }) }),
    finds: { id: 'settings', status: 'warn', detail: 'whoever knows its URL', hint: 'Authenticated Gateway' },
  },
  {
    report: 'the gateway was deleted',
    gateway: cloudflare({ '/ai-gateway/gateways/my-gw': { status: 404, json: { success: false, errors: [] } } }),
    finds: { id: 'settings', status: 'fail', detail: 'no gateway "my-gw"', hint: '--gateway-id' },
  },
  {
    report: 'no key of OpenAI is stored, and Unified Billing is forbidden',
    argv: ['codex', '--model', 'gpt-5.5'],
    gateway: cloudflare({ '/ai-gateway/gateways/my-gw': told('cf-gateway-get', { byok_only: true }) }),
    finds: { id: 'billing', status: 'fail', detail: 'No key for openai is stored', hint: 'Store a key for openai' },
  },
  {
    report: 'Cloudflare says 402',
    argv: ['codex', '--model', 'gpt-5.5'],
    gateway: cloudflare({ '/credit-balance': told('cf-credit-balance', { balance: 0, topup_config: null }) }),
    finds: { id: 'billing', status: 'fail', detail: 'no credit for Unified Billing', hint: 'Buy credits' },
  },
  {
    report: 'the card behind the credit was declined',
    argv: ['codex', '--model', 'gpt-5.5'],
    gateway: cloudflare({
      '/credit-balance': told('cf-credit-balance', { topup_config: { amount: 50, error: 'card_declined' } }),
    }),
    finds: { id: 'billing', status: 'warn', detail: 'card_declined', hint: 'Buy credits' },
  },
  {
    report: 'a key of Anthropic is stored, so nothing is billed here',
    argv: ['codex', '--model', 'claude-sonnet-4-5'],
    gateway: cloudflare(),
    finds: { id: 'billing', status: 'pass', detail: 'anthropic: a key stored in the gateway' },
  },
  {
    report: 'Cloudflare bills a provider that it does not cover',
    argv: ['codex', '--model', 'mistral/large'],
    gateway: cloudflare(),
    finds: { id: 'billing', status: 'warn', detail: 'does not cover it', hint: 'Store a key for mistral' },
  },
];
