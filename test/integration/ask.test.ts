import { describe, expect, it } from 'vitest';
import { at } from '../../src/json-path.ts';
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

  it.each([
    ['anthropic-messages', '/v1/messages', { system: 'Be short.' }],
    ['openai-responses', '/responses', { instructions: 'Be short.' }],
    ['openai-chat', '/chat/completions', { messages: [{ role: 'system', content: 'Be short.' }, expect.anything()] }],
    ['gemini', ':streamGenerateContent', { systemInstruction: { parts: [{ text: 'Be short.' }] } }],
  ])('says over %s how the model is to behave', async (protocol, path, expected) => {
    await using gateway = await startGateway();
    await using here = await jetway();
    const argv = ['ask', ...server(gateway.url, protocol), '-m', 'm', '--system', 'Be short.', 'say', 'hello'];
    const { code, stderr } = await here.run(argv, { env });
    expect(code, stderr).toBe(0);
    const body = gateway.to(path)[0]?.body;
    expect(body).toMatchObject(expected);
    expect(JSON.stringify(body)).toContain('say hello');
  });

  it('sends words, files and what is piped in, in this order', async () => {
    await using gateway = await startGateway();
    await using here = await jetway();
    const file = here.home.write('notes.md', '# Notes\n');
    const argv = ['ask', ...server(gateway.url), '-m', 'm', '--file', file, 'review', 'this'];
    const { code, stdout, stderr } = await here.run(argv, { env, stdin: 'diff --git a b\n' });
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/\S\n$/);
    expect(at(gateway.to('/chat/completions')[0]?.body, 'messages')).toEqual([
      { role: 'user', content: 'review this\n\n# Notes\n\ndiff --git a b' },
    ]);
  });

  it('takes all of the message from a pipe', async () => {
    await using gateway = await startGateway();
    await using here = await jetway();
    const { code } = await here.run(['ask', ...server(gateway.url), '-m', 'm'], { env, stdin: 'hi\nthere\n' });
    expect(code).toBe(0);
    expect(JSON.stringify(gateway.to('/chat/completions')[0]?.body)).toContain('hi\\nthere');
  });

  it('leaves standard input to the key where that is to come from there', async () => {
    await using gateway = await startGateway({ demand: { authorization: 'Bearer sk-piped' } });
    await using here = await jetway();
    const argv = ['ask', ...server(gateway.url), '-m', 'm', '--key-stdin', 'hi'];
    const { code, stderr } = await here.run(argv, { stdin: 'sk-piped\n' });
    expect(code, stderr).toBe(0);
    expect(JSON.stringify(gateway.to('/chat/completions')[0]?.body)).not.toContain('sk-piped');
  });

  it.each([
    ['nothing to say', ['ask'], 'git diff | jetway ask'],
    ['a file that is not there', ['ask', '--file', 'no-such-file', 'hi'], 'no-such-file'],
  ])('%s is a usage failure before anything is asked', async (_what, argv, said) => {
    await using gateway = await startGateway();
    await using here = await jetway();
    const outcome = await here.run([...argv, ...server(gateway.url), '-m', 'm'], { env });
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    expect(outcome.stderr).toContain(said);
    expect(gateway.requests).toEqual([]);
  });
});
