import { describe, expect, it } from 'vitest';
import type { Catalogue } from '../../../src/models/catalogue.ts';
import { askLists, askTogether, catalogueOf, probe } from '../../../src/net/gateway-client.ts';
import { Failure } from '../../../src/failure.ts';
import type { Http, HttpRequest, HttpResponse } from '../../../src/system/system.ts';
import { connect } from '../../support/connections.ts';

const cloudflare = connect('cloudflare', 'ids');
const keys = new Map([[cloudflare.account, 'key']]);

/** Answers each URL that ends so; anything else gets no answer. */
function http(answers: Readonly<Record<string, Partial<HttpResponse>>>, seen: HttpRequest[] = []): Http {
  const never = async (): Promise<never> => {
    throw new Failure('gateway', 'No answer.', 'Wait.');
  };
  return {
    stream: never,
    serve: never,
    send: async (request) => {
      seen.push(request);
      const found = Object.entries(answers).find(([suffix]) => request.url.endsWith(suffix))?.[1];
      if (found === undefined) return never();
      return { status: 200, headers: {}, text: '', json: undefined, milliseconds: 1, ...found };
    },
  };
}

const anthropic = { json: { data: [{ id: 'claude-new-9' }] } };
const openai = { json: { data: [{ id: 'gpt-new-9' }, { id: 'text-embedding-3' }] } };
const listModels = async (...[connection, ...rest]: Parameters<typeof askLists>): Promise<Catalogue> =>
  catalogueOf(connection, await askLists(connection, ...rest), 0);
const ids = async (answers: Parameters<typeof http>[0]) => {
  const catalogue = await listModels(cloudflare, keys, http(answers));
  return { ...catalogue, ids: catalogue.models.map((model) => model.id) };
};

describe('bundled models', () => {
  it('stand in for lists that do not answer', async () => {
    const found = await ids({});
    expect(found.source).toBe('bundled');
    expect(found.date).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(found.ids).toContain('claude-opus-4-5');
    expect(found.ids).toContain('gpt-5');
  });

  it('give way to the list of their provider, and to no other', async () => {
    const found = await ids({ '/anthropic/v1/models': anthropic });
    expect(found.ids).toContain('claude-new-9');
    expect(found.ids).not.toContain('claude-opus-4-5');
    expect(found.ids).toContain('gpt-5');
    expect(found.source).toBe('bundled');
  });

  it('that no list can replace stay', async () => {
    const found = await ids({ '/anthropic/v1/models': anthropic, '/openai/models': openai });
    expect(found.ids.slice(0, 2)).toEqual(['claude-new-9', 'gpt-new-9']);
    expect(found.ids.slice(2).every((id) => /^(?:workers-ai\/|gemini-)/.test(id))).toBe(true);
    expect(found.source).toBe('bundled');
  });

  it('that every list replaced are gone, and the catalogue is the gateway’s', async () => {
    const found = await ids({
      '/anthropic/v1/models': anthropic,
      '/openai/models': openai,
      '/google-ai-studio/v1beta/models?pageSize=1000': { json: { models: [{ name: 'models/gemini-9' }] } },
      'per_page=100': { json: { result: [{ name: '@cf/a/b' }] } },
    });
    expect(found.ids).toEqual(['claude-new-9', 'gpt-new-9', 'gemini-9', 'workers-ai/@cf/a/b']);
    expect(found).toMatchObject({ source: 'gateway' });
  });

  it('stay beside what no bundled list has', async () => {
    const found = await ids({ '/routes': { json: { data: { routes: [{ name: 'cheap' }] } } } });
    expect(found.ids).toEqual(expect.arrayContaining(['dynamic/cheap', 'claude-opus-4-5']));
  });

  it('stay where the list is empty or junk', async () => {
    const found = await ids({ '/anthropic/v1/models': { json: { data: [] } }, '/openai/models': { json: 'junk' } });
    expect(found.ids).toContain('claude-opus-4-5');
    expect(found.ids).toContain('gpt-5');
  });
});

