import { describe, expect, it } from 'vitest';
import { findAgent } from '../../../src/agents/index.ts';
import { Failure } from '../../../src/failure.ts';
import { resolveTarget, endpoint, route } from '../../../src/launch/target.ts';
import { account, connect } from '../../support/connections.ts';

const cloudflare = connect('cloudflare', 'ids');
const key = new Map([[cloudflare.account, 'key']]);

describe('route', () => {
  it.each([
    ['claude', 'claude-opus-4-5', 'anthropic-messages'],
    ['codex', 'gpt-5.5', 'openai-responses'],
    ['opencode', 'claude-opus-4-5', 'anthropic-messages'],
    ['opencode', 'gpt-5.5', 'openai-responses'],
    ['opencode', 'gemini-2.5-pro', 'gemini'],
    ['opencode', 'workers-ai/@cf/zai-org/glm-5.3', 'openai-chat'],
  ])('%s reaches %s over %s', (agent, model, protocol) => {
    expect(route(findAgent(agent), cloudflare, model).protocol).toBe(protocol);
  });

  it('names models that the agent could use in place of one that it can not', () => {
    const known = [
      { id: 'gpt-5.5', protocols: ['openai-responses'] as const },
      { id: 'claude-opus-4-5', protocols: ['anthropic-messages'] as const },
    ];
    const refused = failure(() => route(findAgent('codex'), cloudflare, 'claude-opus-4-5', { known }));
    expect(refused).toMatchObject({ code: 'model', hint: expect.stringContaining('gpt-5.5') });
    expect(refused.message).toContain('openai-responses');
    expect(refused.hint).not.toContain('claude');
  });

  it('points at the list where no model is known', () => {
    const refused = failure(() => route(findAgent('claude'), cloudflare, 'gpt-5.5'));
    expect(refused.hint).toContain('jetway list-models --agent claude');
  });
});

describe('aim', () => {
  it('takes the main model for small work where no other is named', () => {
    const target = resolveTarget(findAgent('codex'), cloudflare, key, {
      model: 'gpt-5.5',
      headers: {},
      version: '1.2.3',
    });
    expect(target.small).toEqual(target.main);
    expect(target).not.toHaveProperty('printKey');
  });

  it('copies no limits that can not be', () => {
    const about = (limits: object): object => {
      const known = [{ id: 'gpt-5.5', protocols: ['openai-responses'] as const, ...limits }];
      const target = resolveTarget(
        findAgent('codex'),
        cloudflare,
        key,
        { model: 'gpt-5.5', headers: {}, version: '1' },
        known,
      );
      const { contextWindow, maxOutputTokens } = target.main.about;
      return { contextWindow, maxOutputTokens };
    };
    expect(about({ contextWindow: 0, maxOutputTokens: 0 })).toEqual({});
    expect(about({ contextWindow: 8000, maxOutputTokens: 16_000 })).toEqual({ contextWindow: 8000 });
    expect(about({ contextWindow: 8000, maxOutputTokens: 8000 })).toEqual({
      contextWindow: 8000,
      maxOutputTokens: 8000,
    });
    expect(about({ maxOutputTokens: 4000 })).toEqual({ maxOutputTokens: 4000 });
  });

  it('routes a small model by itself', () => {
    const wishes = {
      model: 'claude-opus-4-5',
      smallModel: 'gpt-5-mini',
      headers: { a: 'b' },
      printKey: ['x'],
      version: '1.2.3',
    };
    const target = resolveTarget(findAgent('opencode'), cloudflare, key, wishes);
    expect(target.small).toMatchObject({ protocol: 'openai-responses', model: 'gpt-5-mini' });
    expect(target).toMatchObject({ headers: { a: 'b' }, printKey: ['x'] });
  });
});

describe('endpoint', () => {
  const found = route(findAgent('codex'), cloudflare, 'gpt-5.5');
  const names = (keys: ReadonlyMap<string, string>): readonly string[] =>
    Object.keys(endpoint(found, cloudflare, keys).credentials).toSorted();

  it('sends no credential without a key', () => {
    expect(names(new Map())).toEqual([]);
  });

  it('sends the gateway’s key alone, or beside the key of this route’s provider', () => {
    const origin = `https://gateway.ai.cloudflare.com/v1/${account}`;
    expect(names(key)).toEqual(['authorization']);
    expect(names(new Map([...key, [`${origin}#openai`, 'provider']]))).toEqual([
      'authorization',
      'cf-aig-authorization',
    ]);
    expect(names(new Map([...key, [`${origin}#anthropic`, 'provider']]))).toEqual(['authorization']);
  });
});

function failure(work: () => unknown): Failure {
  try {
    work();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('Nothing was refused.');
}
