import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { answer } from '../../src/commands/demo/gateway.ts';
import { demoModels } from '../../src/commands/demo/models.ts';
import { packed, type Packed } from '../support/packed.ts';
import { entriesIn } from '../support/relay/entries.ts';
import { openTerminal } from '../support/terminal.ts';
import { cases } from './cases/index.ts';

let programs: Packed;
beforeAll(async () => {
  programs = await packed();
});
afterAll(() => programs[Symbol.asyncDispose]());

// Esc in the middle of an answer, through the relay, untouched and translated.
interface Halting extends AsyncDisposable {
  readonly url: string;
  /** The answers that stopped half-way: whether their connection has been closed by who asked. */
  readonly halted: readonly { closed: boolean }[];
}

/** The demo gateway, which stops in the middle of what it says to `word`, and holds the line. */
async function halting(word: string): Promise<Halting> {
  const halted: { closed: boolean }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const headers = request.headers as Readonly<Record<string, string>>;
      const told = answer({ method: request.method ?? '', path: request.url ?? '', headers, body }, demoModels);
      response.writeHead(told.status, told.headers);
      const text = typeof told.body === 'string' ? told.body : told.body.join('');
      // Once: Codex 0.171.0 asks for a title of the session with the same words and tools, a moment later.
      if (halted.length > 0 || !body.includes(word) || !/"tools":\[\{/.test(body)) {
        response.end(text);
        return;
      }
      const line = { closed: false };
      halted.push(line);
      response.on('close', () => void (line.closed = true));
      const half = text.indexOf('\n\n', text.indexOf('demo')) + 2;
      response.write(text.slice(0, half));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    halted,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const all = 'anthropic-messages,openai-responses,openai-chat,gemini';

describe.each([
  ['claude', 'demo/claude-sonnet-4-6', all],
  ['codex', 'demo/gpt-5.5', all],
  ['claude', 'demo/gpt-5.5', 'openai-chat'],
  ['codex', 'demo/gpt-5.5', 'openai-chat'],
] as const)('%s with %s over %s', (agent, model, protocols) => {
  it('lets go of the gateway at Esc in the middle of an answer, and goes on with the next turn', async () => {
    const { terminal: how } = cases.find((one) => one.agent === agent) ?? {};
    if (how === undefined) throw new Error(`${agent} has no case for a terminal.`);
    await using gateway = await halting('tell a story');
    await using home = await programs.home(agent);
    await using terminal = openTerminal(home, { JETWAY_API_KEY: 'gw-0d9f4e7a33', IS_SANDBOX: '1' }, []);
    await terminal.until('shell>');
    const choice = `--gateway compatible --base-url ${gateway.url} --set protocols=${protocols} --model ${model}`;
    terminal.type(`jetway ${choice} --relay always ${agent}; echo "ended $?"`);
    for (const answerIt of how.questions ?? []) await answerIt(terminal);
    await terminal.until(how.ready);
    await terminal.submit('tell a story');
    await vi.waitFor(() => expect(gateway.halted).toHaveLength(1), { timeout: 30_000 });
    await terminal.until(/esc to interrupt|\besc\b/i);
    expect(gateway.halted).toEqual([{ closed: false }]);
    terminal.press('Escape');
    await vi.waitFor(() => expect(gateway.halted).toEqual([{ closed: true }]), { timeout: 10_000 });
    await vi.waitFor(() => expect(entriesIn(home).map(({ outcome }) => outcome)).toContain('cut'), { timeout: 10_000 });
    // Claude Code 2.1.332 puts words that got no answer yet back into its input line.
    terminal.press('C-u');
    await terminal.submit('say more');
    await terminal.until(/answer is\s+canned/);
    expect(terminal.screen()).not.toContain('You wrote: tell a story');
    await how.quit(terminal);
    await terminal.until('ended 0');
    expect(entriesIn(home).map(({ outcome }) => outcome)).toEqual(expect.arrayContaining(['cut', 'whole']));
    expect(gateway.halted).toHaveLength(1);
  });
});
