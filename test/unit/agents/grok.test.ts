import { describe, expect, it } from 'vitest';
import { parse } from 'smol-toml';
import { obstacles } from '../../../src/agents/grok/managed.ts';
import { transcripts } from '../../../src/agents/grok/transcripts.ts';
import { grok } from '../../../src/agents/grok.ts';
import { launchOf, targetOf, type AgentCase } from '../../support/agent-cases.ts';

const base = 'https://gateway.ai.cloudflare.com/v1/acc/gw';
const target: AgentCase['target'] = {
  gateway: { id: 'cloudflare', name: 'Cloudflare AI Gateway' },
  main: {
    protocol: 'anthropic-messages',
    baseUrl: `${base}/anthropic`,
    model: 'claude-sonnet-4-5',
    credentials: { authorization: 'Bearer <key>' },
    about: { contextWindow: 200_000, name: 'Claude Sonnet 4.5' },
  },
  small: {
    protocol: 'openai-responses',
    baseUrl: `${base}/openai`,
    model: 'gpt-5-mini',
    credentials: { authorization: 'Bearer <key>' },
    about: { id: 'openai/gpt-5-mini', maxOutputTokens: 128_000, reasoning: false },
  },
  others: [
    {
      protocol: 'openai-chat',
      baseUrl: `${base}/compat`,
      model: 'groq/llama[1]',
      credentials: { 'cf-aig-authorization': 'Bearer <key>' },
    },
  ],
  headers: { 'cf-aig-metadata': '{"session":"1"}' },
};
const path = '/home/dev/.grok/config.toml';

const planOf = (args: readonly string[], text?: string, of: AgentCase['target'] = target) =>
  grok.plan(targetOf({ target: of, launch: {} }), {
    ...launchOf({ target: of, launch: { args: [...args] } }),
    ...(text === undefined ? {} : { texts: { [path]: text } }),
  });
const settingsOf = (text?: string, of = target): unknown => parse(planOf([], text, of).files?.[0]?.content() ?? '');

