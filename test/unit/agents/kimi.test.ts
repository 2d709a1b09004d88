import { describe, expect, it, test } from 'vitest';
import { parse } from 'smol-toml';
import type { LaunchPlan } from '../../../src/agents/agent.ts';
import { kimi } from '../../../src/agents/kimi.ts';
import { attach } from '../../../src/agents/kimi/mcp.ts';
import { requests } from '../../../src/agents/kimi/requests.ts';
import { transcripts } from '../../../src/agents/kimi/transcripts.ts';
import { assemble } from '../../../src/doctor/live-requests/assemble.ts';
import { parseJson } from '../../../src/json-path.ts';
import { Secret } from '../../../src/keys/secret.ts';
import type { ProtocolId } from '../../../src/protocols/protocols.ts';
import { launchOf, targetOf, type AgentCase } from '../../support/agent-cases.ts';

const gateway = 'https://gateway.test';
const bearer = { authorization: 'Bearer <key>' };
const main = {
  protocol: 'anthropic-messages',
  baseUrl: `${gateway}/anthropic`,
  model: 'claude-sonnet-4-5',
  credentials: bearer,
} as const;
const gpt = {
  protocol: 'openai-responses',
  baseUrl: `${gateway}/openai`,
  model: 'gpt-5.5',
  credentials: bearer,
} as const;
const google = { protocol: 'gemini', baseUrl: `${gateway}/google`, model: 'gemini-3', credentials: bearer } as const;
const settings = '/home/dev/.kimi-code/config.toml';

function planned(launch: AgentCase['launch'] = {}, target: Partial<AgentCase['target']> = {}): LaunchPlan {
  const given: AgentCase = { target: { main, ...target }, launch: { version: '2.1.0', ...launch } };
  return kimi.plan(targetOf(given), launchOf(given));
}

function fileOf({ files = [] }: LaunchPlan, name: string): string {
  return files.find(({ path }) => path.endsWith(`/${name}`))?.content() ?? '';
}

const config = (plan: LaunchPlan): Readonly<Record<string, unknown>> => parse(fileOf(plan, 'config.toml'));

describe('the arguments', () => {
  test.each([[['provider', 'list']], [['--version']], [['-h']], [['rc']], [['login']], [['fork', 'id']]])(
    '%j open no session of the gateway',
    (args) => {
      expect(planned({ args })).toMatchObject({ args, set: {}, apart: true });
    },
  );

  test.each<readonly [readonly string[], readonly string[]]>([
    // A new session has the model of the settings.
    [[], []],
    [
      ['-p', 'login'],
      ['-p', 'login'],
    ],
    [['-c'], ['--model', 'jetway/claude-sonnet-4-5', '-c']],
    [['-S'], ['--model', 'jetway/claude-sonnet-4-5', '-S']],
    [
      ['-r', 'id', '-y'],
      ['--model', 'jetway/claude-sonnet-4-5', '-r', 'id', '-y'],
    ],
    [
      ['-m', 'gpt-5.5'],
      ['-m', 'jetway/gpt-5.5'],
    ],
    [['--model=jetway/gpt-5.5'], ['--model=jetway/gpt-5.5']],
    // A command takes no such flag, and has the model of the settings.
    [['acp'], ['acp']],
    [
      ['web', '--port', '1'],
      ['web', '--port', '1'],
    ],
  ])('%j of a session become %j', (args, expected) => {
    expect(planned({ args: [...args] }, { others: [gpt] })).toMatchObject({ args: expected });
  });

  it('name no model that the session has not', () => {
    expect(() => planned({ args: ['-m', 'gpt-5'] }, { others: [gpt] })).toThrow('no model of this session');
  });
});

