import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/agents/agent.ts';
import type { Feature } from '../../src/agents/agent-doctor.ts';
import { findAgent } from '../../src/agents/index.ts';
import { findGateway } from '../../src/gateways/index.ts';
import { at, listAt, textAt } from '../../src/json-path.ts';
import { resolveTarget } from '../../src/launch/target.ts';
import type { ServedAnswer, ServedRequest } from '../../src/net/served.ts';
import { startGateway, type GatewayOptions, type Received } from '../support/gateway.ts';
import { jetway, type Outcome, type RunOptions } from '../support/jetway.ts';
import { scripted } from '../support/scripted.ts';

const protocolList = 'anthropic-messages,openai-responses,openai-chat,gemini';

interface Case {
  readonly agent: string;
  readonly model: string;
  readonly small: string;
  readonly set?: string;
}

/** Every agent over every protocol that it speaks. */
const cases: readonly Case[] = [
  { agent: 'claude', model: 'claude-sonnet-4-6', small: 'claude-haiku-4-5' },
  { agent: 'codex', model: 'gpt-5.5', small: 'gpt-5.5-mini' },
  { agent: 'codex', model: 'vendor/other', small: 'vendor/other' },
  { agent: 'opencode', model: 'gpt-5.5', small: 'gpt-5.5-mini' },
  { agent: 'opencode', model: 'claude-sonnet-4-6', small: 'claude-haiku-4-5' },
  { agent: 'opencode', model: 'vendor/other', small: 'vendor/small' },
  { agent: 'opencode', model: 'gemini-2.5-pro', small: 'gemini-2.5-flash' },
  { agent: 'gemini', model: 'gemini-2.5-pro', small: 'gemini-2.5-pro' },
];

async function deepDoctor(
  one: Case,
  options: GatewayOptions,
  more: { readonly flags?: readonly string[]; readonly run?: RunOptions } = {},
): Promise<Outcome & { readonly requests: readonly Received[] }> {
  await using gateway = await startGateway({ answers: judging, ...options });
  await using home = await jetway();
  home.install(one.agent);
  const place = ['--gateway', 'compatible', '--base-url', gateway.url, '--set', `protocols=${protocolList}`];
  const models = ['--model', one.model, '--small-model', one.small];
  const outcome = await home.run(
    ['doctor', one.agent, '--deep', '--only', 'deep', '--json', ...place, ...models, ...(more.flags ?? [])],
    { env: { JETWAY_API_KEY: 'key-of-the-test-4711' }, ...more.run },
  );
  return { ...outcome, requests: gateway.requests.filter(({ method }) => method === 'POST') };
}

/** As a gateway does that judges the calls of auto mode; `results`: with these words. */
function judged(results: object): ServedAnswer {
  const block = { type: 'tool_use', id: 'toolu_1', name: 'Bash', input: {} };
  const events = [
    { type: 'message_start', message: { id: 'msg_1', type: 'message', role: 'assistant', content: [] } },
    { type: 'content_block_start', index: 0, content_block: block },
    { type: 'content_block_delta', index: 0, delta: { type: 'input_json_delta', partial_json: '{"command":"ls"}' } },
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: 'tool_use', ...results }, usage: { output_tokens: 9 } },
    { type: 'message_stop' },
  ];
  const body = events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('');
  return { status: 200, headers: { 'content-type': 'text/event-stream' }, body };
}

const verdict = { type: 'dangerous_tool_use', status: { type: 'evaluated', tool_uses: { toolu_1: 'not_flagged' } } };

function judging({ body }: ServedRequest): ServedAnswer | undefined {
  return body.includes('"safeguards"') ? judged({ safeguard_results: [verdict] }) : undefined;
}

function check(outcome: Outcome): {
  readonly status: unknown;
  readonly detail: string;
  readonly hint: string;
  readonly evidence: readonly unknown[];
} {
  const found = listAt(outcome.json, 'checks').find((one) => textAt(one, 'id') === 'deep');
  return {
    status: at(found, 'status'),
    detail: textAt(found, 'detail') ?? '',
    hint: textAt(found, 'hint') ?? '',
    evidence: listAt(found, 'evidence'),
  };
}

