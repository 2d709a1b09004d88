import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { AgentRequest } from '../../../src/agents/agent-doctor.ts';
import { agents, findAgent } from '../../../src/agents/index.ts';
import { assemble } from '../../../src/doctor/live-requests/assemble.ts';
import { requestLimit } from '../../../src/doctor/live-requests/bisect.ts';
import { findGateway } from '../../../src/gateways/index.ts';
import { at, listAt, textAt } from '../../../src/json-path.ts';
import { protocolIds } from '../../../src/protocols/protocols.ts';
import { resolveTarget } from '../../../src/launch/target.ts';

const host = { platform: 'linux', home: '/', cwd: '/', env: {}, assets: '/' } as const;

async function requestsOf(
  agentId: string,
  model: string,
  small = model,
  protocolsServed = protocolIds.join(','),
  withKey = true,
): Promise<readonly AgentRequest[]> {
  const connection = findGateway('compatible').connect({
    'base-url': 'https://gate.example.com',
    protocols: protocolsServed,
  });
  const agent = findAgent(agentId);
  const keys = new Map(withKey ? [[connection.account, 'k']] : []);
  const target = resolveTarget(agent, connection, keys, { model, smallModel: small, headers: {}, version: '1' });
  return (await agent.doctor?.())?.requests?.(target, host) ?? [];
}

interface Captured {
  readonly file: string;
  readonly path: string;
  readonly model: string;
  readonly body: unknown;
}

/** The first turn of a session, as the real programs sent it. */
const captured = ['claude-code', 'codex', 'opencode', 'gemini-cli'].flatMap((file): readonly Captured[] =>
  readFileSync(new URL(`../../support/captured/${file}.jsonl`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line))
    .filter((entry) => textAt(entry, 'expect') === 'call')
    .map((entry) => {
      const path = textAt(entry, 'path') ?? '';
      const body = at(entry, 'body');
      const model = textAt(body, 'model') ?? /models\/([^:]+):/.exec(path)?.[1] ?? '';
      return { file, path, model, body };
    }),
);

/** Not in the captured bodies: ids of the machine, and what depends on what is known of a model. */
const extra = ['metadata', 'client_metadata', 'generationConfig.thinkingConfig'];

test.each(captured)('$file asks $model for what it really asks', async ({ file, path, model, body }) => {
  const served = path.includes('chat/completions') ? 'openai-chat' : undefined;
  const [request] = (await requestsOf(file.replace(/-(?:code|cli)$/, ''), model, model, served)) as [AgentRequest];
  const ours = assemble(
    request,
    request.features.filter((feature) => feature.ours !== true),
  );
  expect(path.endsWith(request.path)).toBe(true);
  const keys = (value: unknown): readonly string[] =>
    Object.entries(value ?? {}).flatMap(([name, inner]: [string, unknown]) =>
      name === 'generationConfig' ? Object.keys(inner ?? {}).map((one) => `${name}.${one}`) : [name],
    );
  expect(keys(body).filter((name) => !keys(ours.body).includes(name))).toEqual([]);
  expect(keys(ours.body).filter((name) => !keys(body).includes(name) && !extra.includes(name))).toEqual([]);
  const kinds = (value: unknown): readonly string[] => [
    ...new Set(
      listAt(value, 'tools').map(
        (tool) =>
          textAt(tool, 'type') ??
          Object.keys(tool ?? {})
            .toSorted()
            .join(),
      ),
    ),
  ];
  for (const kind of kinds(body)) expect(kinds(ours.body).join(' ')).toContain(kind.replace('description,', ''));
});

test('Claude Code without a credential of its own asks for what its mode for signing servers adds', async () => {
  const features = async (withKey: boolean): Promise<string> =>
    JSON.stringify(
      (await requestsOf('claude', 'claude-sonnet-4-6', 'claude-sonnet-4-6', undefined, withKey))[0]?.features,
    );
  expect(await features(false)).toMatch(/prompt-caching-scope.*"scope":"global".*advisor-tool/);
  expect(await features(true)).not.toMatch(/prompt-caching-scope|advisor-tool/);
});

test('a Claude of before 4.6 is asked to think within a budget, and given room for it', async () => {
  const [main, small] = await requestsOf('claude', 'claude-sonnet-4-6', 'claude-haiku-4-5');
  expect(JSON.stringify(main?.features)).toContain('"thinking":{"type":"adaptive"}');
  expect(JSON.stringify(small?.features)).toContain('"thinking":{"type":"enabled","budget_tokens":1024}');
  expect(small?.body['max_tokens']).toBeGreaterThan(1024);
});

test.each(agents.map((agent) => agent.id))(
  'the requests of %s are pure, small and can be narrowed down',
  async (id) => {
    for (const model of ['claude-sonnet-4-6', 'gpt-5.5', 'gemini-2.5-pro', 'vendor/other']) {
      const all = await requestsOf(id, model, 'vendor/small').catch(() => []);
      expect(await requestsOf(id, model, 'vendor/small').catch(() => [])).toEqual(all);
      for (const { features, body, budget } of all) {
        const ids = features.map((feature) => feature.id);
        expect(new Set(ids).size).toBe(ids.length);
        // All at once, the bare question, and one after the other.
        expect(ids.length + 2).toBeLessThanOrEqual(requestLimit);
        expect(budget).toBeLessThan(2000);
        expect(JSON.stringify(assemble({ headers: {}, body }, features)).length).toBeLessThan(4000);
        for (const feature of features) expect(feature.words.global).toBe(false);
        for (const feature of features) if (feature.with !== undefined) expect(ids).toContain(feature.with);
      }
    }
  },
);
