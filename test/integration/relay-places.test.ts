import { describe, expect, it } from 'vitest';
import { agents, findAgent } from '../../src/agents/index.ts';
import { Failure } from '../../src/failure.ts';
import type { Connection } from '../../src/gateways/gateway.ts';
import type { RelayedSession } from '../../src/launch/relay.ts';
import { anyWay, resolveTarget, spokenFor } from '../../src/launch/target.ts';
import { translations, type ProtocolId } from '../../src/protocols/protocols.ts';
import { placesOf, type Places } from '../../src/relay/places.ts';
import { beginRelay } from '../../src/relay/session.ts';
import { account, connect, setups } from '../support/connections.ts';
import { startGateway } from '../support/gateway.ts';
import { temporaryHome } from '../support/home.ts';
import { jetway } from '../support/jetway.ts';
import { question, startBackend, startRelay, streams, upstream } from '../support/relay.ts';
import { systemIn } from '../support/system-in.ts';

const models = [
  'anthropic/claude-sonnet-4-6',
  'claude-sonnet-4-6',
  'openai/gpt-5.5',
  'gpt-5.5',
  'google/gemini-2.5-pro',
  'gemini-2.5-pro',
  'groq/llama-4',
  'qwen3',
];

describe.each(
  Object.entries(setups).flatMap(([gateway, ways]) => Object.keys(ways).map((setup) => [gateway, setup] as const)),
)('at %s, %s', (gateway, setup) => {
  it('an agent reaches over what its main model is served by whatever it would reach by itself', async () => {
    await using home = await temporaryHome();
    const connection = connect(gateway, setup);
    for (const agent of agents) {
      const reached = models.filter((model) => anyWay(agent, connection, model) !== undefined);
      const known = reached.map((id) => ({ id, protocols: connection.routes(id).map(({ protocol }) => protocol) }));
      for (const main of reached) {
        const wishes = { model: main, headers: {}, version: '1', translates: true };
        const target = resolveTarget(agent, connection, new Map(), wishes, known);
        const places = placesIn(connection, target, home.env);
        const protocol = spokenFor(agent, target.main.protocol) ?? target.main.protocol;
        for (const model of reached) {
          const found = places.find(protocol, model)?.endpoint.protocol;
          expect([protocol, ...translations[protocol]], `${agent.id}: ${main}, then ${model}`).toContain(found);
        }
      }
    }
  });
});

function placesIn(
  connection: Connection,
  target: RelayedSession['target'],
  env: Readonly<Record<string, string>>,
): Places {
  const common = upstream('http://127.0.0.1:9', 'openai-chat', 'm');
  const choice = { connection } as RelayedSession['choice'];
  return placesOf(
    { choice, target, keys: new Map() },
    (found) => ({ ...common, endpoint: found, about: found.about }),
    systemIn(env),
  );
}

it('a program asks for the main model over a protocol that its best way is not translated to', async () => {
  const mount = `/v1/${account}/my-gw`;
  await using gateway = await startGateway({ mount });
  await using here = await jetway();
  here.program(
    'client',
    `const { ANTHROPIC_BASE_URL: base, ANTHROPIC_API_KEY: key } = process.env;
    const body = JSON.stringify({ model: 'gemini-2.5-pro', max_tokens: 9, messages: [{ role: 'user', content: 'hi' }] });
    fetch(base + '/v1/messages', { method: 'POST', headers: { 'x-api-key': key }, body })
      .then((answer) => (process.exitCode = answer.status === 200 ? 7 : 1));`,
  );
  const flags = ['--gateway', 'cloudflare', '--base-url', gateway.url, '-m', 'gemini-2.5-pro'];
  const { code, stderr } = await here.run(['relay', ...flags, '--', 'client'], { env: { JETWAY_API_KEY: 'k' } });
  expect({ code, stderr }).toMatchObject({ code: 7 });
  expect(gateway.to('/compat/chat/completions')).toHaveLength(1);
});

/** Serves Claude's models over Anthropic's protocol, and all others over that of OpenAI. */
function served(
  model = '',
): readonly { readonly protocol: ProtocolId; readonly baseUrl: string; readonly model: string }[] {
  const protocol = model.startsWith('claude-') ? 'anthropic-messages' : 'openai-chat';
  return model === 'none' ? [] : [{ protocol, baseUrl: 'http://127.0.0.1:9', model }];
}

