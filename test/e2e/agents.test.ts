import { userInfo } from 'node:os';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startGateway } from '../support/gateway.ts';
import { packed, type Packed } from '../support/packed.ts';
import { processesOf } from '../support/processes.ts';
import { runIn } from '../support/run-in.ts';
import {
  answer,
  bearer,
  claude,
  codex,
  credentialsOf,
  launch,
  mount,
  opencode,
  opencodeWithClaude,
  providerKey,
  requestOf,
  start,
  token,
} from './launching.ts';

// The real agents in print mode, through Jetway as it is packed; `node .config/programs.mjs agents` installs them.
const all = [claude, codex, opencode, opencodeWithClaude];

let programs: Packed;
beforeAll(async () => {
  programs = await packed();
});
afterAll(() => programs[Symbol.asyncDispose]());

describe.each(all)('$agent with $model through Cloudflare', (one) => {
  it("prints the gateway's answer, and leaves neither the key nor a change behind", async () => {
    await using gateway = await startGateway({ mount, demand: bearer });
    await using home = await programs.home();
    const before = ownFiles.map(([name, text]) => [name, text, home.write(name, text)] as const);

    const { stdout, stderr, code } = await launch(one, gateway, home);

    expect(code, stderr).toBe(0);
    expect(stdout).toContain(answer);
    const asked = requestOf(one, gateway);
    expect(asked.path.split('?')[0]).toBe(mount + one.path);
    expect(credentialsOf(asked)).toEqual(bearer);
    const said: unknown = JSON.parse(asked.headers['cf-aig-metadata'] ?? '');
    const [user, project] = [userInfo().username, 'project'];
    expect(said).toMatchObject({ agent: one.agent, user, project, session: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    expect(gateway.requests.every((request) => credentialsOf(request).authorization === bearer.authorization)).toBe(
      true,
    );

    for (const [name, text] of before) expect(home.read(name)).toBe(text);
    expect(home.filesContaining(token)).toEqual([]);
    expect(programs.asked.filter((request) => request.includes(token) || request.includes('cloudflare'))).toEqual([]);
    expect(gateway.elsewhere.requests).toEqual([]);
  });

  it('gets the provider key in the header of the vendor, beside the token in that of Cloudflare', async () => {
    const demand = { 'cf-aig-authorization': `Bearer ${token}`, ...one.vendor };
    await using gateway = await startGateway({ mount });
    await using home = await programs.home();
    const { stdout } = await launch(one, gateway, home, { env: { JETWAY_PROVIDER_KEY: providerKey } });
    expect(stdout).toContain(answer);
    expect(credentialsOf(requestOf(one, gateway))).toEqual(demand);
    expect([...home.filesContaining(token), ...home.filesContaining(providerKey)]).toEqual([]);
  });

  it('sends no credential but the header of Cloudflare where that is wanted', async () => {
    const demand = { 'cf-aig-authorization': `Bearer ${token}` };
    await using gateway = await startGateway({ mount, demand });
    await using home = await programs.home();
    const { stdout } = await launch(one, gateway, home, { flags: ['--set', 'credential-header=cf-aig-authorization'] });
    expect(stdout).toContain(answer);
    expect(credentialsOf(requestOf(one, gateway))).toEqual(demand);
  });
});

describe.each([claude, codex, opencode])('$agent, its life', (one) => {
  it('ends by the SIGTERM that Jetway gets; until then no argument list and no file holds the key', async () => {
    await using gateway = await startGateway({ mount, demand: bearer, misbehave: { [one.path]: 'slow' } });
    await using home = await programs.home();
    const { child, end } = start(one, gateway, home);
    await vi.waitFor(() => expect(gateway.to(one.path)).not.toEqual([]), { timeout: 30_000, interval: 50 });

    const processes = processesOf(home.path);
    expect(processes.map(({ pid }) => pid)).toContain(child.pid);
    expect(processes.length).toBeGreaterThan(1);
    expect(processes.filter(({ argv }) => argv.some((word) => word.includes(token)))).toEqual([]);

    expect(home.filesContaining(token)).toEqual([]);

    child.kill('SIGTERM');
    expect((await end).code).toBe(128 + 15);
    await vi.waitFor(() => expect(processesOf(home.path)).toEqual([]), { timeout: 10_000, interval: 50 });
  });

  it('keeps its exit code where the gateway refuses the request', async () => {
    await using gateway = await startGateway({ mount, demand: bearer, misbehave: { [one.path]: '400' } });
    await using home = await programs.home();
    const { code } = await launch(one, gateway, home, { flags: ['--no-check'] });
    expect(code).toBe(1);
    expect(gateway.to(one.path)).not.toEqual([]);
  });
});

describe('Bifrost', () => {
  const cases = [
    { ...claude, model: 'anthropic/claude-sonnet-4-5', path: '/anthropic/v1/messages' },
    { ...codex, model: 'openai/gpt-5', path: '/responses' },
    { ...opencode, model: 'openai/gpt-5', path: '/responses' },
  ];

  it.each(cases)('serves $agent with $model', async (one) => {
    const key = 'sk-bf-5b0e9d7713';
    await using gateway = await startGateway({ models: cases.map(({ model }) => model) });
    await using home = await programs.home();
    const line = ['jetway', '--gateway', 'bifrost', '--base-url', gateway.url, '--model', one.model, ...one.words];
    const { stdout, stderr, code } = await runIn(home, line, { env: { JETWAY_API_KEY: key } });
    expect(code, stderr).toBe(0);
    expect(stdout).toContain(answer);
    const asked = requestOf(one, gateway);
    expect(Object.values(credentialsOf(asked)).every((value) => value.includes(key))).toBe(true);
    expect(asked.headers['x-bf-dim-agent']).toBe(one.agent);
    expect(home.filesContaining(key)).toEqual([]);
  });
});

/** What a user may have, and finds again. OpenCode writes a `$schema` into a file that has none. */
const ownFiles = [
  ['.claude/settings.json', '{\n  "cleanupPeriodDays": 20,\n\t"includeCoAuthoredBy": false }\n'],
  ['.codex/config.toml', '# mine\nmodel_reasoning_effort = "low"\n\n[history]\npersistence="none"   # so\n'],
  [
    '.config/opencode/opencode.json',
    '{ "$schema": "https://opencode.ai/config.json",\n   "autoupdate": false, "share": "disabled" }',
  ],
] as const;