/** What the agent's requests carry, in the case where the gateway is compatible and takes a bearer token. */
async function featuresOf(one: Case): Promise<readonly Feature[]> {
  const answers = { 'base-url': 'http://127.0.0.1:1', protocols: protocolList };
  const connection = findGateway('compatible').connect(answers);
  const keys = new Map([[connection.account, 'k']]);
  const agent = findAgent(one.agent);
  const target = resolveTarget(agent, connection, keys, {
    model: one.model,
    smallModel: one.small,
    headers: {},
    version: '1',
  });
  const host = { platform: 'linux', home: '/', cwd: '/', env: {}, assets: '/' } as const;
  return (await agent.doctor?.())?.requests?.(target, host)[0]?.features ?? [];
}

function carries({ headers, body }: Received, { headers: wanted = {}, body: json = {} }: Feature): boolean {
  const named = Object.entries(wanted).every(([name, value]) => headers[name]?.includes(value) === true);
  return named && holds(body, json);
}

function holds(given: unknown, wanted: Json): boolean {
  if (Array.isArray(wanted)) {
    return (wanted as readonly Json[]).every((item) =>
      listAt(given).some((other) => JSON.stringify(other) === JSON.stringify(item)),
    );
  }
  if (typeof wanted !== 'object' || wanted === null) return JSON.stringify(given) === JSON.stringify(wanted);
  return typeof given === 'object' && Object.entries(wanted).every(([name, value]) => holds(at(given, name), value));
}

test.each(cases)('$agent with $model works, and tells how fast', async (one) => {
  const outcome = await deepDoctor(one, {});
  const { status, detail, evidence } = check(outcome);
  expect({ status, code: outcome.code, detail }).toMatchObject({ status: 'pass', code: 0 });
  expect(detail).toMatch(/works, first token after \d+ ms.*, \d+ tokens in, \d+ out/);
  expect(evidence[0]).toMatchObject({ model: one.model, role: 'main', works: true, calledTool: true });
  expect(evidence).toHaveLength(one.small === one.model ? 1 : 2);
  expect(outcome.requests.length).toBeLessThanOrEqual(5);
});

test.each(
  cases.flatMap((one) => [
    { ...one, names: 'named' },
    { ...one, names: 'unnamed' },
  ]),
)(
  '$agent with $model: every single thing that is refused, $names, is found',
  async ({ names, ...one }) => {
    for (const feature of await featuresOf(one)) {
      if (feature.ours === true) continue;
      const message = names === 'named' ? `${wordFor(feature)}: Extra inputs are not permitted` : 'Bad request';
      const heals = feature.heals?.test(`400: ${message}`) === true;
      const outcome = await deepDoctor(one, {
        refuses: (request) => (carries(request, feature) ? { message } : undefined),
      });
      const { status, detail, hint, evidence } = check(outcome);
      expect({ feature: feature.id, status, found: at(evidence, 0, 'worksWithout') }).toEqual({
        feature: feature.id,
        status: heals ? 'warn' : 'fail',
        found: feature.id,
      });
      expect(outcome.code).toBe(heals ? 0 : 8);
      expect(detail).toContain(`refuses ${feature.name} (400: `);
      expect(hint).toContain(feature.avoid ?? `has no setting to leave out ${feature.name}`);
      expect(outcome.requests.length).toBeLessThan(45);
    }
  },
  60_000,
);

/** A name by which the feature's own pattern finds it. */
function wordFor(feature: Feature): string {
  const words = [...Object.keys(feature.body ?? {}), ...Object.values(feature.headers ?? {}), feature.name, feature.id];
  return words.find((word) => feature.words.test(word)) ?? feature.id;
}

