import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { agents } from '../../src/agents/index.ts';
import type { Agent } from '../../src/agents/agent.ts';
import { Failure } from '../../src/failure.ts';
import type { Connection } from '../../src/gateways/gateway.ts';
import { gateways } from '../../src/gateways/index.ts';
import { protocolIds, type ProtocolId } from '../../src/protocols.ts';
import { route } from '../../src/route.ts';

/** A model of each maker whose models have a protocol of their own, and one of none of them. */
const makers = { Claude: 'claude-opus-4-5', GPT: 'gpt-5.5', Gemini: 'gemini-2.5-pro', others: 'deepseek/deepseek-v3' };

const answers: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  cloudflare: { 'account-id': '0123456789abcdef0123456789abcdef', 'gateway-id': 'my-gw' },
  compatible: { 'base-url': 'https://models.example.com', protocols: protocolIds.join(',') },
};

it('each agent uses the protocol of matrix.txt on each gateway', async () => {
  await expect(table()).toMatchFileSnapshot('matrix.txt');
});

it('the same table stands in the README', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  expect(/<!-- matrix -->\n([^]*?)<!-- \/matrix -->/.exec(readme)?.[1]).toBe(table());
});

function table(): string {
  const connections = gateways.map((gateway) => gateway.connect(answers[gateway.id] ?? {}));
  const rows = agents.map((agent) => [agent.name, ...connections.map((connection) => cell(agent, connection))]);
  const lines = [['', ...gateways.map((gateway) => gateway.name)], ['---', ...gateways.map(() => '---')], ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |\n`.replaceAll(/ {2,}/g, ' ')).join('');
}

/** `Claude: anthropic-messages · GPT: openai-responses`, makers of one protocol together. */
function cell(agent: Agent, connection: Connection): string {
  const used = Object.entries(makers).map(([maker, model]) => [maker, protocolOf(agent, connection, model)] as const);
  const protocols = [...new Set(used.map(([, protocol]) => protocol))].filter((protocol) => protocol !== undefined);
  return protocols
    .map((protocol) => {
      const names = used.filter(([, other]) => other === protocol).map(([maker]) => maker);
      return `${names.length === used.length ? 'all' : names.join(', ')}: \`${protocol}\``;
    })
    .join('<br>');
}

/** Undefined where there is no way. */
function protocolOf(agent: Agent, connection: Connection, model: string): ProtocolId | undefined {
  try {
    return route(agent, connection, model).protocol;
  } catch (error) {
    if (error instanceof Failure && error.code === 'model') return undefined;
    throw error;
  }
}
