import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startGateway } from '../support/gateway.ts';
import { buildCollector, startCollector } from '../support/otel-collector.ts';
import { packed, type Packed } from '../support/packed.ts';
import { runIn } from '../support/run-in.ts';
import { openTerminal } from '../support/terminal.ts';

// What is told of sessions of the real agents.
const key = 'sk-bf-4f1d7c2b9a';
const env = { JETWAY_API_KEY: key };

let programs: Packed;
beforeAll(async () => {
  programs = await packed();
});
afterAll(() => programs[Symbol.asyncDispose]());

const words = (url: string, model: string, more: readonly string[]): readonly string[] => [
  ...['jetway', '--gateway', 'bifrost', '--base-url', url, '--model', model, ...more],
];

/** Of a virtual key with little left. */
const quota = (path: string) =>
  path.startsWith('/api/governance/virtual-keys/quota')
    ? {
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          ...{ virtual_key_name: 'me', is_active: true },
          budgets: [
            { id: 'b', max_limit: 75, current_usage: 71, reset_duration: '1M', last_reset: new Date().toISOString() },
          ],
        }),
      }
    : undefined;

describe.each([
  ['claude', 'demo/claude-sonnet-4-6', ['claude', '-p', 'say hello']],
  ['codex', 'demo/gpt-5.5', ['codex', 'exec', 'say hello']],
  ['gemini', 'demo/gemini-2.5-pro', ['gemini', '--skip-trust', '-p', 'say hello']],
  ['qwen', 'demo/gpt-5.5', ['qwen', '-p', 'say hello']],
  ['pi', 'demo/claude-sonnet-4-6', ['pi', '-p', 'say hello']],
  ['copilot', 'demo/gpt-5.5', ['copilot', '-p', 'say hello']],
  ['cline', 'demo/claude-sonnet-4-6', ['cline', 'say hello']],
  ['droid', 'demo/gpt-5.5', ['droid', 'exec', 'say hello']],
  ['opencode', 'demo/gpt-5.5', ['opencode', 'run', 'say hello']],
  ['kilo', 'demo/claude-sonnet-4-6', ['kilo', 'run', 'say hello']],
  ['goose', 'demo/gpt-5.5', ['goose', 'run', '-t', 'say hello']],
  ['grok', 'demo/gpt-5.5', ['grok', '-p', 'say hello']],
  ['kimi', 'demo/gpt-5.5', ['kimi', '-p', 'say hello']],
  ['cn', 'demo/gpt-5.5', ['cn', '-p', 'say hello']],
] as const)('a session of %s without a relay', (agent, model, command) => {
  it('is told of by what the agent wrote itself, and by nothing twice', { timeout: 300_000 }, async () => {
    await using gateway = await startGateway();
    await using home = await programs.home(agent);
    // Its reports, which get nowhere here, would keep it for many seconds.
    if (agent === 'cline') home.write('.cline/data/settings/global-settings.json', '{ "telemetryOptOut": true }');
    const started = await runIn(home, [...words(gateway.url, model, []), ...command], { env });
    expect(started.code, started.stderr).toBe(0);
    const posted = gateway.requests.filter(({ method }) => method === 'POST').length;
    const told = await runIn(home, ['jetway', 'usage', '--by', 'agent', '--json']);
    expect(JSON.parse(told.stdout), told.stderr).toMatchObject({
      groups: [{ name: agent, source: 'transcript', output: expect.any(Number) as number }],
    });
    const { total } = JSON.parse(told.stdout) as { total: { requests: number; unpriced: number } };
    expect(total.unpriced).toBe(total.requests);
    expect(total.requests).toBeGreaterThan(0);
    expect(total.requests).toBeLessThanOrEqual(posted);
    // By another Node, which reads a database itself where an older one asks the agent.
    await using newer = await programs.home('qwen');
    const path = { PATH: newer.env['PATH'] ?? '' };
    const again = await runIn(home, ['jetway', 'usage', '--by', 'agent', '--json'], { env: path });
    expect((JSON.parse(again.stdout) as { total: object }).total, again.stderr).toEqual(total);
    const session = await runIn(home, ['jetway', 'usage', 'session', 'last', '--json'], { env: path });
    expect(JSON.parse(session.stdout), session.stderr).toMatchObject({
      agent,
      source: 'transcript',
      requests: expect.arrayContaining([expect.objectContaining({ model })]) as unknown,
    });
    const relayed = [...words(gateway.url, model, ['--relay', 'always']), ...command];
    expect((await runIn(home, relayed, { env })).code).toBe(0);
    const both = await runIn(home, ['jetway', 'usage', '--by', 'session', '--json'], { env: path });
    const { groups } = JSON.parse(both.stdout) as { groups: readonly { source: string }[] };
    expect(groups.map(({ source }) => source).toSorted()).toEqual(['ledger', 'transcript']);
  });
});

