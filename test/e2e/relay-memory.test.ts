import { chmodSync, closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startGateway } from '../support/gateway.ts';
import type { Home } from '../support/home.ts';
import { packed, type Packed } from '../support/packed.ts';
import { processesOf } from '../support/processes.ts';
import { startIn } from '../support/run-in.ts';

// The memory of the real agents' processes while an answer is awaited; Linux, and the same user's or root's to read.
// In two pieces, so that neither this file's text nor its bytecode is what is found.
const key = ['mem', '5b0d3f81c7e24a96'].join('-');

let programs: Packed;
beforeAll(async () => {
  programs = await packed();
});
afterAll(() => programs[Symbol.asyncDispose]());

describe.each([
  ['claude', 'demo/claude-sonnet-4-6', ['-p', 'say hello']],
  ['codex', 'demo/gpt-5.5', ['exec', 'say hello']],
] as const)('%s through a relay', (agent, model, args) => {
  it("has the relay's token in its memory, and the gateway's key nowhere", async () => {
    await using gateway = await startGateway({ demand: { authorization: `Bearer ${key}` } });
    const path = agent === 'claude' ? '/v1/messages' : '/responses';
    gateway.misbehave(path, 'slow');
    await using home = await programs.home(agent);
    const served = `protocols=${agent === 'claude' ? 'anthropic-messages' : 'openai-responses'}`;
    const address = ['--gateway', 'compatible', '--base-url', gateway.url, '--set', served];
    const choice = [...address, '--model', model, '--relay', 'always'];
    const env = { JETWAY_API_KEY: key, PATH: [noting(home, agent), home.env['PATH']].join(delimiter) };
    const started = startIn(home, ['jetway', ...choice, agent, ...args], { env });
    try {
      await vi.waitFor(() => expect(gateway.to(path)).toHaveLength(1), { timeout: 60_000, interval: 100 });
      expect(gateway.to(path)[0]?.headers['authorization']).toBe(`Bearer ${key}`);
      const all = processesOf(home.path);
      const agents = all.filter(({ pid }) => pid !== started.child.pid);
      const token = home.read('token');
      expect(token).toMatch(/^.{20,}$/);
      const holders = (text: string): readonly number[] =>
        agents.filter(({ pid }) => isInMemory(pid, text)).map(({ pid }) => pid);
      // So the search finds what is there: the token in the agent's, the key in Jetway's own.
      expect(holders(token)).not.toEqual([]);
      expect(isInMemory(started.child.pid ?? 0, key)).toBe(true);
      expect(holders(key)).toEqual([]);
      expect(agents.filter((one) => JSON.stringify(one).includes(key))).toEqual([]);
      expect(home.filesContaining(key)).toEqual([]);
    } finally {
      for (const { pid } of processesOf(home.path)) stop(pid);
      await started.end;
    }
  });
});

/** The agent behind a script that notes the token, from the pipe or the variable that it comes by. Gives its folder. */
function noting(home: Home, agent: string): string {
  const real = join(programs.agents, agent);
  const script = [
    '#!/bin/bash',
    'case "$*" in --version) exec "' + real + '" "$@" ;; esac',
    'token=${JETWAY_AGENT_KEY-$(cat <&3)}',
    'printf %s "$token" >"$HOME/token"',
    '[ -n "${JETWAY_AGENT_KEY-}" ] || exec 3< <(printf %s "$token")',
    'exec "' + real + '" "$@"',
  ];
  chmodSync(home.write(`noting/${agent}`, `${script.join('\n')}\n`), 0o755);
  return join(home.path, 'noting');
}

function stop(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}

/** Whether a text stands in what a process may read, as UTF-8 or UTF-16, the two in which engines keep strings. */
function isInMemory(pid: number, text: string): boolean {
  const forms = [Buffer.from(text, 'utf8'), Buffer.from(text, 'utf16le')];
  const overlap = Math.max(...forms.map(({ length }) => length));
  const buffer = Buffer.alloc(4 * 1024 * 1024);
  const memory = openSync(`/proc/${pid}/mem`, 'r');
  try {
    for (const { from, to } of readable(pid)) {
      let at = from;
      while (at < to) {
        const wanted = Math.min(buffer.length, to - at);
        const read = piece(memory, buffer, wanted, at);
        if (read <= 0) {
          at += wanted;
          continue;
        }
        const seen = buffer.subarray(0, read);
        if (forms.some((form) => seen.includes(form))) return true;
        at += read === wanted && at + read < to ? read - overlap : read;
      }
    }
    return false;
  } finally {
    closeSync(memory);
  }
}

/** Pages that are not there can't be read. */
function piece(memory: number, buffer: Buffer, length: number, at: number): number {
  try {
    return readSync(memory, buffer, 0, length, at);
  } catch {
    return 0;
  }
}

/** Ranges that hold data: not those that are reserved alone, nor the kernel's own, which can't be read from outside. */
function readable(pid: number): readonly { readonly from: number; readonly to: number }[] {
  return readFileSync(`/proc/${pid}/maps`, 'utf8')
    .split('\n')
    .flatMap((line) => {
      const [, from = '', to = '', rights = '', name = ''] =
        /^([0-9a-f]+)-([0-9a-f]+) (\S+) \S+ \S+ \S+ *(.*)$/.exec(line) ?? [];
      if (!rights.startsWith('rw') || name.startsWith('[v')) return [];
      return [{ from: Number.parseInt(from, 16), to: Number.parseInt(to, 16) }];
    });
}
