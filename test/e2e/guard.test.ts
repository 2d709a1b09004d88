import { writeFileSync } from 'node:fs';
import process from 'node:process';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { locateToml } from '../../src/config-layers/located-toml.ts';
import { textAt } from '../../src/json-path.ts';
import { startGateway, type Gateway } from '../support/gateway.ts';
import type { Home } from '../support/home.ts';
import { packed, type Packed } from '../support/packed.ts';
import { processesOf } from '../support/processes.ts';
import { openTerminal, type Terminal } from '../support/terminal.ts';

// What a pick in the real `/model` leaves behind. Needs tmux.
const models = ['test/model-one', 'test/model-two', 'test/model-three'];
const [first = '', second = ''] = models;

let programs: Packed;
beforeAll(async () => {
  programs = await packed();
});
afterAll(() => programs[Symbol.asyncDispose]());

interface Agent {
  readonly id: string;
  /** The user's own, in the home. */
  readonly file: string;
  /** Whether the text, or none, has this model as the user's default. */
  holds(text: string | undefined, model: string): boolean;
  /** Answers what it asks in a new home. */
  prepare(home: Home): void;
  readonly ready: RegExp;
  /** On the screen when a model was taken. */
  readonly taken: RegExp;
  /** What follows the choice of a model. */
  confirm(terminal: Terminal): Promise<void>;
  readonly quit: string;
  /** A prompt without a terminal. */
  readonly words: string;
}

const claude: Agent = {
  id: 'claude',
  file: '.claude/settings.json',
  holds: (text, model) => textAt(JSON.parse(text?.replace(/^\uFEFF/, '') || '{}'), 'model') === model,
  prepare: (home) => {
    const projects = { [home.cwd]: { hasTrustDialogAccepted: true } };
    home.write('.claude.json', JSON.stringify({ hasCompletedOnboarding: true, projects }));
  },
  ready: /shift\+tab|for shortcuts/,
  taken: /saved as your default/,
  confirm: async () => undefined,
  quit: '/exit',
  words: '-p "say hello"',
};

const trust = (home: Home): string =>
  `[projects."${home.cwd}"]\ntrust_level = "trusted"\n\n[tui]\nscreen_reader_detection_done = true\n`;

const codex: Agent = {
  id: 'codex',
  file: '.codex/config.toml',
  holds: (text = '', model) => textAt(locateToml(text)?.value, 'model') === model,
  prepare: (home) => void home.write('.codex/config.toml', trust(home)),
  ready: /› Ask Codex/,
  taken: /Model changed to/,
  confirm: async (terminal) => {
    const shown = await terminal.until(/Model changed to|Select Reasoning/);
    if (shown.includes('Select Reasoning')) await terminal.answer('Select Reasoning', 'Enter');
  },
  quit: '/quit',
  words: 'exec "say hello"',
};

const ofClaude: readonly (readonly [string, string | undefined, 'utf8' | 'utf16le'])[] = [
  ['none', undefined, 'utf8'],
  ['one with odd spaces', '{\n   "theme" : "dark",\n\n\t"env": { "MINE": "\\u00e9" }}', 'utf8'],
  ['one with a model', '{"model": "opus" ,"theme":"dark"}\n', 'utf8'],
  ['one at Windows line ends', '\uFEFF{\r\n    "theme": "dark"\r\n}\r\n', 'utf8'],
  ['one in UTF-16, without a model', '\uFEFF{\r\n    "theme": "dark", "env": { "MINE": "é" }\r\n}\r\n', 'utf16le'],
  ['one in UTF-16, with a model', '\uFEFF{ "model": "opus" ,"theme":"dark"}\r\n', 'utf16le'],
];

it.each(ofClaude)(
  'a pick in Claude Code leaves the settings as they were, and stays for the profile: %s',
  async (_name, text, encoding) => {
    await using gateway = await startGateway({ models });
    await using home = await homeOf(claude, gateway);
    if (text !== undefined) {
      const place = home.write(claude.file, '');
      writeFileSync(place, Buffer.from(text, encoding));
    }
    await session(claude, home, gateway, text);
  },
);

const ofCodex: readonly (readonly [string, (home: Home) => string])[] = [
  ['without a model', trust],
  [
    'with a model, comments and odd spaces',
    (home) => `# My Codex\n\n model   =  'gpt-5.5'  # the one I like\n# effort\n${trust(home)}# the end`,
  ],
  ['with another effort', (home) => `model_reasoning_effort="high" # much\n"model"="gpt-5.5"\n${trust(home)}`],
  ['at Windows line ends', (home) => `# mine\n\nmodel = "gpt-5.5"\n${trust(home)}`.replaceAll('\n', '\r\n')],
];