describe('the settings of a session of Grok', () => {
  it('have each model with its address, protocol and the names of its variables, and xAI in no place', () => {
    expect(settingsOf()).toEqual({
      endpoints: { cli_chat_proxy_base_url: `${base}/anthropic/v1`, xai_api_base_url: `${base}/anthropic/v1` },
      cli: { use_leader: false },
      ui: { fork_secondary_model: 'claude-sonnet-4-5' },
      subagents: {},
      models: {
        default: 'claude-sonnet-4-5',
        allowed_models: ['claude-sonnet-4-5', 'gpt-5-mini', 'groq/llama?1?'],
        web_search: 'claude-sonnet-4-5',
        image_description: 'claude-sonnet-4-5',
        session_summary: 'gpt-5-mini',
      },
      shell_environment_policy: { exclude: ['JETWAY_GROK_*', 'JETWAY_MCP_*'] },
      model: {
        'claude-sonnet-4-5': {
          model: 'claude-sonnet-4-5',
          name: 'Claude Sonnet 4.5',
          base_url: `${base}/anthropic/v1`,
          api_backend: 'messages',
          env_key: 'JETWAY_GROK_2',
          env_http_headers: { 'cf-aig-metadata': 'JETWAY_GROK_1' },
          extra_headers: { 'anthropic-version': '2023-06-01' },
          context_window: 200_000,
          max_completion_tokens: 8192,
        },
        'gpt-5-mini': {
          model: 'gpt-5-mini',
          name: 'openai/gpt-5-mini',
          base_url: `${base}/openai`,
          api_backend: 'responses',
          env_key: 'JETWAY_GROK_2',
          env_http_headers: { 'cf-aig-metadata': 'JETWAY_GROK_1' },
          max_completion_tokens: 128_000,
          reasoning_summary: 'none',
          supports_reasoning_effort: false,
        },
        'groq/llama[1]': {
          model: 'groq/llama[1]',
          name: 'groq/llama[1]',
          base_url: `${base}/compat`,
          api_backend: 'chat_completions',
          env_http_headers: { 'cf-aig-metadata': 'JETWAY_GROK_1', 'cf-aig-authorization': 'JETWAY_GROK_3' },
        },
      },
    });
  });

  it("are the user's, but for what leads elsewhere", () => {
    const text = `\uFEFF# mine
default_auto_mode = true
[ui]
compact_mode = true
scroll_speed = 50
[session]
ratio = 1.0
begun = 2026-11-30T10:00:00Z
[models]
default = "other"
[model.other]
api_key = "sk-own"
[model_providers.x]
base_url = "https://x.test"
[auth]
preferred_method = "oidc"
[endpoints]
models_base_url = "https://x.test"
feedback_base_url = "https://feedback.test"
deployment_key = "sk-own"
[shell_environment_policy]
exclude = ["CI_*"]
[subagents]
max_depth = 2
models.explore = "other"
`;
    const settings = planOf([], text).files?.[0]?.content() ?? '';
    expect(settings).not.toMatch(/other|sk-own|x\.test|oidc/);
    expect(settings).toContain('ratio = 1.0');
    expect(settings).toContain('begun = 2026-11-30T10:00:00');
    expect(parse(settings)).toMatchObject({
      default_auto_mode: true,
      ui: { compact_mode: true, scroll_speed: 50, fork_secondary_model: 'claude-sonnet-4-5' },
      endpoints: { feedback_base_url: 'https://feedback.test' },
      shell_environment_policy: { exclude: ['CI_*', 'JETWAY_GROK_*', 'JETWAY_MCP_*'] },
      subagents: { max_depth: 2 },
    });
  });

  it('have a model that stands for a login where no model has a bearer', () => {
    const [other] = target.others ?? [];
    const alone = { main: other ?? target.main };
    expect(settingsOf(undefined, alone)).toMatchObject({
      models: { default: 'groq/llama[1]', allowed_models: ['groq/llama?1?'] },
      model: { 'jetway-no-login': { api_key: 'none', hidden: true, base_url: `${base}/compat` } },
    });
  });

  it('are refused where those of the user are no TOML', () => {
    expect(() => planOf([], 'x = [')).toThrow(`${path} is no TOML.`);
  });

  it('hold no key, nor does what else is written', () => {
    const plan = planOf([]);
    expect(plan.files?.map(({ content }) => content()).join('')).not.toContain('<key');
    expect(plan.set['GROK_HOME']).toMatch(/\/agents\/grok-[\da-f]{16}$/);
  });
});

describe('the arguments of Grok', () => {
  it.each([
    [
      ['-m', 'openai/gpt-5-mini', '-p', 'x'],
      ['-m', 'gpt-5-mini', '-p', 'x'],
    ],
    [['--model=openai/gpt-5-mini'], ['--model=gpt-5-mini']],
    [
      ['-m', 'other'],
      ['-m', 'other'],
    ],
    [['-c'], ['--model', 'claude-sonnet-4-5', '-c']],
    [
      ['-r', 'id', '-m', 'other'],
      ['-r', 'id', '-m', 'other'],
    ],
    [
      ['agent', 'stdio'],
      ['agent', 'stdio'],
    ],
    [
      ['-p', 'leader'],
      ['-p', 'leader'],
    ],
  ])('%j become %j', (args, expected) => {
    expect(planOf(args).args).toEqual(expected);
  });

  it.each(['sessions', 'mcp', 'update', '--version', 'inspect'])('with %s open no session', (word) => {
    expect(planOf([word])).toMatchObject({ args: [word], set: {}, apart: true });
  });

  it.each([
    [['leader', 'list'], 'grok leader'],
    [['agent', 'serve'], 'grok agent serve'],
    [['agent', 'headless'], 'grok agent headless'],
    [['cursor-worker'], 'grok cursor-worker'],
    [['agent', '--leader', 'stdio'], '--leader has a process answer'],
  ])('%j are refused', (args, says) => {
    expect(() => planOf(args)).toThrow(says);
  });
});

