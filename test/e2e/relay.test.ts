import { readFileSync, readdirSync } from 'node:fs';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startGateway } from '../support/gateway.ts';
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

it('leaves nothing listening and whole lines behind where Jetway is killed in the middle of an answer', async () => {
  await using gateway = await startGateway();
  await using home = await programs.home();
  const [, model, command] = agents[0];
  const env = { JETWAY_API_KEY: key };
  const argv = [...words(gateway.url, model, all, ['--relay', 'always']), ...command];
  expect((await runIn(home, argv, { env })).code).toBe(0);
  gateway.misbehave('/v1/messages', 'slow');
  const started = startIn(home, argv, { env });
  await vi.waitFor(() => expect(gateway.to('/v1/messages')).toHaveLength(2), { timeout: 30_000 });
  const environment = below(started.child.pid)
    .map(({ text }) => text)
    .join('\0');
  const [origin = ''] = /(?<=ANTHROPIC_BASE_URL=)http:\/\/127\.0\.0\.1:\d+/.exec(environment) ?? [];
  expect(origin).not.toBe('');
  expect(await listens(origin)).toBe(true);
  const agentPids = below(started.child.pid).map(({ pid }) => pid);
  started.child.kill('SIGKILL');
  await vi.waitFor(async () => expect(await listens(origin)).toBe(false), { timeout: 10_000 });
  // The agent's own end is its own matter; here it is not waited for.
  for (const pid of agentPids) kill(pid);
  await started.end;
  expect(entriesIn(home)).toHaveLength(1);
});

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

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}

function listens(origin: string): Promise<boolean> {
  return new Promise((resolve) => {
    request(origin, () => resolve(true))
      .on('error', () => resolve(false))
      .end();
  });
}
