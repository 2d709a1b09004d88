import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { at, listAt, textAt } from '../../src/json-path.ts';
import { startGateway } from '../support/gateway.ts';
import { jetway, type Jetway } from '../support/jetway.ts';
import { listening } from '../support/listening.ts';

const env = { JETWAY_API_KEY: 'real-key-4f1d7c2b9a' };

/** An agent that asks once, with text that nobody is to be told. */
const asking = `
if (process.argv.includes('--version')) { console.log('2.1.332 (Claude Code)'); process.exit(0); }
const own = Object.fromEntries((process.env.ANTHROPIC_CUSTOM_HEADERS ?? '').split('\\n').filter(Boolean).map((line) => line.split(': ')));
const response = await fetch(process.env.ANTHROPIC_BASE_URL + '/v1/messages', {
  method: 'POST',
  headers: { ...own, 'content-type': 'application/json', 'anthropic-version': '2023-06-01' },
  body: JSON.stringify({ model: 'demo/claude-sonnet-4-6', max_tokens: 64, messages: [{ role: 'user', content: 'a secret prompt' }] }),
});
await response.text();
process.exit(7);
`;

interface Collector extends AsyncDisposable {
  readonly url: string;
  readonly got: readonly { readonly path: string; readonly body: unknown; readonly headers: NodeJS.Dict<unknown> }[];
}

