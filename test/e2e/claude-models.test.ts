import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, textAt } from '../../src/json-path.ts';
import { startGateway, type Gateway } from '../support/gateway.ts';
import type { Home } from '../support/home.ts';
import { packed, type Packed } from '../support/packed.ts';
import { type Ended, runIn } from '../support/run-in.ts';
import { openTerminal, type Terminal } from '../support/terminal.ts';

let programs: Packed;
beforeAll(async () => {
  programs = await packed();
});
afterAll(() => programs[Symbol.asyncDispose]());

const token = 'sk-models-71c0e5d29b';

/** As a gateway lists them; tokens. */
const listed = [
  { id: 'vendor/m-128k', context_length: 128_000 },
  { id: 'vendor/m-200k', name: 'The Brief One', context_length: 200_000, max_output_tokens: 16_384 },
  { id: 'vendor/m-272k', context_length: 272_000 },
  { id: 'vendor/m-400k', name: 'The Large One', context_length: 400_000, max_output_tokens: 128_000 },
  { id: 'vendor/m-1m', context_length: 1_000_000, max_output_tokens: 65_536 },
  { id: 'vendor/m-2m', context_length: 2_000_000 },
  { id: 'vendor/m-unknown' },
  { id: 'anthropic/claude-sonnet-4.6', name: 'Claude Sonnet 4.6', context_length: 200_000 },
  { id: 'anthropic/claude-opus-5-5', name: 'Claude Opus 5.5', context_length: 1_000_000, max_output_tokens: 128_000 },
];

const withList = (): Promise<Gateway> =>
  startGateway({
    misbehave: {
      '/models': {
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ object: 'list', data: listed.map((model) => ({ object: 'model', ...model })) }),
      },
    },
  });

const jetway = (gateway: Gateway, model: string): readonly string[] => [
  ...['jetway', '--gateway', 'compatible', '--base-url', gateway.url, '--set', 'protocols=anthropic-messages'],
  ...['--model', model, 'claude'],
];

function ask(gateway: Gateway, home: Home, main: string, args: readonly string[] = []): Promise<Ended> {
  const words = [...jetway(gateway, main), ...args, '-p', 'say hello', '--output-format', 'json'];
  return runIn(home, words, { env: { JETWAY_API_KEY: token } });
}

/** What was asked for with the user's prompt, the latest last. */
function answersFor(gateway: Gateway): readonly { readonly model: string | undefined; readonly most: unknown }[] {
  return gateway
    .to('/v1/messages')
    .filter(({ body }) => JSON.stringify(at(body)).includes('say hello'))
    .map(({ body }) => ({ model: textAt(body, 'model'), most: at(body, 'max_tokens') }));
}

describe('the window that Claude Code reports', () => {
  it('of its main model is that of the catalogue, and 200,000 where that is not known', async () => {
    await using gateway = await withList();
    await using home = await programs.home();
    for (const { id, context_length: window = 200_000, max_output_tokens: most = 128_000 } of listed) {
      const { stdout, stderr, code } = await ask(gateway, home, id);
      expect(code, stderr).toBe(0);
      const answer = JSON.parse(stdout) as object;
      expect([id, at(answer, 'modelUsage', id, 'contextWindow')]).toEqual([id, window]);
      const asked = answersFor(gateway).at(-1);
      expect(asked?.model).toBe(id);
      expect(asked?.most).toBeLessThanOrEqual(most);
    }
  });

  it.each([
    ['vendor/m-400k', { 'vendor/m-2m': 1_000_000, 'vendor/m-1m': 1_000_000, 'vendor/m-272k': 200_000 }],
    [
      'anthropic/claude-sonnet-4.6',
      { 'vendor/m-128k': 128_000, 'vendor/m-unknown': 200_000, 'vendor/m-400k': 200_000 },
    ],
    ['vendor/m-200k', { 'anthropic/claude-opus-5-5': 1_000_000, 'vendor/m-200k': 200_000 }],
  ])('of other models beside %s is never larger', async (main, others) => {
    await using gateway = await withList();
    await using home = await programs.home();
    // The list is asked for at the first start; until then no other model is known.
    await ask(gateway, home, main);
    for (const [id, window] of Object.entries(others)) {
      const { stdout, stderr } = await ask(gateway, home, main, ['--model', id]);
      expect([id, at(JSON.parse(stdout), 'modelUsage', id, 'contextWindow')], stderr).toEqual([id, window]);
      expect(answersFor(gateway).at(-1)?.model).toBe(id);
    }
  });
});

describe('an id', () => {
  it.each(['claude-opus-4-1', 'claude-opus-4-20250514', 'meta-llama/Llama-4'])('goes out as it is: %s', async (id) => {
    await using gateway = await startGateway({ models: [id] });
    await using home = await programs.home();
    const { code, stderr } = await ask(gateway, home, id);
    expect(code, stderr).toBe(0);
    expect(answersFor(gateway).map(({ model }) => model)).toEqual([id]);
  });
});

describe('/model in a terminal', () => {
  it("lists the gateway's models alone, and the one that is picked is asked next", async () => {
    await using gateway = await withList();
    await using home = await programs.home();
    home.write('.claude.json', JSON.stringify({ hasCompletedOnboarding: true, theme: 'dark' }));
    const own = {
      statusLine: { type: 'command', command: 'echo status of my own' },
      modelPicker: { options: [{ model: 'vendor/own-row', label: 'Row Of My Own' }] },
    };
    home.write('.claude/settings.json', JSON.stringify(own));
    await using terminal = openTerminal(home, { JETWAY_API_KEY: token }, []);
    await terminal.until('shell>');

    terminal.type(`${jetway(gateway, 'vendor/m-400k').join(' ')}; echo "ended $?"`);
    await terminal.until('Yes, I trust this folder');
    await pick(terminal, 'Yes, I trust this folder');
    await terminal.until('status of my own');
    await terminal.submit('/model');
    const picker = await terminal.until('Select model');
    for (const { id, name = id } of listed) expect(picker).toContain(name);
    expect(picker).toContain('400k context · vendor/m-400k');
    expect(picker).not.toMatch(/Row Of My Own|Haiku|Fable/);

    await pick(terminal, 'The Brief One');
    await terminal.until('Set model to The Brief One');
    await terminal.submit('say hello');
    await terminal.until(/answer is\s+canned/);
    expect(answersFor(gateway).at(-1)).toEqual({ model: 'vendor/m-200k', most: expect.any(Number) });
    expect(answersFor(gateway).at(-1)?.most).toBeLessThanOrEqual(16_384);

    await terminal.submit('/exit');
    await terminal.until('ended 0');
    expect(JSON.parse(home.read('.claude/settings.json'))).toMatchObject(own);
  });
});

/** Moves to a choice, which may have a number in front, and takes it. */
async function pick(terminal: Terminal, choice: string): Promise<void> {
  await terminal.reach(new RegExp(`❯ (?:\\d+\\. +)?${choice}`));
  terminal.press('Enter');
}
