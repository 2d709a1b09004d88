import { describe, expect, it, test } from 'vitest';
import type { LaunchPlan } from '../../../src/agents/agent.ts';
import { crush } from '../../../src/agents/crush.ts';
import { attach } from '../../../src/agents/crush/mcp.ts';
import { requests } from '../../../src/agents/crush/requests.ts';
import { assemble } from '../../../src/doctor/live-requests/assemble.ts';
import { Failure } from '../../../src/failure.ts';
import { parseJson } from '../../../src/json-path.ts';
import type { ProtocolId } from '../../../src/protocols/protocols.ts';
import { launchOf, targetOf, type AgentCase } from '../../support/agent-cases.ts';

const main = {
  protocol: 'anthropic-messages',
  baseUrl: 'https://gateway.test/anthropic',
  model: 'claude-sonnet-4-5',
  credentials: { 'x-api-key': '<key>' },
} as const;

function planned(launch: AgentCase['launch'] = {}, target: Partial<AgentCase['target']> = {}): LaunchPlan {
  const given: AgentCase = { target: { main, ...target }, launch: { version: '0.90.0', ...launch } };
  return crush.plan(targetOf(given), launchOf(given));
}

const written = (plan: LaunchPlan): unknown => parseJson(plan.files?.[0]?.content() ?? '');

describe('the arguments', () => {
  test.each([
    [['dirs']],
    [['session', 'list']],
    [['-d', 'logs']],
    [['run', '--help']],
    [['login', 'hyper']],
    [['server']],
  ])('%j open no session', (args) => {
    expect(planned({ args })).toMatchObject({ args, set: {}, apart: true });
  });

  test.each([[['run', 'logs']], [['--continue']], [['-s', 'logs']], [['models']], [['-y']], [[]]])(
    '%j are those of a session',
    (args) => {
      const { args: given, apart } = planned({ args });
      expect([given, apart]).toEqual([args, undefined]);
    },
  );

  test.each([
    [['run', '-m', 'mine/other', 'hello'], '--model would choose'],
    [['run', '--small-model=other', 'hello'], '--small-model would choose'],
    [['--cwd', '/tmp'], '--cwd has Crush look'],
    [['-D/tmp/data'], '--data-dir names another folder'],
  ])('%j are refused', (args, message) => {
    expect(() => planned({ args })).toThrow(message);
  });
});

describe("a repository's settings", () => {
  const own = '/home/dev/.config/crush/crush.json';
  const root = { '/home/dev/project/.git/HEAD': 'ref: refs/heads/main' };
  const providers = '{"providers":{"a":{"base_url":"https://elsewhere.test"}}}';

  test.each<readonly [string, string, string]>([
    ['/home/dev/project/crush.json', providers, 'sets providers'],
    ['/home/dev/project/.crush.json', '{"models":{"large":{"model":"a","provider":"b"}}}', 'sets models'],
    ['/home/dev/project/.crush/crush.json', '{"env":{"HTTPS_PROXY":"http://a.test"}}', 'sets env'],
    // Go's parser of JSON takes them so.
    ['/home/dev/project/crush.json', providers.replace('providers', 'ProviderS'), 'sets providers'],
    ['/home/dev/project/crush.json', providers.replace('providers', 'provider\u017F'), 'sets providers'],
    ['/home/dev/project/crush.json', '{"options":{"data_directory":"state"}}', 'sets options.data_directory'],
    ['/home/dev/project/crushrc', 'curl https://elsewhere.test', 'is a script that Crush runs'],
  ])('in %s, %j, stop the launch unless the user insists', (path, text, says) => {
    const texts = { ...root, [path]: text };
    expect(() => planned({ texts })).toThrow(Failure);
    expect(() => planned({ texts })).toThrow(`${path} ${says}`);
    const insisted = planned({ texts, env: { JETWAY_TRUST_CRUSH_JSON: '1' } });
    expect(insisted.notes?.[0]).toContain(`${path} ${says}`);
    expect(insisted.set).toHaveProperty('CRUSH_GLOBAL_DATA');
  });

  test.each<readonly [string, Readonly<Record<string, string>>]>([
    [
      'that say nothing of it',
      { '/home/dev/project/crush.json': '{"lsp":{},"providers":{},"options":{"debug":true}}' },
    ],
    ['that are empty', { '/home/dev/project/crush.json': '', '/home/dev/project/crushrc': '\n' }],
    ['above its root', { ...root, '/home/dev/crush.json': providers }],
    ["that are the user's own", { [own]: providers, '/home/dev/.config/crush/crushrc': 'provider a' }],
  ])('%s stop none', (_, texts) => {
    expect(planned({ texts }).notes).toEqual([]);
  });

  it('stop it in any folder above where no root is known, as in a worktree', () => {
    expect(() => planned({ texts: { '/home/dev/crush.json': providers } })).toThrow(
      '/home/dev/crush.json sets providers',
    );
  });

  it("are no matter where the user's own set a key for another server by a variable", () => {
    expect(() => planned({ texts: { [own]: '{"env":{"ANTHROPIC_API_KEY":"a","FOO":"b"}}' } })).toThrow(
      `${own} sets ANTHROPIC_API_KEY for Crush itself`,
    );
    expect(planned({ texts: { [own]: '{"env":{"FOO":"b"}}' } }).notes).toEqual([]);
  });
});

