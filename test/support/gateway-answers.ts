import type { Answers, Connection, Gateway } from '../../src/gateways/gateway.ts';
import { protocolIds } from '../../src/protocols/protocols.ts';

/** A model of each maker whose models have a protocol of their own, and one of none of them. */
export const makers = {
  Claude: 'claude-opus-4-5',
  GPT: 'gpt-5.5',
  Gemini: 'gemini-2.5-pro',
  others: 'deepseek/deepseek-v3',
};

/** What a gateway must be told, for each maker's models. */
const answers: Readonly<Record<string, (maker: string) => Answers>> = {
  cloudflare: () => ({ 'account-id': '0123456789abcdef0123456789abcdef', 'gateway-id': 'my-gw' }),
  databricks: () => ({ 'base-url': 'https://dbc-a1b2c3d4-e5f6.cloud.databricks.com' }),
  helicone: (maker): Answers => (maker === 'Claude' ? { service: 'anthropic' } : {}),
  portkey: (maker) => ({ provider: { Claude: 'anthropic', GPT: 'openai', Gemini: 'google' }[maker] ?? 'deepseek' }),
  compatible: () => ({ 'base-url': 'https://models.example.com', protocols: protocolIds.join(',') }),
};

/** The gateway, told what it must be for a model of this maker's. */
export function connected(gateway: Gateway, maker: string): Connection {
  return gateway.connect(answers[gateway.id]?.(maker) ?? {});
}