describe('the settings of a session', () => {
  it("are the user's without their models, and the gateway's", () => {
    const user = [
      'default_model = "mine"',
      'default_provider = "mine"',
      'theme = "dark \\u007f" # best',
      'hooks = [{ event = "Stop", command = "say \\"hi\\"", timeout = 5 }]',
      '[providers.mine]',
      'api_key = "sk-mine"',
      '[models."a.b"]',
      'model = "m"',
      '[secondary_model]',
      'default_model = "mine"',
      '[loop_control]',
      'max_steps_per_turn = 5',
    ].join('\n');
    const plan = planned({ texts: { [settings]: `\uFEFF${user}` } });
    expect(fileOf(plan, 'config.toml')).not.toContain('sk-mine');
    expect(config(plan)).toMatchObject({
      default_model: 'jetway/claude-sonnet-4-5',
      theme: 'dark \u007f',
      hooks: [{ event: 'Stop', command: 'say "hi"', timeout: 5 }],
      loop_control: { max_steps_per_turn: 5 },
    });
    expect(Object.keys(config(plan))).not.toContain('secondary_model');
    expect(Object.keys(config(plan)['models'] as object)).toEqual(['jetway/claude-sonnet-4-5']);
  });

  it('that are no TOML are refused', () => {
    expect(() => fileOf(planned({ texts: { [settings]: 'a = ' } }), 'config.toml')).toThrow('config.toml is no TOML');
  });

  it('tell windows and limits, and have no older Claude think for all of its output', () => {
    const about = {
      contextWindow: 200_000,
      maxOutputTokens: 64_000,
      reasoning: true,
      modalities: ['text', 'image'],
    } as const;
    const plan = planned({}, { main: { ...main, about }, others: [{ ...main, model: 'claude-opus-4-1' }, gpt] });
    expect(config(plan)['models']).toEqual({
      'jetway/claude-sonnet-4-5': {
        provider: 'anthropic-messages',
        model: 'claude-sonnet-4-5',
        max_context_size: 200_000,
        max_output_size: 64_000,
        capabilities: ['thinking', 'image_in', 'tool_use'],
      },
      'jetway/claude-opus-4-1': expect.objectContaining({
        max_output_size: 32_000,
        default_effort: 'medium',
      }) as object,
      'jetway/gpt-5.5': expect.not.objectContaining({ default_effort: 'medium' }) as object,
    });
  });

  it('lie apart for each way to a gateway, and for each home', () => {
    const home = (...args: Parameters<typeof planned>): unknown => planned(...args).set['KIMI_CODE_HOME'];
    const homes = [
      home(),
      home({}, { main: { ...main, baseUrl: `${gateway}/other` } }),
      home({ env: { KIMI_CODE_HOME: '/srv/kimi' } }),
    ];
    expect(new Set(homes).size).toBe(3);
    expect(home({ args: ['-c'] })).toBe(homes[0]);
  });
});

