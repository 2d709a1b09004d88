import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createReader } from '../../../src/protocols/conversation.ts';
import { answer, servers } from '../../../src/commands/demo/gateway.ts';

/**
 * Requests of the real programs, recorded on loopback while they were asked to list the files; `expect` is what should
 * come back. Prose of theirs is cut out, tools are thinned, ids are replaced.
 */
interface Captured {
  readonly version: string;
  readonly path: string;
  readonly expect: 'call' | 'result' | 'title';
  readonly body: object;
}

function captured(agent: string): readonly Captured[] {
  const file = new URL(`../../support/captured/${agent}.jsonl`, import.meta.url);
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Captured);
}

const cases = ['claude-code', 'codex', 'opencode'].flatMap((agent) =>
  captured(agent).map((request) => ({ agent, what: request.expect, path: request.path, request })),
);

const calls: Readonly<Record<string, string>> = {
  'claude-code': '"{\\"command\\":\\"ls\\",\\"description\\":\\"Lists the files of this folder\\"}"',
  codex: '"{\\"cmd\\":\\"ls\\"}"',
  opencode: '{\\"command\\":\\"ls\\"}',
};

test.each(cases)('$agent on $path gets its $what', ({ agent, what, path, request }) => {
  const server = servers.find((candidate) => candidate.path.test(path.split('?')[0] ?? ''));
  if (server === undefined) throw new Error(`No voice for ${path}`);
  const given = answer({ method: 'POST', path, headers: {}, body: JSON.stringify(request.body) });
  expect(given.status).toBe(200);
  const stream = typeof given.body === 'string' ? given.body : given.body.join('');
  const reader = createReader(server.protocol);
  const text = reader.push(stream);
  expect(reader.end()).toMatchObject({ stop: expect.any(String), tokensIn: expect.any(Number) });
  if (what === 'call') {
    expect(text).toBe('');
    expect(stream.replaceAll('"args":{"command":"ls"}', calls['opencode'] ?? '')).toContain(calls[agent]);
  } else if (what === 'result') {
    expect(text).toBe("This is Jetway's demo gateway: the answer is canned. The tool ran; its first line: alpha.txt");
  } else {
    expect(text).toBe(agent === 'codex' ? '{"title":"Demo: say hello"}' : 'Demo: list the files');
  }
});