describe('a role', () => {
  const { path, body } = question('openai-chat', 'm');

  it.each([
    ['cheap', { cheap: { over: 80, model: 'claude-x' } }, 'serves claude-x over anthropic-messages alone'],
    ['long', { long: { from: 9, model: 'none' } }, 'does not serve none'],
    ['subagent', { subagent: 'claude-x' }, 'to which no request over openai-chat can be translated'],
    ['plan', { plan: 'claude-x' }, 'serves claude-x over anthropic-messages alone'],
  ])('%s whose model no request of the main one’s can be sent to refuses the launch', async (role, roles, why) => {
    await using home = await temporaryHome();
    const connection = { ...connect('litellm', 'local'), routes: served };
    const agent = findAgent('qwen');
    const target = resolveTarget(agent, connection, new Map(), { model: 'm', headers: {}, version: '1' });
    const saved = { gateway: 'litellm', settings: {}, models: {}, roles };
    const choice = { connection, gateway: connection.gateway, profile: { name: 'work', saved } };
    const options = { settings: {}, attribution: false };
    const session = { id: 'i', agent, choice, target, options, policies: [], keys: new Map(), profile: 'work' };
    const begun = beginRelay(session as unknown as RelayedSession, systemIn(home.env));
    const refused = await begun.catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(Failure);
    expect(refused).toMatchObject({
      code: 'model',
      message: expect.stringContaining(why),
      hint: expect.stringContaining(`jetway profile set roles.${role} --unset`),
    });
  });

  it('is passed over for another protocol’s requests that its model can not take, and the end tells of it', async () => {
    await using backend = await startBackend((_request, response) =>
      response.writeHead(200, { 'content-type': 'text/event-stream' }).end(streams['openai-chat']),
    );
    const m = upstream(backend.origin, 'openai-chat', 'm');
    const find: Places['find'] = (_protocol, model) => (model === 'm' ? m : undefined);
    await using relay = await startRelay([m], { find, roles: { subagent: 'claude-x' } });
    expect((await relay.ask(path, body, { 'x-parent-session-id': 's' })).status).toBe(200);
    expect(relay.entries()).toMatchObject([{ model: 'm', outcome: 'whole' }]);
    expect(relay.entries()[0]).not.toHaveProperty('because');
    const kept = 'Requests over openai-chat kept their own model, not that of the role subagent:';
    expect(relay.summary()).toEqual([`${kept} Nobody serves claude-x over openai-chat.`]);
  });
});

it('a model that is not served over what it is asked over is refused, and the next command named', async () => {
  await using relay = await startRelay([upstream('http://127.0.0.1:9', 'openai-chat', 'm')], { refusal: 400 });
  const { path, body } = question('openai-chat', 'other');
  const answer = await relay.ask(path, body);
  expect(answer).toMatchObject({ status: 400, headers: { 'x-should-retry': 'false' } });
  expect(answer.text).toContain('Nobody serves other over openai-chat. Choose another model: jetway list-models');
  expect(relay.entries()).toMatchObject([{ outcome: 'refused', because: 'not served' }]);
});

it('a fallback that no request of the main model’s can be sent to is told of at the launch', async () => {
  await using gateway = await startGateway();
  await using here = await jetway();
  here.install('qwen');
  here.program('vault', "console.log('other-key-77')");
  const settings = { 'base-url': gateway.url, protocols: 'openai-chat' };
  const fallback = ['profile:apps/claude-x', 'demo/gpt-5.5-mini'];
  const profiles = {
    work: { gateway: 'compatible', settings, models: { qwen: 'demo/gpt-5.5' }, fallback },
    apps: {
      gateway: 'claude-apps',
      settings: { 'base-url': gateway.url },
      models: {},
      keyCommand: [`${here.prefix}/bin/vault`],
    },
  };
  here.home.write('.config/jetway/config.json', JSON.stringify({ schemaVersion: 1, current: 'work', profiles }));
  const { code, stderr } = await here.run(['qwen', '-p', 'hi'], { env: { JETWAY_API_KEY: 'k' } });
  expect({ code, stderr }).toMatchObject({ code: 0 });
  const told = stderr.split('\n').filter((line) => line.includes('will be passed over'));
  expect(told).toEqual([
    "jetway: The fallback profile:apps/claude-x will be passed over: Qwen Code asks over openai-chat, and that can't be translated to what it is served over",
  ]);
});
