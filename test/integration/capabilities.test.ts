import { describe, expect, test } from 'vitest';
import { at, listAt, textAt } from '../../src/json-path.ts';
import type { ServedAnswer, ServedRequest } from '../../src/net/served.ts';
import { askedIn, capable, type Asked, type Manner } from '../support/capable.ts';
import { startGateway, type Gateway } from '../support/gateway.ts';
import { jetway, type Jetway, type Outcome, type RunOptions } from '../support/jetway.ts';

const key = 'key-of-the-test-4711';

interface Case {
  readonly agent: string;
  readonly model: string;
  /** What the gateway serves. */
  readonly protocols: string;
}

const claude: Case = { agent: 'claude', model: 'claude-sonnet-4-5', protocols: 'anthropic-messages' };
const codex: Case = { agent: 'codex', model: 'gpt-5.5', protocols: 'openai-responses' };
const opencode: Case = { agent: 'opencode', model: 'vendor/other', protocols: 'openai-chat' };
const gemini: Case = { agent: 'gemini', model: 'gemini-2.5-pro', protocols: 'gemini' };
/** Through a relay that translates. */
const translated: Case = { ...claude, model: 'vendor/other', protocols: 'openai-chat' };

/** What each tries, where everything works. */
const tries: readonly (readonly [Case, readonly Asked[]])[] = [
  [
    claude,
    [
      'images',
      'pdf',
      'web-search',
      'thinking',
      'prompt-caching',
      'parallel-tools',
      'long-output',
      'compaction',
      'auto-mode',
    ],
  ],
  [codex, ['images', 'pdf', 'web-search', 'thinking', 'prompt-caching', 'parallel-tools', 'compaction']],
  [opencode, ['images', 'pdf', 'thinking', 'prompt-caching', 'parallel-tools', 'long-output', 'compaction']],
  [gemini, ['images', 'pdf', 'web-search', 'web-fetch', 'thinking', 'prompt-caching', 'parallel-tools', 'compaction']],
];

interface Stand extends AsyncDisposable {
  readonly at: Jetway;
  readonly gateway: Gateway;
  readonly asked: () => readonly Asked[];
  readonly doctor: (flags?: readonly string[], run?: RunOptions) => Promise<Outcome>;
}

async function stand(
  { agent, model, protocols }: Case,
  answers: (request: ServedRequest) => ServedAnswer | undefined,
): Promise<Stand> {
  const gateway = await startGateway({ answers, models: [model] });
  const home = await jetway();
  home.install(agent);
  const place = ['--gateway', 'compatible', '--base-url', gateway.url, '--set', `protocols=${protocols}`];
  return {
    at: home,
    gateway,
    asked: () =>
      gateway.requests.filter(({ method }) => method === 'POST').map(({ body }) => askedIn(JSON.stringify(body))),
    doctor: async (flags = ['--json'], run = {}) =>
      home.run(['doctor', agent, '--capabilities', '--only', 'capabilities', '--model', model, ...place, ...flags], {
        env: { JETWAY_API_KEY: key },
        ...run,
      }),
    [Symbol.asyncDispose]: async () => {
      await gateway[Symbol.asyncDispose]();
      await home[Symbol.asyncDispose]();
    },
  };
}

function check(outcome: Outcome): unknown {
  return listAt(outcome.json, 'checks').find((one) => textAt(one, 'id') === 'capabilities');
}

/** What came of each, by its id. */
function results(outcome: Outcome): Readonly<Record<string, string>> {
  const rows = listAt(check(outcome), 'evidence');
  return Object.fromEntries(rows.map((one) => [textAt(one, 'capability') ?? '', textAt(one, 'result') ?? '']));
}

function row(outcome: Outcome, id: Asked): unknown {
  return listAt(check(outcome), 'evidence').find((one) => textAt(one, 'capability') === id);
}