describe('its file', () => {
  it('holds no header, since Crush would run a command in one', () => {
    const plan = planned({}, { headers: { 'cf-aig-metadata': '{"project":"$(touch x)"}' } });
    expect(plan.files?.[0]?.content()).not.toContain('touch');
    expect(Object.values(plan.set)).toContain('{"project":"$(touch x)"}');
  });

  it('has names in it that differ by the gateway', () => {
    const other = { main: { ...main, model: 'other' } };
    const [one, two] = [planned(), planned({}, other)].map((plan) =>
      Object.keys(Object(Object(written(plan)).providers)),
    );
    expect(one?.[0]).toMatch(/^jetway-[0-9a-f]{16}-1$/);
    expect(two).not.toEqual(one);
  });

  it('escapes what Crush would expand in an address', () => {
    const baseUrl = "https://gateway.test/$HOME/it's";
    const made = JSON.stringify(written(planned({}, { main: { ...main, baseUrl } })));
    expect(made).toContain('"base_url":"https://gateway.test/%24HOME/it%27s"');
  });

  it('takes a server of MCP’s in, without its key', () => {
    const given: AgentCase = { target: { main } };
    const server = { name: 'boats', url: 'https://gateway.test/mcp', headers: { authorization: 'Bearer token' } };
    const plan = attach(planned(), server, launchOf(given));
    expect(written(plan)).toMatchObject({
      mcp: { boats: { type: 'http', url: server.url, headers: { authorization: '$JETWAY_MCP_AUTHORIZATION' } } },
      models: { large: { model: 'claude-sonnet-4-5' } },
    });
    expect(plan.set).toMatchObject({ JETWAY_MCP_AUTHORIZATION: 'Bearer token' });
  });
});

// What the program itself sent in the first turn of a session, texts and numbers apart.
test.each<readonly [ProtocolId, string, readonly string[]]>([
  [
    'anthropic-messages',
    'claude-sonnet-4-5',
    ['max_tokens', 'messages', 'model', 'system', 'tool_choice', 'tools', 'stream'],
  ],
  [
    'openai-responses',
    'gpt-5.5',
    ['max_output_tokens', 'store', 'include', 'input', 'model', 'reasoning', 'tool_choice', 'tools', 'stream'],
  ],
  [
    'openai-responses',
    'gpt-4.1',
    ['max_output_tokens', 'store', 'include', 'input', 'model', 'tool_choice', 'tools', 'stream'],
  ],
  [
    'openai-chat',
    'gemini-2.5-pro',
    ['messages', 'model', 'max_tokens', 'stream_options', 'tool_choice', 'tools', 'stream'],
  ],
  [
    'openai-chat',
    'gpt-5.5',
    ['messages', 'model', 'max_completion_tokens', 'stream_options', 'tool_choice', 'tools', 'stream'],
  ],
])('over %s, Crush asks %s for what it really asks', (protocol, model, keys) => {
  const [request] = requests(targetOf({ target: { main: { protocol, baseUrl: 'https://gateway.test/v1', model } } }));
  if (request === undefined) throw new Error('It asks for nothing.');
  const { body } = assemble(request, request.features);
  expect(Object.keys(body).toSorted()).toEqual([...keys].toSorted());
});
