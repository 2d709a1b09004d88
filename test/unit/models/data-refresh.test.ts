import process from 'node:process';
import { describe, expect, it } from 'vitest';
import type { Model } from '../../../src/models/catalogue.ts';
import { completedModels, modelDataDate, refreshModelData } from '../../../src/models/complete.ts';
import { fetchedPath } from '../../../src/models/data/data.ts';
import { readModelsDev } from '../../../src/models/data/models-dev.ts';
import type { System } from '../../../src/system/system.ts';
import type { ServedAnswer } from '../../../src/net/served.ts';
import { junk } from '../../support/bodies.ts';
import { temporaryHome, type Home } from '../../support/home.ts';
import { systemIn } from '../../support/system-in.ts';
import { expectMode } from '../../support/modes.ts';

const sonnet = {
  id: 'claude-sonnet-9',
  name: 'Claude Sonnet 9',
  attachment: true,
  reasoning: true,
  tool_call: true,
  modalities: { input: ['text', 'image', 'pdf', 'smell'], output: ['text'] },
  limit: { context: 500_000, output: 64_000 },
  cost: { input: 3, output: 15, cache_read: 0.3, cache_write: 0 },
};
const body = { anthropic: { id: 'anthropic', models: { 'claude-sonnet-9': sonnet } } };
const row = ['anthropic/claude-sonnet-9', 'Claude Sonnet 9', 500_000, 64_000, 'tip', true, true, 3, 15, 0.3];

const noon = Date.parse('2027-01-02T12:00:00Z');
const hour = 3_600_000;

interface Mirror extends AsyncDisposable {
  readonly home: Home;
  /** How often it was asked. */
  asked(): number;
  /** Each as a new start of the program; `hours` after the first. */
  at(hours: number, env?: Readonly<Record<string, string>>): System;
}

async function mirror(answer: ServedAnswer = json(body)): Promise<Mirror> {
  const home = await temporaryHome();
  let count = 0;
  const server = await systemIn(home.env).http.serve(0, () => {
    count += 1;
    return answer;
  });
  return {
    home,
    asked: () => count,
    at: (hours, env = {}) => ({
      ...systemIn({ ...home.env, JETWAY_MODEL_DATA_URL: `${server.origin}/api.json`, ...env }),
      now: () => noon + hours * hour,
    }),
    [Symbol.asyncDispose]: async () => {
      await server.close();
      await home[Symbol.asyncDispose]();
    },
  };
}

function json(content: unknown, status = 200): ServedAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(content) };
}

const find = (system: System): Model | undefined =>
  completedModels([{ id: 'claude-sonnet-9', protocols: [] }], system)[0];

describe('refreshing the model data', () => {
  it('fetches them, keeps them, and uses them from then on', async () => {
    await using there = await mirror();
    const first = there.at(0);
    expect(find(first)).toEqual({ id: 'claude-sonnet-9', protocols: [] });
    expect(await refreshModelData(first)).toBe(true);
    expect(modelDataDate(first)).toBe('2027-01-02');
    expect(find(first)).toMatchObject({ contextWindow: 500_000, prices: { input: 3, output: 15, cacheRead: 0.3 } });
    const next = there.at(1);
    expect(find(next)).toEqual(find(first));
    expect(there.asked()).toBe(1);
  });

  it('asks once a day', async () => {
    await using there = await mirror();
    expect(await refreshModelData(there.at(0))).toBe(true);
    expect(await refreshModelData(there.at(23))).toBe(false);
    expect(there.asked()).toBe(1);
    expect(await refreshModelData(there.at(24))).toBe(true);
    expect(there.asked()).toBe(2);
  });

  it('asks again when the clock was set back', async () => {
    await using there = await mirror();
    await refreshModelData(there.at(0));
    expect(await refreshModelData(there.at(-1))).toBe(true);
  });

  it.each([
    ['an error', json({}, 500)],
    ['a page', { status: 200, headers: { 'content-type': 'text/html' }, body: '<!doctype html><p>Sign in' }],
    ['nothing', json({})],
  ])('counts %s as a try, and keeps what was there', async (_what, answer) => {
    await using there = await mirror(answer);
    expect(await refreshModelData(there.at(0))).toBe(false);
    expect(await refreshModelData(there.at(5))).toBe(false);
    expect(there.asked()).toBe(1);
    expect([...there.home.snapshot().keys()].filter((path) => path.endsWith('.json'))).toEqual([]);
    expect(modelDataDate(there.at(6))).toBeUndefined();
  });

  it('gives up where nothing answers', async () => {
    await using there = await mirror();
    const nowhere = there.at(0, { JETWAY_MODEL_DATA_URL: 'http://127.0.0.1:9/api.json' });
    expect(await refreshModelData(nowhere)).toBe(false);
    expect(await refreshModelData(there.at(1))).toBe(false);
    expect(there.asked()).toBe(0);
  });

  it.each([
    [{ JETWAY_OFFLINE: '1' }, {}],
    [{ JETWAY_OFFLINE: 'true' }, {}],
    [{ JETWAY_MODEL_DATA_URL: '' }, {}],
    [{ JETWAY_MODEL_DATA_URL: 'off' }, {}],
    [{}, { offline: true }],
  ])('asks nothing with %j and %j, and does not count that as a try', async (env, options) => {
    await using there = await mirror();
    expect(await refreshModelData(there.at(0, env), options)).toBe(false);
    expect(there.asked()).toBe(0);
    expect(await refreshModelData(there.at(0))).toBe(true);
  });

  it('throws nothing for an address that is none', async () => {
    await using there = await mirror();
    expect(await refreshModelData(there.at(0, { JETWAY_MODEL_DATA_URL: 'no address' }))).toBe(false);
  });

  // Windows tells of a path below a file as of one that is not there.
  it.skipIf(process.platform === 'win32')('throws nothing for a folder that can not be written', async () => {
    await using there = await mirror();
    const elsewhere = there.at(0, { XDG_CACHE_HOME: there.home.write('file', '') });
    expect(await refreshModelData(elsewhere)).toBe(true);
    expect(find(elsewhere)).toEqual({ id: 'claude-sonnet-9', protocols: [] });
  });

  it('keeps a file that only its owner may read', async () => {
    await using there = await mirror();
    await refreshModelData(there.at(0));
    const path = fetchedPath(there.at(0));
    expectMode(path, 0o600);
    expect(JSON.parse(there.home.read(path))).toEqual({
      schemaVersion: 1,
      date: '2027-01-02',
      models: { claudesonnet9: row },
    });
  });
});