test('two things at once, and the settings for both', async () => {
  const [one] = cases as [Case];
  const outcome = await deepDoctor(one, {
    refuses: ({ headers, body }) =>
      headers['anthropic-beta']?.includes('advanced-tool-use') === true
        ? { message: 'Unexpected value(s) `advanced-tool-use-2025-11-20` for the `anthropic-beta` header' }
        : at(body, 'thinking') === undefined
          ? undefined
          : { message: 'thinking.type: adaptive is not supported', status: 422 },
  });
  const { hint, evidence } = check(outcome);
  expect(at(evidence, 0, 'worksWithout')).toBe('tool-betas,thinking');
  expect(hint).toContain('CLAUDE_CODE_DISABLE_EXPERIMENTAL_BETAS=1 CLAUDE_CODE_DISABLE_THINKING=1');
});

test('what the environment has switched off is not sent', async () => {
  const [one] = cases as [Case];
  const outcome = await deepDoctor(
    one,
    { refuses: ({ body }) => (at(body, 'thinking') === undefined ? undefined : { message: 'thinking' }) },
    { run: { env: { CLAUDE_CODE_DISABLE_THINKING: '1' } } },
  );
  expect(check(outcome).status).toBe('pass');
});

test('without count_tokens and web search Claude Code works, with a remark', async () => {
  const [one] = cases as [Case];
  const outcome = await deepDoctor(one, {
    refuses: ({ path, body }) =>
      path.includes('count_tokens') || JSON.stringify(body).includes('web_search_20250305')
        ? { message: 'Not here', status: 404 }
        : undefined,
  });
  const { status, detail, hint, evidence } = check(outcome);
  expect({ status, code: outcome.code }).toEqual({ status: 'warn', code: 0 });
  expect(detail).toContain('without count_tokens (404: Not here) /context only estimates');
  expect(hint).toContain('"deny": ["WebSearch"]');
  expect(at(evidence, 0, 'lost')).toBe('count-tokens,web-search');
});

test.each([
  ['This model does not support the effort parameter.', 'effort', 'warn'],
  ['output_config.effort: Extra inputs are not permitted', 'effort', 'warn'],
  ['output_config: Extra inputs are not permitted', 'effort', 'fail'],
  ['context_management: Extra inputs are not permitted', 'context-management', 'warn'],
  ['Unexpected value(s) `context-management-2025-06-27` for the `anthropic-beta` header', 'context-management', 'warn'],
  ['context_management is not supported', 'context-management', 'fail'],
])('"%s" stops Claude Code only where it does not ask again', async (message, id, status) => {
  const [one] = cases as [Case];
  const part = id === 'effort' ? 'output_config' : 'context_management';
  const outcome = await deepDoctor(one, {
    refuses: ({ body }) => (at(body, part) === undefined ? undefined : { message }),
  });
  expect(at(check(outcome).evidence, 0, 'worksWithout')).toBe(id);
  expect(check(outcome).status).toBe(status);
});