describe('what an administrator rules for Grok', () => {
  const rules = '/etc/grok/requirements.toml';
  const keysIn = (text: string, file = rules): readonly string[] =>
    obstacles(text, targetOf({ target, launch: {} }), file).map(({ key }) => key);

  it.each([
    ['', []],
    ['[ui]\ndisable_bypass_permissions_mode = true', []],
    ['[models]\ndefault = "grok-4.6"', ['models.default']],
    ['[models]\ndefault = "claude-sonnet-4-5"', []],
    ['[models]\nallowed_models = ["grok-*"]', ['models.allowed_models']],
    ['[models]\nallowed_models = ["claude-?onnet*"]', []],
    ['[models]\nallowed_models = []', []],
    ['[auth]\ndisable_api_key_auth = true', ['auth']],
    ['[grok_com_config]\nforce_login_team_uuid = "x"', ['grok_com_config']],
    ['[model.gpt-5-mini]\nbase_url = "https://x.test"', ['model']],
    ['x = [', ['(unreadable)']],
  ])('is an obstacle in %j: %j', (text, keys) => {
    expect(keysIn(text)).toEqual(keys);
  });

  it('is no obstacle as a default, and one that can be set aside where it came with a login', () => {
    expect(keysIn('[models]\ndefault = "grok-4.6"', '/etc/grok/managed_config.toml')).toEqual([]);
    const [one] = obstacles('[ui]', targetOf({ target, launch: {} }), '/home/dev/.grok/requirements.toml');
    expect(one).toMatchObject({ overridable: true });
  });

  it('is looked for in the property list of macOS, too', () => {
    expect(keysIn('<key>requirements_toml_base64</key>', '/Library/Managed Preferences/ai.x.grok.plist')).toEqual([
      'requirements_toml_base64',
    ]);
    expect(keysIn('<key>other</key>', '/Library/Managed Preferences/ai.x.grok.plist')).toEqual([]);
  });
});

describe("Grok's records", () => {
  const since = Date.parse('2026-11-30T03:00:00Z');
  const session = { session: 'x', folder: '/home/me/my docs', folderSha256: 'aa', since, until: since + 3_600_000 };
  const file = '/home/me/.grok/sessions/%2Fhome%2Fme%2Fmy%20docs/01/updates.jsonl';
  const row = (at: number, told: object = {}): string =>
    JSON.stringify({
      method: '_x.ai/session/update',
      params: {
        sessionId: '01',
        update: {
          sessionUpdate: 'turn_completed',
          usage: {
            modelUsage: {
              'demo/gpt-5.5': { inputTokens: 100, outputTokens: 10, cachedReadTokens: 40, modelCalls: 2, ...told },
            },
          },
        },
        _meta: { eventId: '01-12', agentTimestampMs: at },
      },
    });
  const begunIn = (home: string) => () => JSON.stringify({ grok_home: home });
  const own = '/home/me/.cache/jetway/agents/grok-a04f204fa70fe7cd';

  it('tell of each turn of a session that Jetway began, and of no other', () => {
    const lines = ['{"params":{}}', row(since + 1000, { reasoningTokens: 4, cacheCreationTokens: 5 }), row(since - 1)];
    expect(transcripts.read(lines, session, file, begunIn(own))).toEqual([
      {
        id: '01-12 demo/gpt-5.5',
        at: '2026-11-30T03:00:01.000Z',
        model: 'demo/gpt-5.5',
        own: '01',
        requests: 2,
        usage: { input: 100, cached: 40, cacheWritten: 5, output: 10, reasoning: 4 },
      },
    ]);
    expect(transcripts.read(lines, session, file, begunIn('/home/me/.grok'))).toEqual([]);
    expect(transcripts.read(['x', '"turn_completed"', row(Number.NaN)], session, file, begunIn(own))).toEqual([]);
  });

  it('lie in a folder that is called by the working directory', () => {
    const host = { ...launchOf({ target, launch: {} }).host, home: '/home/me' };
    expect(transcripts.files(session, host)).toEqual([file.replace('/01/', '/*/')]);
  });
});