const all = (ids: readonly Asked[], result: string): Readonly<Record<string, string>> =>
  Object.fromEntries(ids.map((id) => [id, result]));

const every =
  (manner: Manner): ((asked: Asked) => Manner) =>
  () =>
    manner;

const only =
  (id: Asked, manner: Manner): ((asked: Asked) => Manner) =>
  (asked) =>
    asked === id ? manner : 'works';

describe.each(tries)('$agent by $protocols', (one, ids) => {
  test('a gateway that does everything: each works, and no more is asked than was said', async () => {
    await using here = await stand(one, capable(every('works')));
    const outcome = await here.doctor();
    expect(results(outcome)).toMatchObject(all(ids, 'works'));
    expect([textAt(check(outcome), 'status'), outcome.code]).toEqual(['pass', 0]);
    const [, count] = /--capabilities sends (\d+) real requests/.exec(outcome.stderr) ?? [];
    expect(here.asked()).toHaveLength(Number(count));
    expect(new Set(here.asked())).toEqual(new Set<Asked>(['bare', ...ids]));
  });

  test('a gateway that refuses everything is told of in its own words, each time', async () => {
    await using here = await stand(one, capable(every('refused')));
    const outcome = await here.doctor();
    expect(results(outcome)).toMatchObject(all(ids, 'refused'));
    for (const id of ids) expect(textAt(row(outcome, id), 'said')).toBe(`400: This gateway takes no ${id}.`);
    expect([textAt(check(outcome), 'status'), outcome.code]).toEqual(['warn', 0]);
  });

  test('a gateway that passes everything over is found out', async () => {
    await using here = await stand(one, capable(every('ignored')));
    const found = results(await here.doctor());
    // That a limit is taken is all that can be seen, and a text is a summary.
    const seen = ids.filter((id) => !['long-output', 'compaction', 'parallel-tools'].includes(id));
    expect(found).toMatchObject(all(seen, 'ignored'));
    expect(found).toMatchObject({ 'parallel-tools': 'unknown', compaction: 'works' });
  });
});

test('through a relay that translates, the table says so, and what it can’t translate', async () => {
  await using here = await stand(translated, capable(every('works')));
  const outcome = await here.doctor();
  expect(results(outcome)).toMatchObject({
    images: 'works',
    pdf: 'works',
    thinking: 'works',
    'parallel-tools': 'works',
  });
  expect(results(outcome)['web-search']).toBe('refused');
  expect(row(outcome, 'images')).toMatchObject({ protocol: 'anthropic-messages', translatedTo: 'openai-chat' });
});

test('what the user can switch off is told by the agent’s own setting', async () => {
  await using here = await stand(claude, capable(every('refused')));
  const outcome = await here.doctor();
  const setting = (id: Asked): string | undefined => textAt(row(outcome, id), 'setting');
  expect(setting('thinking')).toBe('CLAUDE_CODE_DISABLE_THINKING=1');
  expect(setting('prompt-caching')).toBe('DISABLE_PROMPT_CACHING=1');
  expect(setting('web-search')).toContain('"deny": ["WebSearch"]');
  expect(setting('auto-mode')).toContain('CLAUDE_CODE_AUTO_MODE_SERVER=0');
  expect(setting('compaction')).toBe('DISABLE_AUTO_COMPACT=1');
  expect(setting('images')).toBeUndefined();
  expect(textAt(check(outcome), 'hint')).toContain('thinking: CLAUDE_CODE_DISABLE_THINKING=1');
  expect(row(outcome, 'web-fetch')).toMatchObject({ result: 'unused', said: 'it fetches pages itself' });
  expect(here.asked()).not.toContain('web-fetch');
});