describe('a hint', () => {
  it('gets a second at most, and no more than the others', async () => {
    for (const [limit, hint] of [
      [30_000, 1000],
      [500, 500],
    ]) {
      const seen: HttpRequest[] = [];
      await listModels(cloudflare, keys, http({}, seen), limit === undefined ? {} : { limit });
      const limits = cloudflare.lists(keys).map(({ url }) => seen.find((request) => request.url === url)?.timeoutMs);
      expect(limits).toEqual(cloudflare.lists(keys).map((list) => (list.hint === true ? hint : limit)));
    }
  });

  it('on another host is asked with its own credentials', async () => {
    const seen: HttpRequest[] = [];
    const headerOnly = connect('cloudflare', 'header-only');
    await listModels(headerOnly, keys, http({}, seen));
    const sent = seen.map(({ url, headers }) => [new URL(url).hostname, Object.keys(headers).join()]);
    expect(new Set(sent.map((pair) => pair.join(' ')))).toEqual(
      new Set(['gateway.ai.cloudflare.com cf-aig-authorization', 'api.cloudflare.com authorization']),
    );
  });
});

describe('a list without a substitute', () => {
  const bifrost = connect('bifrost', 'local');

  it('throws what its gateway says', async () => {
    const refused = listModels(bifrost, new Map(), http({ '/v1/models': { status: 401, json: {} } }));
    await expect(refused).rejects.toMatchObject({ code: 'credential' });
    await expect(listModels(bifrost, new Map(), http({}))).rejects.toMatchObject({ message: 'No answer.' });
  });

  it('is read page by page, each id once', async () => {
    const seen: HttpRequest[] = [];
    const found = await listModels(
      bifrost,
      new Map(),
      http(
        {
          '/v1/models': { json: { data: [{ id: 'a' }, { id: 'b' }], next_page_token: 'two' } },
          'page_token=two': { json: { data: [{ id: 'b' }, { id: 'c' }] } },
        },
        seen,
      ),
    );
    expect(found).toMatchObject({ source: 'gateway', models: [{ id: 'a' }, { id: 'b' }, { id: 'c' }] });
    expect(seen).toHaveLength(2);
    expect(seen[1]?.timeoutMs).toBeLessThan(seen[0]?.timeoutMs ?? 0);
  });

  it('that never ends is cut', async () => {
    const seen: HttpRequest[] = [];
    const page = { json: { data: [{ id: 'a' }], next_page_token: 'again' } };
    await listModels(bifrost, new Map(), http({ '/v1/models': page, again: page }, seen));
    expect(seen).toHaveLength(50);
  });
});

describe('the probe', () => {
  it.each([
    [{ json: { data: [] } }, 'accepted'],
    [{ json: {} }, 'open'],
    [{ status: 401, json: {} }, { code: 'credential' }],
    [{ status: 503, json: {} }, { code: 'gateway' }],
    [{ text: '<html>' }, { code: 'gateway' }],
    [{ status: 404, text: '<!doctype html><html></html>' }, { code: 'gateway' }],
    [{ status: 404, json: {} }, 'open'],
  ])('judges %j', async (response, expected) => {
    const { answer } = await probe(cloudflare, keys, http({ '/models': response }));
    if (typeof expected === 'string') expect(answer).toBe(expected);
    else expect(answer).toMatchObject(expected);
  });

  it('throws where nothing answers', async () => {
    await expect(probe(cloudflare, keys, http({}))).rejects.toMatchObject({ code: 'gateway' });
  });
});

it('a question that an answer leads to is asked in the time that is left, and its part stands behind', async () => {
  const seen: HttpRequest[] = [];
  const answers = { '/key': { json: 'team' }, '/team': { json: 'told', milliseconds: 5 } };
  const slow = { ...answers, '/key': { ...answers['/key'], milliseconds: 1800.4 } };
  const question = (path: string) => ({
    url: `https://ai.example.com/${path}`,
    headers: {},
    read: (_status: number, body: unknown) => body,
  });
  const survey = {
    questions: [question('key'), question('nothing')],
    further: ([key]: readonly unknown[]) => (key === 'team' ? [question('team')] : []),
    together: (parts: readonly unknown[]) => parts,
  };
  expect(await askTogether(survey, new Map(), http(slow, seen), { timeout: 2000 })).toEqual([
    'team',
    undefined,
    'told',
  ]);
  expect(seen.map(({ timeoutMs }) => timeoutMs)).toEqual([2000, 2000, 200]);
  expect(await askTogether(survey, new Map(), http({ '/key': { json: 'none' } }))).toEqual(['none', undefined]);
  expect(await askTogether(survey, new Map(), http({}))).toEqual([undefined, undefined]);
  await expect(askTogether(survey, new Map(), http({}), { mustAnswer: true })).rejects.toMatchObject({
    code: 'gateway',
  });
});