it(
  'OpenTelemetry’s own collector takes requests and sessions, every attribute and figure',
  { timeout: 600_000 },
  async () => {
    buildCollector();
    await using collector = await startCollector();
    await using gateway = await startGateway();
    await using home = await programs.home();
    const flags = ['--relay', 'always', '--export', 'otlp'];
    const line = [...words(gateway.url, 'demo/claude-sonnet-4-6', flags), 'claude', '-p', 'a secret prompt'];
    const { code, stderr } = await runIn(home, line, { env: { ...env, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url } });
    expect(code, stderr).toBe(0);
    expect(stderr).not.toContain('was not told');
    await vi.waitFor(() => expect(collector.said()).toContain('gen_ai.client.operation.duration'), { timeout: 10_000 });
    const said = collector.said();
    expect(said).toMatch(/Name +: chat demo\/claude-sonnet-4-6\n +Kind +: Client/);
    expect(said).toMatch(/Name +: invoke_agent claude\n +Kind +: Internal/);
    expect(said).toMatch(/-> gen_ai\.usage\.output_tokens: Int\(\d+\)/);
    expect(said).toMatch(/-> gen_ai\.response\.time_to_first_chunk: Double\([\d.]+\)/);
    expect(said).toMatch(/-> Name: gen_ai\.client\.token\.usage[\s\S]*AggregationTemporality: Delta/);
    expect(said).not.toMatch(/secret prompt|sk-bf-/);
  },
);

it('the status line stands below the user’s own, in a trusted folder alone', async () => {
  await using gateway = await startGateway({ answers: ({ path }) => quota(path) });
  await using home = await programs.home();
  const own = { statusLine: { type: 'command', command: 'cat >"$HOME/own-line.json"; printf "MY OWN LINE"' } };
  home.write('.claude/settings.json', JSON.stringify(own));
  await using terminal = openTerminal(home, env, []);
  await terminal.until('shell>');
  const line = [...words(gateway.url, 'demo/claude-sonnet-4-6', ['--statusline']), 'claude'];
  terminal.type(`${line.join(' ')}; echo "ended $?"`);
  await terminal.answer('Dark mode', 'Enter');
  await terminal.answer('Security notes', 'Enter');
  await terminal.until('Yes, I trust this folder');
  expect(home.snapshot().has('own-line.json')).toBe(false);
  await terminal.reach('❯ Yes, I trust this folder');
  terminal.press('Enter');
  expect(await terminal.until(/\$4 of \$75 left \(virtual key\)/)).toMatch(
    /MY OWN LINE\n.* · ~\$\d+\.\d\d · \$4 of \$75 left/,
  );
  await terminal.submit('/exit');
  expect(await terminal.until('ended 0')).toContain('little is left of the budget of the virtual key');
  expect(home.read('.claude/settings.json')).toContain('MY OWN LINE');
  expect(home.read('.claude/settings.json')).not.toContain('jetway');
});