it.each(ofCodex)(
  'a pick in Codex leaves the configuration as it was, and stays for the profile: one %s',
  async (_name, make) => {
    await using gateway = await startGateway({ models });
    await using home = await homeOf(codex, gateway);
    const text = make(home);
    home.write(codex.file, text);
    await session(codex, home, gateway, text);
  },
);

it.each([claude, codex])('a pick in $id is taken back by the next start where Jetway was killed', async (agent) => {
  await using gateway = await startGateway({ models });
  await using home = await homeOf(agent, gateway);
  const text = agent === claude ? '{"model": "opus" ,"theme":"dark"}\n' : `model = 'gpt-5.5' # mine\n${trust(home)}`;
  home.write(agent.file, text);
  {
    await using terminal = openTerminal(home, {}, []);
    await terminal.until('shell>');
    terminal.type(`jetway ${agent.id}; echo "ended $?"`);
    await pickSecond(agent, terminal, home);
    await killJetway(home);
  }
  expect(agent.holds(inFile(home, agent.file), second)).toBe(true);
  await using terminal = openTerminal(home, {}, []);
  await terminal.until('shell>');
  terminal.type(`jetway ${agent.id} ${agent.words} </dev/null; echo "ended $?"`);
  await terminal.until('ended 0');
  const after = inFile(home, agent.file) ?? '';
  if (agent === codex) expect(after).toBe(text);
  else expect(JSON.parse(after)).toEqual(JSON.parse(text));
  expect(asked(gateway)).toBe(second);
  expect(journals(home)).toEqual([]);
});

async function homeOf(agent: Agent, gateway: Gateway): Promise<Home> {
  const home = await programs.home();
  agent.prepare(home);
  const profile = {
    gateway: 'compatible',
    settings: { 'base-url': gateway.url, protocols: 'anthropic-messages,openai-responses' },
    models: { [agent.id]: first },
  };
  const config = { schemaVersion: 1, current: 'work', profiles: { work: profile }, credentials: {} };
  home.write('.config/jetway/config.json', JSON.stringify(config));
  return home;
}

/** One session with a pick; then what it left, and what the next one asks for. */
async function session(agent: Agent, home: Home, gateway: Gateway, text: string | undefined): Promise<void> {
  await using terminal = openTerminal(home, {}, []);
  await terminal.until('shell>');
  terminal.type(`jetway ${agent.id}; echo "ended $?"`);
  await pickSecond(agent, terminal, home);
  await terminal.submit(agent.quit);
  const screen = await terminal.until('ended 0');
  expect(screen.replaceAll('\n', '')).toContain('in the profile work.');
  expect(inFile(home, agent.file)).toBe(text);
  expect(journals(home)).toEqual([]);
  expect(JSON.parse(home.read('.config/jetway/config.json'))).toMatchObject({
    profiles: { work: { models: { [agent.id]: second } } },
  });

  await terminal.clear();
  terminal.type(`jetway ${agent.id} ${agent.words} </dev/null; echo "ended $?"`);
  await terminal.until('ended 0');
  expect(asked(gateway)).toBe(second);
}

/** Up to where the agent has written the model into the user's file. */
async function pickSecond(agent: Agent, terminal: Terminal, home: Home): Promise<void> {
  await terminal.until(agent.ready);
  await terminal.submit('/model');
  await terminal.until('model-three');
  await terminal.reach(/^ *[❯›] \d+\. .*model-two/m);
  terminal.press('Enter');
  await agent.confirm(terminal);
  await terminal.until(agent.taken);
  await vi.waitFor(() => expect(agent.holds(inFile(home, agent.file), second)).toBe(true), { timeout: 10_000 });
}

/** Without a chance to tidy up; the agent after it, which would live on without its terminal. */
async function killJetway(home: Home): Promise<void> {
  const others = (): readonly number[] =>
    processesOf(home.path).flatMap(({ pid, argv }) => (argv[0] === 'bash' ? [] : [pid]));
  const own = processesOf(home.path).filter(({ argv }) => argv[1]?.endsWith('/jetway') === true);
  expect(own).toHaveLength(1);
  for (const { pid } of own) process.kill(pid, 'SIGKILL');
  for (const pid of others()) if (pid !== own[0]?.pid) process.kill(pid, 'SIGKILL');
  await vi.waitFor(() => expect(others()).toEqual([]), { timeout: 10_000 });
}

/** The model of the latest prompt. */
function asked(gateway: Gateway): string | undefined {
  const prompts = gateway.requests.filter(({ body }) => JSON.stringify(body).includes('say hello'));
  return textAt(prompts.at(-1)?.body, 'model');
}

function inFile(home: Home, path: string): string | undefined {
  const bytes = home.snapshot().get(path);
  // Its byte-order mark says that it is in UTF-16.
  return bytes?.toString(bytes[0] === 0xff ? 'utf16le' : 'utf8');
}

function journals(home: Home): readonly string[] {
  return [...home.snapshot().keys()].filter((name) => name.startsWith('.cache/jetway/guard/'));
}
