import { describe, expect, test } from 'vitest';
import { explain, messageOf } from '../../../src/gateways/diagnosis.ts';
import type { FailureCode } from '../../../src/failure.ts';
import type { Diagnosis } from '../../../src/gateways/gateway.ts';
import { junk, sample, sampleBodies } from '../../support/bodies.ts';
import { connect, setups } from '../../support/connections.ts';

/** What happened and why, and what to do about it. */
type Expected = readonly [gateway: string, code: FailureCode, message: RegExp, hint: RegExp, transient?: true];

const expected: Readonly<Record<string, Expected>> = {
  'bifrost-error-anthropic-dialect': ['bifrost', 'gateway', /budget .* used up/, /raised in Bifrost/],
  'bifrost-error-budget': ['bifrost', 'gateway', /budget .* used up .*50\.01/, /raised in Bifrost/],
  'bifrost-error-model-blocked': ['bifrost', 'model', /may not use this model/, /list-models/],
  'bifrost-error-rate': ['bifrost', 'gateway', /rate limit .* reached/, /Wait/, true],
  'bifrost-error-rate-daily': ['bifrost', 'gateway', /\(500 of 10 tokens, each 1d\)/, /Wait for its reset/],
  'bifrost-error-rate-gemini-dialect': ['bifrost', 'gateway', /\(1 of 1 requests, each 1h\)/, /Wait for its reset/],
  'bifrost2-error-expired': ['bifrost', 'credential', /has expired/, /jetway login/],
  'bifrost2-error-inactive': ['bifrost', 'credential', /switched off/, /jetway login/],
  'bifrost2-error-model-budget': ['bifrost', 'gateway', /budget of the virtual key .*0\.0003 of 0\.0001/, /Wait/],
  'bifrost2-error-no-provider': ['bifrost', 'model', /no provider for this model/, /provider\/model/],
  'bifrost2-error-quota-no-key': ['bifrost', 'credential', /wants a virtual key/, /jetway login/],
  'bifrost2-error-team-budget': ['bifrost', 'gateway', /budget of the team .*0\.0003 of 0\.0001 USD/, /Wait/],
  'bifrost2-management-unauthorized': ['bifrost', 'credential', /Unauthorized|key/i, /jetway/],
  'bifrost2-virtual-key-create-duplicate': ['bifrost', 'gateway', /already exists/, /jetway|Try|Look/],
  'bifrost2-error-unknown-key': ['bifrost', 'credential', /does not know the virtual key/, /jetway login/],
  'bifrost2-error-upstream': [
    'bifrost',
    'gateway',
    /behind Bifrost, openai, refuses Bifrost's own/,
    /who runs Bifrost/,
  ],
  'bifrost2-error-upstream-anthropic-dialect': ['bifrost', 'gateway', /refuses Bifrost's own/, /who runs Bifrost/],
  'bifrost-error-vk-required': ['bifrost', 'credential', /wants a virtual key/, /jetway login/],
  'cf-error-2001-gateway-missing': ['cloudflare', 'configuration', /no gateway "my-gw" in account/, /--gateway-id/],
  'cf-error-2003-rate-limited': ['cloudflare', 'gateway', /own rate limit/, /Wait/, true],
  'cf-error-2005-upstream-failed': ['cloudflare', 'gateway', /did not answer/, /try again/, true],
  'cf-error-2008-invalid-provider': ['cloudflare', 'configuration', /no such provider/, /provider\/model/],
  'cf-error-2009-unauthorized': ['cloudflare', 'credential', /does not accept the token/, /AI Gateway: Run/],
  'cf-error-2019-chat-format': ['cloudflare', 'model', /provider in front/, /provider\/model/],
  'cf-error-2021-insufficient-balance': ['cloudflare', 'gateway', /no credit/, /Buy credits/],
  'cf-error-2021-insufficient-credits': ['cloudflare', 'gateway', /no credit/, /Buy credits/],
  'cf-error-2021-not-in-unified-billing': [
    'cloudflare',
    'model',
    /does not cover this model/,
    /store that provider's key/,
  ],
  'cf-error-2021-wholesale-rate-limit': ['cloudflare', 'gateway', /rate limit/, /Wait a minute/, true],
  'cf-error-2029-dlp-request-blocked': ['cloudflare', 'gateway', /data-loss rules blocked the request/, /owner/],
  'cf-error-2040-byok-alias': ['cloudflare', 'configuration', /Configured aliases: 'default'/, /settings/],
  'cf-error-2045-spend-limit': ['cloudflare', 'gateway', /rule 'per-user'/, /rule's time/],
  'cf-error-provider-401-anthropic': ['cloudflare', 'credential', /provider behind .* no key/, /JETWAY_PROVIDER_KEY/],
  'cf-error-provider-401-openai': ['cloudflare', 'credential', /provider behind .* no key/, /JETWAY_PROVIDER_KEY/],
  'cf-graphql-error': ['cloudflare', 'credential', /may not read the figures/, /Account Analytics: Read/],
  'cf-log-7002-not-found': ['cloudflare', 'gateway', /not written this down yet/, /few seconds/, true],
  'cf-rest-10000-authentication': [
    'cloudflare',
    'credential',
    /does not accept the token for this request/,
    /permission/,
  ],
  'cf-rest-7001-get-models': ['cloudflare', 'gateway', /does not take this request/, /base URL/],
  'cf-rest-7003-model-not-found': ['cloudflare', 'model', /Model not found: anthropic/, /list-models/],
  'cf-rest-7003-user-input': ['cloudflare', 'gateway', /refused the request .*expected string/, /another model/],
  'cf-token-verify': ['cloudflare', 'credential', /mistyped or was revoked/, /jetway login/],
  'cf-workers-ai-5021-context': ['cloudflare', 'model', /longer than this model's window/, /list-models/],
  'ccr-error-provider': ['claude-code-router', 'model', /no provider nosuch\.$/, /provider,model/],
  'ccr-error-unreached': ['claude-code-router', 'gateway', /does not reach the provider/, /api_base_url/, true],
  'ccr-error-upstream': ['claude-code-router', 'gateway', /up,gpt-5\.5, .*\(429: .*slow down[^/]*$/, /Try again/, true],
  'ccr-error-upstream-key': ['claude-code-router', 'gateway', /refuses the router's own key/, /api_key/],
  'claude-apps-error-model': ['claude-apps', 'model', /may not use this model .*nosuch/, /list-models/],
  'claude-apps-error-token': ['claude-apps', 'credential', /does not accept the token/, /login --sso/],
  'claude-apps-error-upstream': ['claude-apps', 'gateway', /gateway's own key/, /who runs the gateway/],
  'cliproxyapi-error-key': ['cliproxyapi', 'credential', /Invalid API key/, /jetway login/],
  'litellm-error-auth': ['litellm', 'credential', /does not know this key/, /jetway login/],
  'litellm-error-budget': ['litellm', 'gateway', /budget .* used up/, /raised/],
  'litellm-error-budget-model': ['litellm', 'gateway', /budget .* used up/, /raised/],
  'litellm-error-cooldown': ['litellm', 'gateway', /provider behind it refused/, /jetway ask/, true],
  'litellm-error-cooldown-anthropic': ['litellm', 'gateway', /provider behind it refused/, /jetway ask/, true],
  'litellm-error-expired': ['litellm', 'credential', /expired/, /jetway login/],
  'litellm-error-key-info-no-db': ['litellm', 'gateway', /failed .*500/, /Try again/, true],
  'litellm-error-model': ['litellm', 'model', /no model of that name .*gpt-9/, /list-models/],
  'litellm-error-model-anthropic': ['litellm', 'model', /no model of that name/, /list-models/],
  'litellm-error-model-denied': ['litellm', 'model', /may not use this model/, /list-models/],
  'litellm-nodb-key-info': ['litellm', 'gateway', /500|Database/i, /Try again/, true],
  'litellm-nodb-team-list': ['litellm', 'gateway', /DB not connected|database|400/i, /./],
  'litellm-nodb-spend-logs-v2': ['litellm', 'credential', /./, /./],
  'litellm-error-no-db': ['litellm', 'credential', /only its master key/, /jetway login/],
  'llamacpp-error-context': ['llama-cpp', 'model', /longer than what/, /./],
  'ollama-error-model': ['ollama', 'model', /./, /ollama/],
  'ollama-error-tools': ['ollama', 'model', /tools/, /./],
  'openrouter-error': ['openrouter', 'credential', /does not know this key/, /openrouter\.ai\/settings\/keys/],
  'openrouter-error-credit': ['openrouter', 'gateway', /wants more credit .*can only afford/, /Buy some/],
  'openrouter-error-guardrail': ['openrouter', 'gateway', /limit of this key/, /raise it/],
  'portkey-error-immutable': ['portkey', 'gateway', /every list and every stream/, /@hono\/node-server/],
  'portkey-error-missing-provider': ['portkey', 'configuration', /no such provider/, /--set provider/],
  'portkey-error-no-such-path': ['compatible', 'gateway', /nothing at this address \(404: Not Found\)/, /base URL/],
  'portkey-error-provider': ['portkey', 'configuration', /no such provider/, /--set provider/],
  'portkey-error-unreachable': ['portkey', 'gateway', /does not reach the provider/, /custom-host/, true],
  'portkey-error-unsupported-route': ['portkey', 'gateway', /does not serve this protocol/, /--set provider/],
  'portkey-error-upstream': ['portkey', 'model', /gpt-9/, /list-models/],
  'vercel-error-auth': ['vercel', 'credential', /does not accept the key/, /jetway login/],
  'vercel-error-model': ['vercel', 'model', /no such model .*claude-9/, /list-models/],
  'vllm-error-context': ['vllm', 'model', /longer than what/, /./],
};

const isError = ({ name, status }: { readonly name: string; readonly status: number }): boolean =>
  status > 299 || name.includes('error');

function say(gateway: string, status: number, body: unknown): Diagnosis {
  return explain(connect(gateway, Object.keys(setups[gateway] ?? {})[0] ?? ''), status, body);
}

test.each(sampleBodies.filter(isError))('$name says what happened and what to do', ({ name, status, body }) => {
  const [gateway, code, message, hint, transient] = expected[name] ?? (['none', 'usage', /^$/, /^$/] as const);
  expect(expected, `Nothing is expected of ${name}`).toHaveProperty([name]);
  const diagnosis = say(gateway, status, body);
  expect({ code: diagnosis.code, transient: diagnosis.transient ?? false }).toEqual({
    code,
    transient: transient ?? false,
  });
  expect(diagnosis.message).toMatch(message);
  expect(diagnosis.hint).toMatch(hint);
  expect(diagnosis.message).toMatch(/^[^\n]{10,400}$/);
});

test('no expectation is left of a body that is gone', () => {
  const there = new Set(sampleBodies.map(({ name }) => name));
  expect(Object.keys(expected).filter((name) => !there.has(name))).toEqual([]);
});

/** Codes that the makers document, and of which there is no body. */
const documented: readonly (readonly [
  gateway: string,
  status: number,
  body: unknown,
  FailureCode,
  message: RegExp,
  transient?: true,
])[] = [
  ...(
    [
      [2002, 502, 'gateway', /could not read the model's answer/, true],
      [2030, 424, 'gateway', /blocked the answer/],
      [2047, 401, 'credential', /does not accept the credentials/],
      [1000, 401, 'credential', /mistyped/],
      [3006, 413, 'gateway', /too large/],
      [3007, 408, 'gateway', /in time/, true],
      [3036, 429, 'gateway', /free allocation/],
      [3040, 429, 'gateway', /no capacity/, true],
      [3042, 404, 'model', /no such model/],
      [5007, 400, 'model', /no such model/],
    ] as const
  ).map(
    ([code, status, ...rest]) =>
      ['cloudflare', status, { success: false, errors: [{ code, message: 'x' }] }, ...rest] as const,
  ),
  ...(
    [
      ['virtual_key_not_found', 401, 'credential', /does not know the virtual key/],
      ['virtual_key_blocked', 403, 'credential', /switched off/],
      ['provider_blocked', 403, 'model', /may not use this model/],
      ['rate_limited', 429, 'gateway', /rate limit/, true],
      ['request_limited', 429, 'gateway', /rate limit/, true],
    ] as const
  ).map(
    ([type, status, ...rest]) =>
      ['bifrost', status, { type, status_code: status, error: { message: 'x' } }, ...rest] as const,
  ),
  [
    'litellm',
    429,
    { error: { message: 'Rate limit reached', type: 'None', code: '429' } },
    'gateway',
    /asked too much/,
    true,
  ],
  ['litellm', 400, { error: { message: 'Budget has been exceeded!', type: 'budget_exceeded' } }, 'gateway', /used up/],
  ...([408, 429, 502, 503] as const).map(
    (status) =>
      ['openrouter', status, { error: { code: status, message: 'x' } }, 'gateway', /\(\d+: x\)/, true] as const,
  ),
  ['openrouter', 400, { error: { code: 400, message: 'x/y is not a valid model ID' } }, 'model', /can't serve/],
  ['vercel', 400, { error: { message: 'Bad top_p', type: 'invalid_request_error' } }, 'gateway', /400: Bad top_p/],
  ['vercel', 429, { error: { message: 'Slow down', type: 'rate_limit_exceeded' } }, 'gateway', /asked too much/, true],
  [
    'vercel',
    403,
    { error: { message: 'No', type: 'forbidden', param: { ruleId: 'r' } } },
    'gateway',
    /rule of the Vercel team/,
  ],
  ['vercel', 404, { error: { message: 'No', type: 'not_found' } }, 'configuration', /nothing at this address/],
  ['vercel', 424, { error: { message: 'No', type: 'failed_dependency' } }, 'gateway', /provider behind/, true],
  ['vercel', 500, { error: { message: 'No', type: 'internal_server_error' } }, 'gateway', /failed/, true],
  [
    'databricks',
    401,
    { error_code: 'UNAUTHENTICATED', message: 'Token expired' },
    'credential',
    /does not accept the token/,
  ],
  [
    'databricks',
    400,
    { message: 'eager_input_streaming: Extra inputs are not permitted' },
    'gateway',
    /eager_input_streaming/,
  ],
];

for (const [gateway, status, body, code, message, transient] of documented) {
  test(`${gateway}, ${status}, ${JSON.stringify(body)}`, () => {
    const diagnosis = say(gateway, status, body);
    expect({ code: diagnosis.code, transient: diagnosis.transient ?? false }).toEqual({
      code,
      transient: transient ?? false,
    });
    expect(diagnosis.message).toMatch(message);
    expect(diagnosis.hint.length).toBeGreaterThan(10);
  });
}

test.each([
  [400, "This model's maximum context length is 200000 tokens", 'model', false],
  [400, 'prompt is too long: 210000 tokens > 200000 maximum', 'model', false],
  [400, 'Your credit balance is too low to access the Anthropic API', 'gateway', false],
  [429, 'You exceeded your current quota, please check your plan and billing details.', 'gateway', false],
  [429, 'Rate limit reached; add a payment method at https://example.com/account/billing', 'gateway', true],
])('%i "%s", as vendors write it, means the same behind every gateway', (status, message, code, transient) => {
  for (const gateway of Object.keys(setups)) {
    const diagnosis = say(gateway, status, { error: { message } });
    expect({ gateway, code: diagnosis.code, transient: diagnosis.transient ?? false }).toEqual({
      gateway,
      code,
      transient,
    });
  }
});

test('a request that is refused as such leads to the check that finds what of it', () => {
  expect(say('compatible', 400, { error: { message: 'thinking: Extra inputs are not permitted' } }).hint).toContain(
    'doctor --deep',
  );
});

describe('keys that servers repeat', () => {
  const texts = [
    ['Incorrect API key provided: sk-proj-abcd1234efgh. You can find it', 'abcd1234'],
    ['Received API Key = sk-...wxyz, Key Hash (Token) =88dc28d0c0ffee11', 'wxyz'],
    ['Received API Key = sk-...wxyz, Key Hash (Token) =88dc28d0c0ffee11', '88dc28d0'],
    ['Invalid token dapi0123456789abcdef0123456789abcdef', '0123456789'],
    ['API key not valid: AIzaSyA1234567890abcdefghij', 'SyA1234567'],
    ['bad header Authorization: Bearer abc.def-ghi123', 'ghi123'],
    ['jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl expired', 'c2lnbmF0'],
    ['API Key: ****9f3c is unknown', '9f3c'],
    ['token 0123456789abcdef0123456789abcdef is unknown', '89abcdef'],
  ] as const;

  test.each(texts)('%s is told without it, whatever the gateway', (message, secret) => {
    for (const gateway of Object.keys(setups)) {
      for (const status of [400, 401, 403, 429, 500]) {
        for (const body of [
          { error: { message } },
          { message },
          { detail: message },
          { error: [{ code: 7, message }] },
        ]) {
          expect(JSON.stringify(say(gateway, status, body))).not.toContain(secret);
        }
        expect(JSON.stringify(say(gateway, status, message))).not.toContain(secret);
      }
    }
  });

  test('LiteLLM’s refusal of a key is told without its end and its hash', () => {
    const { status, body } = sample('litellm-error-auth');
    for (const gateway of ['litellm', 'compatible'])
      expect(say(gateway, status, body).message).not.toMatch(/abcd|88dc28d0/);
  });

  test('what is no key stays', () => {
    const message = 'tools.0.eager_input_streaming: not permitted for claude-sonnet-4-5-20250929 (task-based-routing)';
    expect(messageOf({ message })).toBe(message);
  });
});

test('whatever comes is told in one short clean line', () => {
  const pages = ['<html><body>Sign in</body></html>', '\u001b[2J\u001b]0;x\u0007'.repeat(50), 'x'.repeat(100_000)];
  const bodies = [...junk, ...pages, ...pages.map((message) => ({ error: { message } }))];
  for (const gateway of Object.keys(setups)) {
    const told = new Map<string, Diagnosis>();
    for (const status of [200, 302, 400, 401, 402, 403, 404, 408, 413, 418, 429, 500, 502, 529]) {
      for (const body of bodies) {
        const diagnosis = say(gateway, status, body);
        told.set(`${diagnosis.message}\n${diagnosis.hint}`, diagnosis);
      }
    }
    for (const { message, hint } of told.values()) {
      expect(message.length).toBeLessThan(500);
      expect(`${message}${hint}`).not.toMatch(/[\p{Cc}\p{Cf}]|<html|<body/u);
      expect(hint).not.toBe('');
    }
  }
});
