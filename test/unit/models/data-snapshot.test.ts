import { describe, expect, it } from 'vitest';
import { cloudflareModels } from '../../../src/models/data/cloudflare.ts';
import { entryOf } from '../../../src/models/data/entry.ts';
import { keyOf } from '../../../src/models/data/key.ts';
import { idLists, shippedData, snapshotText } from '../../support/model-data.ts';

const data = shippedData();
const snapshot = JSON.parse(snapshotText) as {
  readonly [field: string]: unknown;
  readonly models: Readonly<Record<string, readonly unknown[]>>;
};
const keys = Object.keys(snapshot.models);
const entries = Object.values(snapshot.models).map((row) => entryOf(row, { name: true, prices: true }));

describe('the shipped model data', () => {
  it('say where they are from, of which day, and under which licence', () => {
    const { models: _models, ...head } = snapshot;
    expect(head).toEqual({
      schemaVersion: 1,
      date: expect.stringMatching(/^20\d\d-\d\d-\d\d$/),
      source: expect.stringContaining('/'),
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      license: expect.stringMatching(/^MIT License\n\nCopyright \(c\) .*\n\nPermission is hereby granted/),
    });
    expect(data.date).toBe(head['date']);
  });

  it('have one model a line, sorted, and no model under two names', () => {
    expect(snapshotText.split('\n').filter((line) => line.includes('": ["'))).toHaveLength(keys.length);
    expect(keys).toEqual(keys.toSorted());
    expect(new Set(entries.map((entry) => entry?.id.toLowerCase())).size).toBe(keys.length);
  });

  it('have each model under the key that its id has', () => {
    const wrong = Object.entries(snapshot.models).filter(([key, [id]]) => {
      const text = String(id);
      return key !== (text.startsWith('@') ? text : keyOf(text.slice(text.indexOf('/') + 1)));
    });
    expect(wrong).toEqual([]);
  });

  it('have an id, a name, a window and whether it calls tools for each, and nothing beyond reason', () => {
    const odd = entries.filter((entry) => {
      const { id = '', name = '', contextWindow = 0, maxOutputTokens = 1, tools, prices } = entry ?? {};
      const { input = 1, output = 1, cacheRead = 0, cacheWrite = 0 } = prices ?? {};
      return !(
        /^(?:[a-z0-9][a-z0-9-]*|@cf\/[a-z0-9-]+)\/[\w.-]+$/.test(id) &&
        /^[ -~]+$/.test(name) &&
        contextWindow >= 1000 &&
        maxOutputTokens > 0 &&
        maxOutputTokens < contextWindow &&
        tools !== undefined &&
        input > 0 &&
        output >= input &&
        output <= 1000 &&
        cacheRead <= input &&
        cacheWrite <= 3 * input
      );
    });
    expect(odd).toEqual([]);
  });

  it('are small enough to be read at every start', () => {
    expect(snapshotText.length).toBeLessThan(80_000);
    expect(keys.length).toBeGreaterThan(400);
  });

  it('know every model of the list for Cloudflare', () => {
    const { date, anthropic, openai, google, workersAi } = cloudflareModels;
    expect(date).toBe(data.date);
    const ids = [...anthropic, ...openai, ...google, ...workersAi];
    expect(ids.filter((id) => data.find(id)?.entry?.contextWindow === undefined)).toEqual([]);
    expect(Math.min(anthropic.length, openai.length, google.length, workersAi.length)).toBeGreaterThan(10);
  });
});

/** How many of a list's ids are known. These may rise; they may not fall. See `node .config/models.mjs --match`. */
const figures = `
amazon-bedrock.txt 201 of 202
azure.txt 44 of 45
bifrost-models.json 2 of 2
cf-anthropic-v1-models.json 2 of 2
cf-compat-models.json 5 of 5
cf-models-search.json 1 of 1
cf-openai-models.json 2 of 2
databricks-anthropic-models.json 2 of 2
fireworks.txt 15 of 27
github-copilot.txt 26 of 27
groq.txt 7 of 7
huggingface.txt 76 of 78
litellm-models.json 2 of 2
lmstudio-models.json 1 of 1
nvidia.txt 20 of 20
ollama-models.json 1 of 1
openrouter-models.json 1 of 1
openrouter.txt 374 of 403
together.txt 15 of 16
vercel-ai-gateway.txt 297 of 307
vercel-models.json 1 of 1
vllm-models.json 1 of 1
`;

describe('of a list as gateways give it', () => {
  it('so many models are known', () => {
    const found = [...idLists].map(([file, ids]) => {
      const known = ids.filter((id) => data.find(id)?.entry !== undefined);
      return `${file} ${known.length} of ${ids.length}`;
    });
    expect(found).toEqual(figures.trim().split('\n'));
  });
});