describe('the key', () => {
  it('is in a variable of its own where the protocol has a header for it, and in no file', () => {
    const plan = planned({}, { main: gpt });
    expect(plan.set).toMatchObject({ JETWAY_KIMI_KEY: new Secret('https://gateway.test') });
    expect(plan.set).not.toHaveProperty('KIMI_CODE_CUSTOM_HEADERS');
    expect(config(plan)['providers']).toEqual({
      'openai-responses': { type: 'openai_responses', base_url: `${gateway}/openai`, api_key_env: 'JETWAY_KIMI_KEY' },
    });
  });

  it('goes as a bearer to Anthropic and Google beside one of OpenAI, with their own header empty', () => {
    const plan = planned({}, { main: gpt, others: [main, google] });
    expect(plan.set['KIMI_CODE_CUSTOM_HEADERS']).toEqual([
      'authorization: ',
      'Bearer ',
      new Secret('https://gateway.test'),
    ]);
    expect(config(plan)['providers']).toMatchObject({
      'anthropic-messages': { base_url: `${gateway}/anthropic/v1`, custom_headers: { 'x-api-key': '' } },
      gemini: { base_url: `${gateway}/google`, custom_headers: { 'x-goog-api-key': '' } },
    });
    expect(plan.notes).toEqual([]);
  });

  it("of a provider leaves out what would send another's header along", () => {
    const keyed = { ...main, credentials: { 'x-api-key': '<provider-key>', 'cf-aig-authorization': 'Bearer <key>' } };
    const plan = planned({}, { main: keyed, others: [gpt, google] });
    expect(Object.keys(config(plan)['models'] as object)).toEqual(['jetway/claude-sonnet-4-5', 'jetway/gpt-5.5']);
    expect(config(plan)['providers']).toMatchObject({
      'openai-responses': { custom_headers: { 'cf-aig-authorization': '' } },
    });
    expect(plan.notes?.[0]).toContain('1 model ');
  });

  it('of a server of MCP is a bearer in a variable, and no other header', () => {
    const launch = launchOf({ target: { main }, launch: { version: '2.1.0' } });
    const token = new Secret('https://gateway.test');
    const texts = { '/home/dev/.kimi-code/mcp.json': '{ "mcpServers": { "mine": { "command": "x" } } }' };
    const plan = planned({ texts });
    const server = { name: 'gw-1', url: `${gateway}/mcp` };
    const attached = attach(plan, { ...server, headers: { authorization: ['Bearer ', token], 'x-a': '1' } }, launch);
    expect(parseJson(fileOf(attached, 'mcp.json'))).toEqual({
      mcpServers: {
        mine: { command: 'x' },
        'gw-1': { url: server.url, bearerTokenEnvVar: 'JETWAY_MCP_TOKEN', headers: { 'x-a': '1' } },
      },
    });
    expect(attached.set['JETWAY_MCP_TOKEN']).toBe(token);
    expect(fileOf(plan, 'mcp.json')).toBe(texts['/home/dev/.kimi-code/mcp.json']);
    expect(() => attach(plan, { ...server, headers: { 'x-bf-vk': token } }, launch)).toThrow('x-bf-vk');
  });
});

test.each<readonly [ProtocolId, string, object]>([
  ['anthropic-messages', '/v1/messages?beta=true', { thinking: { type: 'enabled', budget_tokens: 1024 } }],
  ['openai-responses', '/responses', { store: false, instructions: 'Be brief.' }],
  ['openai-chat', '/chat/completions', { stream_options: { include_usage: true }, max_tokens: 512 }],
])('what is asked over %s is as Kimi Code asks it', (protocol, path, body) => {
  const [request] = requests(targetOf({ target: { main: { ...main, protocol } }, launch: { version: '2.1.0' } }));
  expect(request?.path).toBe(path);
  expect(request && assemble(request, request.features)).toMatchObject({ body });
});

describe('its records', () => {
  const since = Date.parse('2026-11-30T10:00:00Z');
  const session = { session: 'x', folder: '/p', folderSha256: '907c2c183c9999', since, until: since + 60_000 };
  const path = '/h/sessions/wd_p_907c2c183c99/session_1/agents/main/wire.jsonl';
  const row = (model: string, time: number): string =>
    JSON.stringify({
      type: 'usage.record',
      model,
      usage: { inputOther: 100, output: 9, inputCacheRead: 20, inputCacheCreation: 3 },
      time,
    });
  const read = (lines: readonly string[], where = path): readonly object[] =>
    transcripts.read(lines, session, where, () => undefined);

  it('are counted of models of ours, in their time and folder', () => {
    const all = [row('jetway/demo/m', since + 5), row('mine', since + 6), row('jetway/demo/m', since - 1), '{', ''];
    expect(read(all)).toEqual([
      {
        id: `session_1 main ${since + 5}`,
        at: '2026-11-30T10:00:00.005Z',
        model: 'demo/m',
        usage: { input: 123, cached: 20, cacheWritten: 3, output: 9 },
      },
    ]);
    expect(read(all, path.replace('907c', '1111'))).toEqual([]);
  });
});