describe('reading models.dev', () => {
  it('takes each model once, its maker first', () => {
    const about = (context: number): object => ({ name: 'M', limit: { context }, cost: { input: 1, output: 2 } });
    const rows = readModelsDev({
      openrouter: {
        models: {
          'openai/gpt-9': about(1),
          'openai/gpt-9-pro': about(20),
          'z-ai/glm-9:free': about(30),
          'acme/open-70b': about(40),
          'openrouter/auto': about(50),
          '~openai/gpt-latest': about(50),
          'openai/gpt-9:batch': about(50),
        },
      },
      openai: { models: { 'gpt-9': about(10), 'gpt-9-2026-12-24': about(10), 'gpt-8-2026-01-01': about(11) } },
      mistral: { models: { 'zai-glm-9': about(60), 'mistral-large-9': about(61) } },
      'cloudflare-workers-ai': { models: { '@cf/meta/llama-9': about(70), other: about(71) } },
    });
    expect(rows).toEqual({
      '@cf/meta/llama-9': ['@cf/meta/llama-9', 'M', 70, null, null, null, null, 1, 2],
      glm9: ['zai/glm-9', 'M', 30],
      gpt8: ['openai/gpt-8', 'M', 11, null, null, null, null, 1, 2],
      gpt9: ['openai/gpt-9', 'M', 10, null, null, null, null, 1, 2],
      gpt9pro: ['openai/gpt-9-pro', 'M', 20, null, null, null, null, 1, 2],
      mistrallarge9: ['mistral/mistral-large-9', 'M', 61, null, null, null, null, 1, 2],
      open70b: ['acme/open-70b', 'M', 40],
    });
    expect(Object.keys(rows)).toEqual(Object.keys(rows).toSorted());
  });

  it.each([
    ['a window of no sense', { limit: { context: -5, output: 5 } }, undefined],
    ['a window beyond all', { limit: { context: 1e12 } }, undefined],
    ['an output as large as the window', { limit: { context: 1000, output: 1000 } }, [1000, null]],
    ['a price beyond all', { limit: { context: 1000, output: 500 }, cost: { input: 1e9, output: 1 } }, [1000, 500]],
    ['a price as text', { limit: { context: 1000, output: 500 }, cost: { input: '1', output: '2' } }, [1000, 500]],
    ['free', { limit: { context: 1000, output: 500 }, cost: { input: 0, output: 0 } }, [1000, 500]],
  ])('leaves out %s', (_what, about, expected) => {
    const rows = readModelsDev({ openai: { models: { 'gpt-9': about } } });
    const kept = rows['gpt9']?.slice(2);
    expect(kept === undefined ? undefined : [...kept, null].slice(0, 2)).toEqual(expected);
    expect((rows['gpt9'] ?? []).length).toBeLessThan(8);
  });

  it('leaves out a name that could not be printed', () => {
    const about = { name: '\u001b[31mred', limit: { context: 1000 } };
    expect(readModelsDev({ openai: { models: { 'gpt-9': about, 'gpt 8': about } } })).toEqual({
      gpt9: ['openai/gpt-9', null, 1000],
    });
  });

  it('makes nothing of junk', () => {
    for (const item of junk) {
      expect(readModelsDev(item)).toEqual({});
      expect(readModelsDev({ openai: item, openrouter: { models: item } })).toEqual({});
      expect(readModelsDev({ openai: { models: { 'gpt-9': item } } })).toEqual({});
    }
  });
});
