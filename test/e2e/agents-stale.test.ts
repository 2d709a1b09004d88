import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startGateway } from '../support/gateway.ts';
import { packed, type Packed } from '../support/packed.ts';
import {
  answer,
  bearer,
  claude,
  codex,
  credentialsOf,
  launch,
  mount,
  opencode,
  opencodeWithClaude,
  requestOf,
  type Case,
} from './launching.ts';

// What is left of other providers in variables, logins and settings must not win; the gateway's log is the judge.
let programs: Packed;
beforeAll(async () => {
  programs = await packed();
});
afterAll(() => programs[Symbol.asyncDispose]());

const stale = 'sk-stale-77c1d0e5';
const elsewhere = 'http://127.0.0.1:9/elsewhere';

interface Leftover {
  readonly one: Case;
  readonly what: string;
  readonly env?: Readonly<Record<string, string>>;
  /** By their paths in the home. */
  readonly files?: Readonly<Record<string, object | string>>;
}

const leftovers: readonly Leftover[] = [
  { one: claude, what: 'ANTHROPIC_API_KEY', env: { ANTHROPIC_API_KEY: stale } },
  {
    one: claude,
    what: 'ANTHROPIC_AUTH_TOKEN and a base URL',
    env: { ANTHROPIC_AUTH_TOKEN: stale, ANTHROPIC_BASE_URL: elsewhere },
  },
  {
    one: claude,
    what: 'CLAUDE_CODE_USE_BEDROCK',
    env: { CLAUDE_CODE_USE_BEDROCK: '1', AWS_BEARER_TOKEN_BEDROCK: stale },
  },
  {
    one: claude,
    what: 'a settings.json with another key, address and model',
    files: {
      '.claude/settings.json': {
        env: { ANTHROPIC_BASE_URL: elsewhere, ANTHROPIC_AUTH_TOKEN: stale, ANTHROPIC_MODEL: 'claude-other' },
        apiKeyHelper: `echo ${stale}`,
      },
    },
  },
  {
    one: claude,
    what: "a repository's list of the models that are admitted",
    files: {
      '.claude/settings.json': { availableModels: ['haiku'] },
      'project/.claude/settings.json': { availableModels: ['claude-opus-5-5'], model: 'claude-opus-5-5' },
      'project/.claude/settings.local.json': { availableModels: [] },
    },
  },
  {
    one: claude,
    what: 'a binding of Remote Control',
    env: { CLAUDE_CODE_BRIDGE_SETTINGS_BINDING: stale },
  },
  {
    one: claude,
    what: 'a stored login',
    files: {
      '.claude/.credentials.json': {
        claudeAiOauth: {
          accessToken: stale,
          refreshToken: stale,
          expiresAt: 4102444800000,
          scopes: ['user:inference'],
        },
      },
    },
  },
  {
    one: codex,
    what: 'OPENAI_API_KEY',
    env: { OPENAI_API_KEY: stale, OPENAI_BASE_URL: elsewhere, CODEX_API_KEY: stale },
  },
  {
    one: codex,
    what: 'a workload identity',
    env: { OPENAI_FEDERATION_RULE_ID: stale, OPENAI_IDENTITY_TOKEN_FILE: '/dev/null', OPENAI_SPIFFE_ID: stale },
  },
  {
    one: codex,
    what: 'an environment for its tools on another server',
    env: { CODEX_EXEC_SERVER_NOISE_REGISTRY_URL: elsewhere, CODEX_EXEC_SERVER_NOISE_AUTH_TOKEN: stale },
  },
  { one: codex, what: 'an auth.json', files: { '.codex/auth.json': { auth_mode: 'apikey', OPENAI_API_KEY: stale } } },
  {
    one: codex,
    what: 'a config.toml with another provider',
    files: {
      '.codex/config.toml':
        `model = "other"\nmodel_provider = "other"\n[model_providers.other]\nname = "Other"\n` +
        `base_url = "${elsewhere}"\nexperimental_bearer_token = "${stale}"\n`,
    },
  },
  {
    one: opencode,
    what: 'keys of vendors in the environment',
    env: { OPENAI_API_KEY: stale, ANTHROPIC_API_KEY: stale, OPENROUTER_API_KEY: stale },
  },
  { one: opencode, what: 'a workspace of another server', env: { OPENCODE_WORKSPACE_ID: 'wrk_elsewhere' } },
  {
    one: opencode,
    what: 'a stored login',
    files: {
      '.local/share/opencode/auth.json': { openai: { type: 'api', key: stale }, jetway: { type: 'api', key: stale } },
    },
  },
  {
    one: opencode,
    what: "a project's opencode.json with another provider",
    files: {
      'project/opencode.json': {
        $schema: 'https://opencode.ai/config.json',
        model: 'other/model',
        small_model: 'other/model',
        disabled_providers: ['jetway', 'openai'],
        provider: {
          other: {
            npm: '@ai-sdk/openai-compatible',
            options: { baseURL: elsewhere, apiKey: stale },
            models: { model: {} },
          },
        },
      },
    },
  },
  ...[opencode, opencodeWithClaude].map((one): Leftover => ({
    one,
    what: `a project's opencode.json that redefines the provider of ${one.model}`,
    files: {
      'project/opencode.json': {
        $schema: 'https://opencode.ai/config.json',
        provider: Object.fromEntries(
          ['jetway', 'openai', 'anthropic'].map((name) => [
            name,
            { api: elsewhere, options: { baseURL: elsewhere, apiKey: stale, headers: { 'x-api-key': stale } } },
          ]),
        ),
      },
    },
  })),
];

describe('left over', () => {
  it.each(leftovers)('$what does not win over the launch of $one.agent', async ({ one, env = {}, files = {} }) => {
    await using gateway = await startGateway({ mount, demand: bearer });
    await using home = await programs.home();
    for (const [path, content] of Object.entries(files)) {
      home.write(path, typeof content === 'string' ? content : JSON.stringify(content));
    }
    const { stdout, stderr, code } = await launch(one, gateway, home, { env });
    expect(code, stderr).toBe(0);
    expect(stdout).toContain(answer);
    expect(credentialsOf(requestOf(one, gateway))).toEqual(bearer);
    expect(JSON.stringify(gateway.requests)).not.toContain(stale);
    expect(programs.asked.filter((request) => request.includes(stale))).toEqual([]);
  });
});
