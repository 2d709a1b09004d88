import { describe, expect, it } from 'vitest';
import { exitCodes, type FailureCode } from '../../src/failure.ts';
import { sample } from '../support/bodies.ts';
import { startGateway } from '../support/gateway.ts';
import { jetway } from '../support/jetway.ts';

const account = '0123456789abcdef0123456789abcdef';
const mount = `/v1/${account}/my-gw`;
const key = 'cf-token-9f8e7d6c';
const env = { JETWAY_API_KEY: key };
const cloud = (url: string): readonly string[] => ['--gateway', 'cloudflare', '--base-url', url];
const server = (url: string, protocols = 'openai-chat'): readonly string[] => [
  ...['--gateway', 'compatible', '--base-url', url, '--set', `protocols=${protocols}`],
];

describe('ask', () => {
  it.each([
    ['claude', 'anthropic-messages', '/v1/messages'],
    ['codex', 'openai-responses', '/responses'],
    ['opencode', 'openai-chat', '/chat/completions'],
    ['opencode', 'gemini', ':streamGenerateContent'],
  ])('as %s speaks %s', async (agent, protocol, path) => {
    await using gateway = await startGateway({
      demand: { authorization: `Bearer ${key}` },
    });
    await using here = await jetway();
    const argv = ['ask', 'Say hello.', ...server(gateway.url, protocol), '--agent', agent, '--model', 'm'];
    const { code, stdout, stderr } = await here.run(argv, { env });
    expect(code).toBe(0);
    expect(stdout.trim()).not.toBe('');
    expect(stderr).toMatch(/Compatible server, \S+ over \S+, \d+ ms, \d+ tokens in, \d+ out\n$/);
    expect(gateway.to(path)).toHaveLength(1);
    const { json } = await here.run([...argv, '--json'], { env });
    expect(json).toMatchObject({ schemaVersion: 1, protocol, answer: stdout.trimEnd() });
  });

  it.each<readonly [string, FailureCode, RegExp]>([
    ['cf-error-2001-gateway-missing', 'configuration', /gateway/i],
    ['cf-error-2005-upstream-failed', 'gateway', /provider|upstream/i],
    ['cf-error-2008-invalid-provider', 'configuration', /provider/],
    ['cf-error-2009-unauthorized', 'credential', /token|key/i],
    ['cf-error-2019-chat-format', 'model', /model|format|protocol/i],
    ['cf-error-2021-insufficient-balance', 'gateway', /credit|balance|billing/i],
    ['cf-error-2021-not-in-unified-billing', 'model', /Unified Billing|billing/i],
    ['cf-error-2003-rate-limited', 'gateway', /limit/i],
    ['cf-error-2045-spend-limit', 'gateway', /limit/i],
    ['cf-rest-10000-authentication', 'credential', /token|key/i],
  ])('explains %s', async (name, code, said) => {
    const { status, body } = sample(name);
    const answer = { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    await using gateway = await startGateway({ mount, misbehave: { '*': answer } });
    await using here = await jetway();
    const outcome = await here.run(['ask', 'hi', ...cloud(gateway.url), '--model', 'claude-opus-4-5'], { env });
    expect.soft(outcome.stdout).toBe('');
    expect.soft(outcome.stderr).toMatch(said);
    expect.soft(outcome.stderr).toMatch(/\n {2}→ \S/);
    expect({ code: outcome.code, stderr: outcome.stderr }).toMatchObject({ code: exitCodes[code] });
  });
});
