import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, listAt, parseJson, textAt } from '../../src/json-path.ts';
import { postgresFolder, startClaudeGateway, upstreamKey, type ClaudeGateway } from '../support/claude-gateway.ts';
import { startGateway, type Gateway } from '../support/gateway.ts';
import { packed, type Packed } from '../support/packed.ts';
import { runIn, type Ended } from '../support/run-in.ts';
import { answer } from './launching.ts';

const isMissing = postgresFolder() === undefined && process.env['CI'] === undefined;

/** The gateway in the agent's own program, with a database, and an issuer at which somebody has signed in. */
describe.skipIf(isMissing)("Claude Code's own gateway", () => {
  let programs: Packed;
  let upstream: Gateway;
  let gateway: ClaudeGateway;
  let token: string;
  beforeAll(async () => {
    programs = await packed();
    upstream = await startGateway({ demand: { 'x-api-key': upstreamKey } });
    gateway = await startClaudeGateway(join(programs.agents, 'claude'), upstream.origin);
    token = await gateway.signIn();
  });
  afterAll(async () => {
    await gateway?.[Symbol.asyncDispose]();
    await upstream?.[Symbol.asyncDispose]();
    await programs?.[Symbol.asyncDispose]();
  });

  const run = async (words: readonly string[], given = token): Promise<Ended & { readonly json: unknown }> => {
    await using home = await programs.home();
    const ended = await runIn(home, ['jetway', ...words], {
      env: { JETWAY_API_KEY: given, JETWAY_GATEWAY: 'claude-apps', JETWAY_BASE_URL: gateway.url },
    });
    expect(home.filesContaining(given)).toEqual([]);
    return { ...ended, json: parseJson(ended.stdout) };
  };
  const statuses = async (given?: string): Promise<Readonly<Record<string, unknown>>> => {
    const { json, stderr } = await run(['doctor', 'claude', '--model', 'claude-opus-5', '--json'], given);
    expect(listAt(json, 'checks'), stderr).not.toEqual([]);
    return Object.fromEntries(listAt(json, 'checks').map((one) => [textAt(one, 'id'), at(one, 'status')]));
  };

  it('lists what its users may use, with windows', async () => {
    const { json, stderr, code } = await run(['list-models', '--json']);
    expect(code, stderr).toBe(0);
    const opus = listAt(json, 'models').find((model) => textAt(model, 'id') === 'claude-opus-5');
    expect(opus).toMatchObject({ contextWindow: 1_000_000 });
  });

  it('is found well by the doctor, and a token that has ended is not', async () => {
    expect(await statuses()).toMatchObject({ gateway: 'pass', credential: 'pass', model: 'pass' });
    expect(await statuses('an.old.token')).toMatchObject({ gateway: 'pass', credential: 'fail' });
  });

  it('answers Claude Code, and its provider sees no token', async () => {
    const before = upstream.requests.length;
    const { stdout, stderr, code } = await run(['--model', 'claude-opus-5', 'claude', '-p', 'say hello']);
    expect(code, stderr).toBe(0);
    expect(stdout).toContain(answer);
    const asked = upstream.requests.slice(before);
    expect(asked.some(({ body }) => textAt(body, 'model') === 'claude-opus-5')).toBe(true);
    expect(JSON.stringify(asked)).not.toContain(token);
  });

  it('says which model its user may not use', async () => {
    const { code, stderr } = await run(['--no-check', 'ask', 'say hello', '--agent', 'claude', '--model', 'gpt-5.5']);
    expect(code, stderr).toBe(6);
    expect(stderr).toContain('may not use this model');
  });

  it('tells the refusal of its provider from one of its own', async () => {
    const body = JSON.stringify({
      type: 'error',
      error: { type: 'authentication_error', message: 'invalid x-api-key' },
    });
    upstream.misbehave('/v1/messages', { status: 401, headers: { 'content-type': 'application/json' }, body });
    const words = ['--no-check', 'ask', 'say hello', '--agent', 'claude', '--model', 'claude-opus-5'];
    const { code, stderr } = await run(words);
    upstream.misbehave('/v1/messages', undefined);
    expect(code, stderr).toBe(5);
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain("refuses the gateway's own key");
  });
});
