import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { agents } from '../../src/agents/index.ts';
import type { Agent } from '../../src/agents/agent.ts';
import { Failure } from '../../src/failure.ts';
import type { Connection, Gateway } from '../../src/gateways/gateway.ts';
import { gateways } from '../../src/gateways/index.ts';
import type { ProtocolId } from '../../src/protocols/protocols.ts';
import { route } from '../../src/launch/target.ts';
import { connected, makers } from '../support/gateway-answers.ts';

/** The texts of the end-to-end tests and of their cases: an agent that one of them names beside a gateway passes through it there. */
const drives = [
  ...readdirSync(new URL('../e2e/', import.meta.url)).filter((name) => name.endsWith('.test.ts')),
  ...readdirSync(new URL('../e2e/cases/', import.meta.url)).map((name) => `cases/${name}`),
]
  .map(textOf)
  .map((text) => (text.includes("/launching.ts'") ? text + textOf('launching.ts') : text));

function textOf(name: string): string {
  return readFileSync(new URL(`../e2e/${name}`, import.meta.url), 'utf8');
}

/** Those that name a gateway, with the lines that do. */
const drivesOf = new Map(
  gateways.map((gateway) => {
    const found = drives.map((text) => ({ text, lines: text.split('\n').filter((line) => isNamed(gateway, line)) }));
    return [gateway, found.filter(({ lines }) => lines.length > 0)] as const;
  }),
);

/** For a cell that people can read; docs/matrix.md says what they stand for. */
const letters: Readonly<Record<ProtocolId, string>> = {
  'anthropic-messages': 'M',
  'openai-responses': 'R',
  'openai-chat': 'C',
  gemini: 'G',
};

it('each agent uses the protocol of matrix.txt on each gateway', async () => {
  await expect(table()).toMatchFileSnapshot('matrix.txt');
});

it('the same table stands in the docs', async () => {
  const page = new URL('../../docs/matrix.md', import.meta.url);
  const text = readFileSync(page, 'utf8');
  const marks = /<!-- matrix -->\n[^]*?<!-- \/matrix -->/;
  expect(text).toMatch(marks);
  const renewed = text.replace(marks, () => `<!-- matrix -->\n${table()}<!-- /matrix -->`);
  await expect(renewed).toMatchFileSnapshot(page.pathname);
});

/** Gateways are rows: there will be more of them than of agents. */
function table(): string {
  const rows = gateways.map((gateway) => [gateway.name, ...agents.map((agent) => cell(agent, gateway))]);
  const lines = [['', ...agents.map((agent) => agent.name)], ['---', ...agents.map(() => '---')], ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |\n`.replaceAll(/ {2,}/g, ' ')).join('');
}

/** `Claude M, GPT R ✓; translated others C`, makers of one protocol together; where there is no way, what the gateway would have to speak: `no G`. */
function cell(agent: Agent, gateway: Gateway): string {
  const used = Object.entries(makers).map(([maker, model]) => {
    return [maker, protocolOf(agent, connected(gateway, maker), model)] as const;
  });
  const protocols = [...new Set(used.map(([, protocol]) => protocol))].filter((protocol) => protocol !== undefined);
  const way = (protocol: ProtocolId): string => {
    const names = used.filter(([, other]) => other === protocol).map(([maker]) => maker);
    return names.length === used.length ? letters[protocol] : `${names.join(' ')} ${letters[protocol]}`;
  };
  const ways = protocols.filter((protocol) => agent.speaks.includes(protocol)).map(way);
  const translated = protocols.filter((protocol) => !agent.speaks.includes(protocol)).map(way);
  const by = translated.length === 0 ? '' : `translated ${translated.join(', ')}`;
  if (ways.length === 0 && by !== '') return by;
  if (ways.length === 0) return `no ${agent.speaks.map((protocol) => letters[protocol]).join(' ')}`;
  return `${ways.join(', ')}${isVerified(agent, gateway) ? ' ✓' : ''}${by === '' ? '' : `; ${by}`}`;
}

function isVerified(agent: Agent, gateway: Gateway): boolean {
  return (drivesOf.get(gateway) ?? []).some(({ text, lines }) => {
    // In a table of agents and gateways each line stands for itself alone.
    const isTable = lines.some((line) => agents.some((one) => isNamed(one, line)));
    return isTable ? lines.some((line) => isNamed(agent, line)) : isNamed(agent, text);
  });
}

function isNamed({ id }: { readonly id: string }, text: string): boolean {
  return text.includes(`'${id}'`);
}

/** Undefined where there is no way. */
function protocolOf(agent: Agent, connection: Connection, model: string): ProtocolId | undefined {
  try {
    return route(agent, connection, model, { translates: true }).protocol;
  } catch (error) {
    if (error instanceof Failure && error.code === 'model') return undefined;
    throw error;
  }
}
