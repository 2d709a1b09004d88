import { readFileSync, readdirSync } from 'node:fs';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startGateway } from '../support/gateway.ts';
import type { Home } from '../support/home.ts';
import { packed, type Packed } from '../support/packed.ts';
import { entriesIn } from '../support/relay/entries.ts';
import { runIn, startIn } from '../support/run-in.ts';

// The real agents through a relay of Jetway's as it is packed, in print mode.
const key = 'real-key-4f1d7c2b9a';
const answer = "This is Jetway's demo gateway: the answer is canned.";
const agents = [
  ['claude', 'demo/claude-sonnet-4-6', ['claude', '-p', 'say hello']],
  ['codex', 'demo/gpt-5.5', ['codex', 'exec', 'say hello']],
  ['gemini', 'demo/gemini-2.5-pro', ['gemini', '--skip-trust', '-p', 'say hello']],
] as const;

let programs: Packed;
beforeAll(async () => {
  programs = await packed();
});
afterAll(() => programs[Symbol.asyncDispose]());

const words = (url: string, model: string, protocols: string, more: readonly string[]): readonly string[] => [
  ...['jetway', '--gateway', 'compatible', '--base-url', url, '--set', `protocols=${protocols}`],
  ...['--model', model, ...more],
];
const all = 'anthropic-messages,openai-responses,openai-chat,gemini';

describe.each(agents)('%s with %s through a relay', (_id, model, command) => {
  it('answers, and holds the key in no environment, argument or file of its processes', async () => {
    const seen: { jetway?: number; processes: number; holders: string[] } = { processes: 0, holders: [] };
    await using gateway = await startGateway({
      demand: { authorization: `Bearer ${key}` },
      refuses: () => {
        for (const { pid, text } of below(seen.jetway)) {
          seen.processes += 1;
          if (text.includes(key))
            seen.holders.push(
              `${pid}: ${text.slice(0, 80)} … ${text.slice(text.indexOf(key) - 40, text.indexOf(key))}`,
            );
        }
        return undefined;
      },
    });
    await using home = await programs.home();
    const started = startIn(home, [...words(gateway.url, model, all, ['--relay', 'always']), ...command], {
      env: { JETWAY_API_KEY: key },
    });
    Object.assign(seen, { jetway: started.child.pid });
    const { stdout, stderr, code } = await started.end;
    expect(code, stderr).toBe(0);
    expect(stdout).toContain(answer);
    expect(seen.processes).toBeGreaterThan(0);
    expect(seen.holders).toEqual([]);
    expect(home.filesContaining(key)).toEqual([]);
    expect(entriesIn(home)).toMatchObject([{ model, status: 200, outcome: 'whole' }]);
  });

  it('answers from a gateway that speaks openai-chat alone', async () => {
    await using gateway = await startGateway();
    await using home = await programs.home();
    const argv = [...words(gateway.url, 'demo/gpt-5.5', 'openai-chat', []), ...command];
    const { stdout, stderr, code } = await runIn(home, argv, { env: { JETWAY_API_KEY: key } });
    expect(code, stderr).toBe(0);
    expect(stdout).toContain(answer);
    expect(stderr).toContain('is reached by translation');
    expect(entriesIn(home)[0]).toMatchObject({ translatedTo: 'openai-chat', outcome: 'whole' });
  });

  it('stops at once at a rule, and prints its sentence', async () => {
    await using gateway = await startGateway();
    await using home = await programs.home();
    const argv = [...words(gateway.url, model, all, ['--allow-models', 'other']), ...command];
    const { stdout, stderr, code } = await runIn(home, argv, { env: { JETWAY_API_KEY: key } });
    expect(code).not.toBe(0);
    expect(stdout + stderr).toContain('is not among the models that --allow-models lets this session use');
    expect(entriesIn(home)).toHaveLength(1);
    expect(gateway.requests.filter(({ method }) => method === 'POST')).toEqual([]);
  });
});

// How often they ask again is their own matter: Codex 0.171.0 gives up after 25 s, Claude Code 2.1.332 after three minutes if it
// is not told otherwise.
describe.each([
  [...agents[0], '/v1/messages', /Connection refused .*ECONNREFUSED/],
  [...agents[1], '/responses', /ERROR: Connection failed/],
] as const)('%s with %s whose Jetway is killed in the middle of an answer', (_id, model, command, path, error) => {
  it('says that the connection failed and ends; nothing listens, and the lines are whole', async () => {
    await using gateway = await startGateway();
    await using home = await programs.home();
    const env = { JETWAY_API_KEY: key, CLAUDE_CODE_MAX_RETRIES: '1' };
    const argv = [...words(gateway.url, model, all, ['--relay', 'always']), ...command];
    expect((await runIn(home, argv, { env })).code).toBe(0);
    const asked = gateway.to(path).length;
    const noted = home.read(ledgerIn(home));
    gateway.misbehave(path, 'slow');
    const started = startIn(home, argv, { env });
    await vi.waitFor(() => expect(gateway.to(path)).toHaveLength(asked + 1), { timeout: 30_000 });
    const processes = below(started.child.pid);
    const environments = processes.map(({ text }) => text).join('\0');
    const [address = ''] = /(?<=base_url\W{1,4}http:\/\/)127\.0\.0\.1:\d+/i.exec(environments) ?? [];
    expect(address).not.toBe('');
    expect(await listens(`http://${address}`)).toBe(true);
    started.child.kill('SIGKILL');
    await vi.waitFor(async () => expect(await listens(`http://${address}`)).toBe(false), { timeout: 10_000 });
    const { stdout, stderr } = await started.end;
    expect(stdout + stderr).toMatch(error);
    expect(stdout + stderr).not.toContain(key);
    await vi.waitFor(() => expect(processes.filter(({ pid }) => read(`/proc/${pid}/cmdline`) !== '')).toEqual([]));
    expect(home.read(ledgerIn(home))).toBe(noted);
    expect(noted.endsWith('}\n')).toBe(true);
  });
});

function ledgerIn(home: Home): string {
  return [...home.snapshot().keys()].find((name) => name.includes('/ledger/')) ?? '';
}

/** The processes below one, with their arguments and environment; Linux. */
function below(root: number | undefined): readonly { readonly pid: number; readonly text: string }[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const parents = new Map(
    pids.map((pid) => [Number(pid), Number(/^PPid:\s+(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1])]),
  );
  const isBelow = (pid: number | undefined): boolean => {
    const parent = pid === undefined ? undefined : parents.get(pid);
    return parent !== undefined && (parent === root || isBelow(parent));
  };
  return [...parents.keys()]
    .filter(isBelow)
    .map((pid) => ({ pid, text: `${read(`/proc/${pid}/cmdline`)}\0${read(`/proc/${pid}/environ`)}` }));
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function listens(origin: string): Promise<boolean> {
  return new Promise((resolve) => {
    request(origin, () => resolve(true))
      .on('error', () => resolve(false))
      .end();
  });
}