describe("the safeguards of Claude Code's auto mode", () => {
  const [one] = cases as [Case];
  const lostBy = async (answers: NonNullable<GatewayOptions['answers']>, env = {}): Promise<readonly unknown[]> => {
    const outcome = await deepDoctor(
      one,
      { answers },
      { run: { env: { JETWAY_API_KEY: 'key-of-the-test-4711', ...env } } },
    );
    const { status, detail, hint, evidence } = check(outcome);
    const asked = outcome.requests.filter(({ body }) => at(body, 'safeguards') !== undefined).length;
    return [status, outcome.code, at(evidence, 0, 'lost'), asked, `${detail}\n${hint}`];
  };
  const when =
    (results: object): NonNullable<GatewayOptions['answers']> =>
    ({ body }) =>
      body.includes('"safeguards"') ? judged(results) : undefined;

  test.each([
    ['is passed over', when({})],
    ['comes to nothing', when({ safeguard_results: null })],
  ])('are told of where the question %s', async (_how, answers) => {
    const [status, code, lost, asked, words] = await lostBy(answers);
    expect([status, code, lost, asked]).toEqual(['warn', 0, 'auto-mode', 1]);
    expect(words).toContain('the answer has no safeguard_results');
    expect(words).toContain('CLAUDE_CODE_AUTO_MODE_SERVER=0');
  });

  test('are told of where a gateway refuses the question', async () => {
    const refusal = { error: { message: 'safeguards: Extra inputs are not permitted' } };
    const [status, , lost, , words] = await lostBy(({ body }) =>
      body.includes('"safeguards"') ? { status: 400, headers: {}, body: JSON.stringify(refusal) } : undefined,
    );
    expect([status, lost]).toEqual(['warn', 'auto-mode']);
    expect(words).toContain('400: safeguards: Extra inputs');
  });

  test('pass where the gateway judges', async () => {
    expect((await lostBy(judging)).slice(0, 4)).toEqual(['pass', 0, undefined, 1]);
  });

  test.each([{ CLAUDE_CODE_AUTO_MODE_SERVER: '0' }, { CLAUDE_CODE_DISABLE_EXPERIMENTAL_BETAS: '1' }])(
    'are not asked for where the user has switched them off: %o',
    async (env) => {
      expect((await lostBy(when({}), env)).slice(0, 4)).toEqual(['pass', 0, undefined, 0]);
    },
  );

  test('are asked for where the user wants them', async () => {
    expect((await lostBy(when({}), { CLAUDE_CODE_AUTO_MODE_SERVER: '1' }))[3]).toBe(1);
  });
});

test('a model that is not there is told by the gateway’s own words, after two requests', async () => {
  const [, one] = cases as [Case, Case];
  const outcome = await deepDoctor(
    { ...one, small: one.model },
    { refuses: () => ({ message: 'The model gpt-5.5 does not exist', status: 404 }) },
  );
  const { status, detail, hint } = check(outcome);
  expect(status).toBe('fail');
  expect(detail).toContain('does not exist');
  expect(hint).toContain('jetway list-models');
  expect(outcome.requests).toHaveLength(2);
});

test('a model that answers in words when it should call a tool is one to look at', async () => {
  const [, , one] = cases as [Case, Case, Case];
  const stream = [
    { type: 'response.output_text.delta', delta: 'alpha.txt' },
    { type: 'response.completed', response: { status: 'completed', usage: { input_tokens: 9, output_tokens: 3 } } },
  ];
  const body = stream.map((event) => `data: ${JSON.stringify(event)}\n\n`);
  const outcome = await deepDoctor(one, {
    misbehave: { '/responses': { status: 200, headers: { 'content-type': 'text/event-stream' }, body } },
  });
  expect(check(outcome)).toMatchObject({ status: 'warn' });
  expect(check(outcome).detail).toContain('did not call the tool');
});

test.each(['401', '429', '503', 'reset', 'html'] as const)(
  'a gateway that answers %s is asked no more than it must',
  async (how) => {
    const [, one] = cases as [Case, Case];
    const outcome = await deepDoctor({ ...one, small: one.model }, { misbehave: { '/responses': how } });
    expect(check(outcome).status).toBe('fail');
    expect(outcome.requests.length).toBeLessThanOrEqual(2);
    expect(outcome.stdout + outcome.stderr).not.toContain('key-of-the-test');
  },
);

test('its cost is told before, on stderr', async () => {
  const [one] = cases as [Case];
  const { stderr } = await deepDoctor(one, {});
  expect(stderr.replaceAll(/\s+/g, ' ')).toMatch(
    /^--deep sends 5 real requests \(up to 35, where something is refused\), about [\d.]+k? tokens in and at most [\d.]+k out/,
  );
});

test('in a terminal it asks, and a no leaves the free checks', async () => {
  const [one] = cases as [Case];
  const declined = scripted(['Send them?', false]);
  const no = await deepDoctor(one, {}, { run: { prompts: declined } });
  expect(declined.asked[0]?.preset).toBe(false);
  expect(no.requests).toEqual([]);
  expect(listAt(no.json, 'checks')).toEqual([]);
  const yes = await deepDoctor(one, {}, { run: { prompts: scripted(['Send them?', true]) } });
  expect(yes.requests).toHaveLength(5);
  const flag = await deepDoctor(one, {}, { flags: ['--yes'], run: { prompts: scripted() } });
  expect(flag.requests).toHaveLength(5);
});

