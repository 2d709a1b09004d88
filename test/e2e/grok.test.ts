import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ServedAnswer } from '../../src/net/served.ts';
import { startGateway } from '../support/gateway.ts';
import { packed, type Packed } from '../support/packed.ts';
import { runIn } from '../support/run-in.ts';
import { grok as agent } from './cases/grok.ts';
import { bearer, caseOf, launch, modelOf, mount, promptsIn, saysIn, token } from './launching.ts';

const grok = caseOf(agent);

let programs: Packed;
beforeAll(async () => {
  programs = await packed();
});
afterAll(() => programs[Symbol.asyncDispose]());

it('Grok goes on with a session that was begun plainly by a model of the gateway, and back, and asks xAI nothing of it', async () => {
  await using own = await startGateway();
  await using gateway = await startGateway({ mount, demand: bearer });
  await using home = await programs.home('grok');
  home.write(
    '.grok/config.toml',
    `[cli]\nauto_update = false\n[models]\ndefault = "mine"\nsession_summary = "mine"
[model.mine]\nmodel = "of-user"\nbase_url = "${own.url}/v1"\napi_key = "sk-own-0000000000000000"\n`,
  );
  const plainly = { env: { NO_PROXY: '127.0.0.1' } };
  const plain = await runIn(home, ['grok', '-p', 'the first words'], plainly);
  expect(plain.code, plain.stderr).toBe(0);
  const before = programs.asked.length;
  const { code, stderr } = await launch({ ...grok, words: ['grok', '-c', '-p', 'the second words'] }, gateway, home);
  expect(code, stderr).toBe(0);
  const [asked] = promptsIn(gateway, 'the second words');
  expect(asked && [modelOf(asked), saysIn(asked, 'the first words')]).toEqual([grok.model, true]);
  expect(own.requests.filter((request) => saysIn(request, 'the second words'))).toEqual([]);
  expect(programs.asked.slice(before).filter((text) => /\.(?:ai|com)\b/.test(text))).toEqual([]);
  const back = await runIn(home, ['grok', '-c', '-m', 'mine', '-p', 'the third words'], plainly);
  expect(back.code, back.stderr).toBe(0);
  const [third] = promptsIn(own, 'the third words');
  expect(third && saysIn(third, 'the second words')).toBe(true);
});

it('Grok asks another model of the gateway that its flag names, and what that has it run sees no key', async () => {
  const command = 'env > "$HOME/seen.txt"; echo seen';
  const called = { name: 'run_terminal_command', arguments: JSON.stringify({ command, description: 'Looks' }) };
  await using gateway = await startGateway({
    mount,
    demand: bearer,
    answers: ({ path, body }) =>
      path.endsWith('/chat/completions') && body.includes('"run_terminal_command"') && !body.includes('"role":"tool"')
        ? chunks({ tool_calls: [{ index: 0, id: 'call_1', type: 'function', function: called }] }, 'tool_calls')
        : undefined,
  });
  await using home = await programs.home('grok');
  const model = 'google-ai-studio/gemini-2.5-pro';
  const words = ['grok', '-m', model, '--always-approve', '-p', 'Look around'];
  const { code, stderr } = await launch({ ...grok, words }, gateway, home, { env: { MINE: 'seen' } });
  expect(code, stderr).toBe(0);
  const seen = home.read('seen.txt').split('\n');
  expect(seen).toContain('MINE=seen');
  expect(seen.filter((line) => /^JETWAY_GROK|cf-token/.test(line))).toEqual([]);
  expect(home.filesContaining(token)).toEqual([]);
});

/** A streamed answer of chat in one piece. */
function chunks(delta: object, reason: string): ServedAnswer {
  const chunk = { id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm' };
  const rows = [
    { ...chunk, choices: [{ index: 0, delta: { role: 'assistant', ...delta }, finish_reason: null }] },
    { ...chunk, choices: [{ index: 0, delta: {}, finish_reason: reason }] },
  ];
  const body = [...rows.map((row) => JSON.stringify(row)), '[DONE]'].map((row) => `data: ${row}\n\n`).join('');
  return { status: 200, headers: { 'content-type': 'text/event-stream' }, body };
}