/** Takes what it is sent; \`answer\` false: never answers. */
async function collector(answer = true): Promise<Collector> {
  const got: { path: string; body: unknown; headers: NodeJS.Dict<unknown> }[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (piece: Buffer) => (text += piece.toString()));
    request.on('end', () => {
      got.push({ path: request.url ?? '', body: JSON.parse(text), headers: request.headers });
      if (answer) response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  const { origin, ...there } = await listening(server);
  return { url: origin, got, ...there };
}

const flags = (url: string): readonly string[] => [
  ...['--gateway', 'compatible', '--base-url', url, '--set', 'protocols=anthropic-messages'],
  ...['--model', 'demo/claude-sonnet-4-6', '--no-check', '--relay', 'always', '--export', 'otlp', '--tag', 'team=core'],
];

async function run(here: Jetway, url: string, more: Readonly<Record<string, string>>) {
  here.program('claude', asking);
  return here.run([...flags(url), 'claude'], { env: { ...env, ...more } });
}

/** Attributes as an object. */
const read = (attributes: readonly unknown[]): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    attributes.map((one) => [textAt(one, 'key') ?? '', Object.values(at(one, 'value') as Record<string, unknown>)[0]]),
  );

describe('--export otlp', () => {
  it('tells a collector of each request and of the session, in GenAI’s words, and of no text', async () => {
    await using gateway = await startGateway();
    await using told = await collector();
    await using here = await jetway();
    const own = { OTEL_EXPORTER_OTLP_ENDPOINT: told.url, OTEL_EXPORTER_OTLP_HEADERS: 'x-api-key=abc%20def123,x-b=2' };
    const { code, stderr } = await run(here, gateway.url, own);
    expect(code, stderr).toBe(7);
    expect(stderr).not.toContain('was not told');
    const traces = told.got.filter(({ path }) => path === '/v1/traces');
    const spans = traces.flatMap(({ body }) => listAt(body, 'resourceSpans', 0, 'scopeSpans', 0, 'spans'));
    expect(spans).toHaveLength(2);
    const [request, session] = spans;
    expect(textAt(request, 'traceId')).toMatch(/^[0-9a-f]{32}$/);
    expect(textAt(request, 'parentSpanId')).toBe(textAt(session, 'spanId'));
    expect(textAt(request, 'startTimeUnixNano')).toMatch(/^\d{19}$/);
    expect(at(request, 'kind')).toBe(3);
    expect(read(listAt(request, 'attributes'))).toMatchObject({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'anthropic',
      'gen_ai.request.model': 'demo/claude-sonnet-4-6',
      'gen_ai.agent.name': 'claude',
      'gen_ai.usage.output_tokens': expect.stringMatching(/^\d+$/) as string,
      'http.response.status_code': '200',
      'jetway.gateway': 'compatible',
    });
    expect(read(listAt(session, 'attributes'))).toMatchObject({
      'gen_ai.operation.name': 'invoke_agent',
      'jetway.exit_code': '7',
    });
    const metrics = told.got
      .filter(({ path }) => path === '/v1/metrics')
      .flatMap(({ body }) => listAt(body, 'resourceMetrics', 0, 'scopeMetrics', 0, 'metrics'));
    expect(metrics.map((metric) => textAt(metric, 'name'))).toEqual([
      'gen_ai.client.token.usage',
      'gen_ai.client.operation.duration',
    ]);
    for (const { headers } of told.got) expect(headers).toMatchObject({ 'x-api-key': 'abc def123', 'x-b': '2' });
    const all = JSON.stringify(told.got.map(({ body }) => body));
    expect(all).not.toMatch(/secret prompt|real-key/);
    expect(all).not.toContain(here.home.path);
  });

  it('tells of the session alone without a relay, by the profile’s own address', async () => {
    await using gateway = await startGateway();
    await using told = await collector();
    await using here = await jetway();
    here.install('codex');
    const settings = { 'base-url': gateway.url };
    const work = { gateway: 'compatible', settings, models: { codex: 'demo/gpt-5.5' }, otlp: told.url };
    here.home.write(
      '.config/jetway/config.json',
      JSON.stringify({ schemaVersion: 1, current: 'work', profiles: { work }, credentials: {} }),
    );
    expect(await here.run(['--no-check', 'codex'], { env })).toMatchObject({ code: 0 });
    const [first] = told.got.filter(({ path }) => path === '/v1/traces');
    expect(listAt(first?.body, 'resourceSpans', 0, 'scopeSpans', 0, 'spans')).toMatchObject([
      { name: 'invoke_agent codex', status: {} },
    ]);
    const before = told.got.length;
    expect(await here.run(['--no-check', '--export', 'none', 'codex'], { env })).toMatchObject({ code: 0 });
    expect(told.got).toHaveLength(before);
  });

  it('tells of any program’s requests behind a relay, which usage then has as a session', async () => {
    await using gateway = await startGateway();
    await using told = await collector();
    await using here = await jetway();
    here.program(
      'client',
      asking
        .replace('ANTHROPIC_CUSTOM_HEADERS', 'NOTHING')
        .replace("'content-type'", "'x-api-key': process.env.ANTHROPIC_API_KEY, 'content-type'"),
    );
    const choice = flags(gateway.url).slice(0, 6);
    const more = { ...env, OTEL_EXPORTER_OTLP_ENDPOINT: told.url };
    const { code, stderr } = await here.run(['relay', ...choice, '--export', 'otlp', '--', 'client'], { env: more });
    expect({ code, stderr }).toEqual({ code: 7, stderr: '' });
    const traces = told.got.filter(({ path }) => path === '/v1/traces');
    const spans = traces.flatMap(({ body }) => listAt(body, 'resourceSpans', 0, 'scopeSpans', 0, 'spans'));
    expect(spans.map((span) => textAt(span, 'name'))).toEqual(['chat demo/claude-sonnet-4-6', 'invoke_agent relay']);
    const session = read(listAt(spans[1], 'attributes'));
    expect(session).toMatchObject({ 'gen_ai.agent.name': 'relay', 'jetway.exit_code': '7' });
    // It chooses its models by itself.
    expect(session).not.toHaveProperty('gen_ai.request.model');
    expect(JSON.stringify(told.got.map(({ body }) => body))).not.toMatch(/secret prompt|real-key/);
    const id = textAt(session, 'gen_ai.conversation.id') ?? '';
    const { json } = await here.run(['usage', 'session', 'last', '--offline', '--json']);
    expect(json).toMatchObject({ session: id, agent: 'relay', source: 'ledger', total: { requests: 1 } });
    const month = new Date().toISOString().slice(0, 7);
    const noted = here.home.read(`.local/state/jetway/sessions/${month}.jsonl`);
    expect(JSON.parse(noted)).toMatchObject({ session: id, agent: 'relay', gateway: 'compatible', model: '' });
    const before = told.got.length;
    expect(await here.run(['relay', ...choice, '--', 'client'], { env: more })).toMatchObject({ code: 7 });
    expect(told.got).toHaveLength(before);
  });

  it('shows no password of a collector’s address, neither of the variable nor of the profile', async () => {
    await using gateway = await startGateway();
    await using here = await jetway();
    const address = 'http://ann:s3cret@pass@127.0.0.1:9/x';
    const { code, stdout, stderr } = await run(here, gateway.url, { OTEL_EXPORTER_OTLP_ENDPOINT: address });
    expect({ code, stdout }).toEqual({ code: 7, stdout: '' });
    expect(stderr).toMatch(
      /^jetway: http:\/\/127\.0\.0\.1:9\/x was not told of \d+ requests and sessions: .*user name/m,
    );
    expect(stderr).not.toMatch(/ann|s3cret|pass@/);
    const work = { gateway: 'bifrost', settings: {}, models: {}, otlp: address };
    here.home.write(
      '.config/jetway/config.json',
      JSON.stringify({ schemaVersion: 1, current: 'work', profiles: { work }, credentials: {} }),
    );
    const shown = await here.run(['profile', 'show', 'work', '--json']);
    expect(shown.code).toBe(0);
    expect(shown.stdout + shown.stderr).not.toMatch(/ann|s3cret|pass@/);
    expect(shown.json).not.toHaveProperty('otlp');
  });

  it.each([
    ['refuses connections', undefined],
    ['never answers', false],
  ])('a collector that %s costs a second at most, keeps the exit code, and is named once', async (_what, answer) => {
    await using gateway = await startGateway();
    await using told = answer === undefined ? undefined : await collector(answer);
    await using here = await jetway();
    const began = Date.now();
    const { code, stderr } = await run(here, gateway.url, {
      OTEL_EXPORTER_OTLP_ENDPOINT: told?.url ?? 'http://127.0.0.1:9',
    });
    expect(code, stderr).toBe(7);
    expect(stderr.match(/was not told of 2 requests and sessions/g)).toHaveLength(1);
    // Far below what a collector that is waited for costs: 8 to 10 seconds.
    expect(Date.now() - began).toBeLessThan(7000);
  });

  it('--export takes no other word', async () => {
    await using here = await jetway();
    expect(await here.run(['--export', 'zipkin', 'codex'], { env })).toMatchObject({ code: 2 });
  });
});