test('a table, as wide as the terminal', async () => {
  await using here = await stand(
    claude,
    capable((asked) => (asked === 'pdf' ? 'refused' : 'works')),
  );
  const outcome = await here.doctor([], { columns: 80, env: { JETWAY_API_KEY: key } });
  expect(outcome.stdout).toContain('Claude Code: claude-sonnet-4-5, by anthropic-messages\n');
  expect(outcome.stdout).toMatch(/^ {2}images +works$/m);
  expect(outcome.stdout).toMatch(/^ {2}PDF +refused +400: This gateway takes no pdf\.$/m);
  expect(outcome.stdout).toMatch(/^ {2}web fetch +unused +it fetches pages itself$/m);
  for (const line of outcome.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
});

describe('what is found', () => {
  const kept = ({ at: home }: Stand): string => {
    const [path] = [...home.home.snapshot().keys()].filter((file) => file.includes('/jetway/capabilities/'));
    return path === undefined ? '' : home.home.read(path);
  };

  test('is kept without the key, and what is found later takes its place', async () => {
    let manner: Manner = 'refused';
    await using here = await stand(
      claude,
      capable(
        () => manner,
        (asked) => `No ${asked} for ${key}, nor for sk-0123456789abcdef0123.`,
      ),
    );
    await here.doctor();
    expect(here.at.home.filesContaining(key)).toEqual([]);
    expect(here.at.home.filesContaining('sk-0123456789')).toEqual([]);
    const first = JSON.parse(kept(here)) as unknown;
    expect(at(first, 'schemaVersion')).toBe(1);
    expect(listAt(first, 'found').map((one) => textAt(one, 'result'))).toEqual(Array(9).fill('refused'));
    expect(Date.parse(textAt(first, 'found', 0, 'at') ?? '')).toBeGreaterThan(0);
    manner = 'works';
    await here.doctor();
    const second = listAt(JSON.parse(kept(here)), 'found');
    expect(second.map((one) => textAt(one, 'result'))).toEqual(Array(9).fill('works'));
  });

  test('is shown by list-models --verbose, and in its JSON', async () => {
    await using here = await stand(claude, capable(only('images', 'refused')));
    await here.doctor();
    const place = ['--gateway', 'compatible', '--base-url', here.gateway.url, '--set', 'protocols=anthropic-messages'];
    const env = { JETWAY_API_KEY: key };
    const listed = await here.at.run(['list-models', '--json', ...place], { env });
    const model = listAt(listed.json, 'models').find((one) => textAt(one, 'id') === claude.model);
    const images = listAt(model, 'capabilities').find((one) => textAt(one, 'id') === 'images');
    expect(images).toMatchObject({
      protocol: 'anthropic-messages',
      result: 'refused',
      said: '400: This gateway takes no images.',
    });
    const compaction = listAt(model, 'capabilities').find((one) => textAt(one, 'id') === 'compaction');
    expect(compaction).toMatchObject({ agent: 'claude', result: 'works' });
    const drawn = await here.at.run(['list-models', '--verbose', ...place], { env, columns: 80 });
    expect(drawn.stdout).toContain('claude-sonnet-4-5, by anthropic-messages, tried a moment ago\n');
    expect(drawn.stdout).toMatch(/^ {2}images +refused +400: This gateway takes no images\.$/m);
    const plain = await here.at.run(['list-models', ...place], { env, columns: 80 });
    expect(plain.stdout).not.toContain('tried');
  });

  test('is left alone by an answer that tells nothing', async () => {
    let busy = false;
    const usual = capable(every('works'));
    await using here = await stand(claude, (request) =>
      busy && askedIn(request.body) !== 'bare' && request.method === 'POST'
        ? { status: 429, headers: {}, body: '{"error":{"message":"Too many requests"}}' }
        : usual(request),
    );
    await here.doctor();
    const before = kept(here);
    busy = true;
    const outcome = await here.doctor();
    expect(results(outcome)['images']).toBe('unknown');
    expect(kept(here)).toBe(before);
  });

  test.each(['', '{', '[]', '{"found":{}}', '{"found":[null,1,{"model":"x"},{"id":"images"}]}'])(
    'and where the file holds %j, that is as if there were none',
    async (text) => {
      await using here = await stand(claude, capable(every('works')));
      await here.doctor();
      const [path = ''] = [...here.at.home.snapshot().keys()].filter((file) => file.includes('/capabilities/'));
      here.at.home.write(path, text);
      const place = [
        '--gateway',
        'compatible',
        '--base-url',
        here.gateway.url,
        '--set',
        'protocols=anthropic-messages',
      ];
      const listed = await here.at.run(['list-models', '--json', ...place], { env: { JETWAY_API_KEY: key } });
      expect(listed.code).toBe(0);
      expect(listed.stdout).not.toContain('capabilities');
    },
  );
});

describe('money', () => {
  test('nothing is sent without a yes, and no is what is preselected', async () => {
    await using here = await stand(claude, capable(every('works')));
    const seen: unknown[] = [];
    const prompts = {
      select: async (message: string, choices: readonly { readonly value: unknown }[], preset: unknown) => {
        seen.push(message, preset);
        return choices.at(-1)?.value;
      },
    } as unknown as NonNullable<RunOptions['prompts']>;
    const outcome = await here.doctor([], { prompts, env: { JETWAY_API_KEY: key } });
    expect(seen).toEqual(['Send them?', false]);
    const cost = outcome.stderr.replaceAll(/\s+/g, ' ');
    expect(cost).toMatch(/--capabilities sends 11 real requests \(up to 12.*\), about \d+k tokens in/);
    expect(Math.max(...outcome.stderr.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
    expect(cost).toContain('is fetched by the provider, which may bill that apart');
    expect(here.asked()).toEqual([]);
  });

  test('a price is named where it is known, and said not to be where it is not', async () => {
    const data = [{ id: claude.model, pricing: { prompt: '0.000003', completion: '0.000015' } }];
    await using known = await stand(claude, ({ path }) =>
      path.endsWith('/models') ? { status: 200, headers: {}, body: JSON.stringify({ data }) } : undefined,
    );
    expect((await known.doctor()).stderr).toMatch(/at most 0\.\d+ USD/);
    await using other = await stand(opencode, capable(every('works')));
    expect((await other.doctor()).stderr).toContain('the price of vendor/other is not known');
  });

  test('no more than the question that is answered by nobody is sent where the key is refused', async () => {
    const error = { error: { message: 'Incorrect API key provided.' } };
    await using here = await stand(claude, ({ method }) =>
      method === 'POST' ? { status: 401, headers: {}, body: JSON.stringify(error) } : undefined,
    );
    const outcome = await here.doctor();
    expect([textAt(check(outcome), 'status'), textAt(check(outcome), 'code'), outcome.code]).toEqual([
      'fail',
      'credential',
      8,
    ]);
    expect(here.asked()).toEqual(['bare']);
  });

  test('of a long output no more is waited for than shows that it was taken', async () => {
    const usual = capable(every('works'));
    const ping = `data: ${JSON.stringify({ type: 'ping', pad: 'x'.repeat(2400) })}\n\n`;
    const lines = Array.from({ length: 200 }, () => ping);
    await using here = await stand(claude, (request) =>
      askedIn(request.body) === 'long-output'
        ? { status: 200, headers: { 'content-type': 'text/event-stream' }, body: lines }
        : usual(request),
    );
    expect(results(await here.doctor())['long-output']).toBe('works');
  });
});

test('a gateway that takes no limit of an answer is asked without one', async () => {
  const usual = capable(every('works'));
  await using here = await stand(codex, (request) =>
    request.body.includes('max_output_tokens')
      ? { status: 400, headers: {}, body: '{"error":{"message":"Unsupported parameter: max_output_tokens"}}' }
      : usual(request),
  );
  expect(results(await here.doctor())).toMatchObject({ images: 'works', 'parallel-tools': 'works' });
});