test('without --deep no model is asked anything', async () => {
  await using gateway = await startGateway();
  await using home = await jetway();
  home.install('claude');
  const place = ['--gateway', 'compatible', '--base-url', gateway.url, '--set', `protocols=${protocolList}`];
  await home.run(['doctor', 'claude', ...place, '--model', 'claude-sonnet-4-6']);
  expect(gateway.requests.filter(({ body }) => at(body, 'model') !== undefined)).toEqual([]);
});

test('it goes past the cache of a gateway that has one, with the credentials of the agent', async () => {
  await using gateway = await startGateway({
    mount: '/v1/0123456789abcdef0123456789abcdef/my-gw',
    answers: judging,
  });
  await using home = await jetway();
  home.install('claude');
  const outcome = await home.run(
    [
      'doctor',
      'claude',
      '--deep',
      '--only',
      'deep',
      '--json',
      '--gateway',
      'cloudflare',
      '--base-url',
      gateway.url,
      '--model',
      'claude-sonnet-4-5',
    ],
    { env: { JETWAY_API_KEY: 'cf-token-4f1d7c2b9a' } },
  );
  expect(check(outcome).status).toBe('pass');
  const asked = gateway.requests.filter(({ method }) => method === 'POST');
  expect(asked.length).toBeGreaterThan(2);
  for (const { path, headers } of asked) {
    expect(path).toContain('/my-gw/anthropic/v1/messages');
    expect(headers['cf-aig-skip-cache']).toBe('true');
    expect(JSON.stringify(headers)).toContain('cf-token-4f1d7c2b9a');
  }
});

test('what Claude Code leaves out by itself once it is refused is one to look at, not a failure', async () => {
  const [one] = cases as [Case];
  const refuse = (message: string): GatewayOptions => ({
    refuses: ({ body }) => (at(body, 'context_management') === undefined ? undefined : { message }),
  });
  const named = check(await deepDoctor(one, refuse('context_management: Extra inputs are not permitted')));
  expect(named.status).toBe('warn');
  expect(named.hint).toBe(
    'Claude Code itself asks again without it; to spare that, leave out what is refused: CLAUDE_CODE_DISABLE_EXPERIMENTAL_BETAS=1',
  );
  expect(check(await deepDoctor(one, refuse('Bad request'))).status).toBe('fail');
});

test.each([
  // The search runs at Anthropic alone, which the relay says in words.
  ['claude', 'warn'],
  ['codex', 'pass'],
  ['gemini', 'pass'],
])('%s through a translation sends what the relay would send', async (agent, expected) => {
  const one = { agent, model: 'vendor/other', small: 'vendor/other' };
  const flags = ['--set', 'protocols=openai-chat'];
  const outcome = await deepDoctor(one, {}, { flags });
  const { status, detail, evidence } = check(outcome);
  expect({ status, code: outcome.code, detail }).toMatchObject({ status: expected, code: 0 });
  expect(detail).toContain('vendor/other (translated to openai-chat) works');
  expect(evidence[0]).toMatchObject({ translatedTo: 'openai-chat', works: true, calledTool: true });
  // The second is auto mode's: that its safeguards were left out is seen in the answer alone.
  const times = agent === 'claude' ? 2 : 1;
  expect(outcome.requests.map(({ path }) => path)).toEqual(Array.from({ length: times }, () => '/v1/chat/completions'));
  expect(outcome.requests[0]?.headers['authorization']).toBe('Bearer key-of-the-test-4711');
  expect(at(outcome.requests[0]?.body, 'messages')).toBeDefined();
  expect(outcome.stderr).toContain('--deep sends ');
  const refuses = (): { readonly message: string } => ({ message: 'This model rests today' });
  const refused = check(await deepDoctor(one, { refuses }, { flags }));
  expect(refused.status).toBe('fail');
  expect(refused.detail).toContain('This model rests today');
});
