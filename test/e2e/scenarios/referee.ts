import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startGateway, type Gateway, type Received } from '../../support/gateway.ts';
import type { Home } from '../../support/home.ts';
import { isHere, packed, type Packed } from '../../support/packed.ts';
import { runIn } from '../../support/run-in.ts';
import { cases } from '../cases/index.ts';
import { bearer, caseOf, credentialsOf, launch, modelOf, mount, requestOf, type Case } from '../launching.ts';
import type { Scenario } from './scenario.ts';

/** The real agents in scenarios of their own: the log of the gateways is the judge. */
export interface Referee extends Pick<Packed, 'asked'>, AsyncDisposable {
  /** A home as the scenario says. `urls`: of its gateways. */
  built(
    scenario: Pick<Scenario, 'agent' | 'cwd' | 'env' | 'files'>,
    urls: Readonly<Record<'a' | 'b' | 'c', string>>,
  ): Promise<Home>;
}

/** What the doctor says of each scenario must be what the agent then does. Registers a test for each. */
export function whoWins(scenarios: readonly Scenario[]): void {
  let referee: Referee;
  beforeAll(async () => {
    referee = await openReferee();
  });
  afterAll(() => referee[Symbol.asyncDispose]());

  it.each(scenarios.filter(isHere))(
    'the doctor says what $agent does with $what',
    async (scenario) => {
      const one = caseFor(scenario.agent);
      await using a = await startGateway();
      await using b = await startGateway();
      await using c = await startGateway();
      await using ours = await startGateway({ mount, demand: bearer });
      await using home = await referee.built(scenario, { a: a.origin, b: b.origin, c: c.origin });
      const gateways = { a, b, c };

      const said = await doctorSays(scenario, home, gateways);
      expect(said).toEqual(expected(scenario));

      const plain = await runIn(home, one.words);
      expect(plain.code, plain.stderr).toBe(0);
      const done = logged(gateways);
      expect(done).toEqual({ ...said, model: said.model ?? done.model });

      const before = [a, b, c].map(({ requests }) => requests.length);
      const { stdout, stderr, code } = await launch(one, ours, home);
      expect(code, stderr).toBe(0);
      // Some put more around the prompt, which the answer repeats.
      expect(stdout).toContain('the answer is canned');
      expect(keysOf(requestOf(one, ours))).toEqual(Object.values(bearer));
      expect([a, b, c].map(({ requests }) => requests.length)).toEqual(before);
    },
    300_000,
  );
}

export async function openReferee(): Promise<Referee> {
  const programs = await packed();
  return {
    asked: programs.asked,
    built: async (scenario, urls) => built(scenario, urls, programs),
    [Symbol.asyncDispose]: () => programs[Symbol.asyncDispose](),
  };
}

/** With its first model, in the words of a plain start. */
export function caseFor(agent: Scenario['agent']): Case {
  const found = cases.find((one) => one.agent === agent);
  if (found === undefined) throw new Error(`There is no case of ${agent}.`);
  return { ...caseOf(found), words: found.plain ?? found.words };
}

/** `endpoint`: the letter of the gateway. `credentials`: each by its last four characters, sorted. */
interface Winners {
  readonly endpoint: string | undefined;
  readonly credentials: readonly string[];
  readonly model: string | undefined;
}

async function built(
  scenario: Parameters<Referee['built']>[0],
  urls: Parameters<Referee['built']>[1],
  programs: Packed,
): Promise<Home> {
  const home = await programs.home(scenario.agent);
  const place = { ...urls, home: home.path };
  for (const [path, content] of Object.entries(scenario.files?.(place) ?? {})) {
    home.write(path, typeof content === 'string' ? content : JSON.stringify(content, null, 2));
  }
  const cwd = join(home.path, scenario.cwd ?? 'project');
  mkdirSync(cwd, { recursive: true });
  const loopback = { NO_PROXY: '127.0.0.1,localhost', no_proxy: '127.0.0.1,localhost' };
  const env = { ...home.env, ...loopback, CLAUDE_CODE_MAX_RETRIES: '0', ...scenario.env?.(place) };
  return { ...home, cwd, env };
}

function expected({ endpoint, credentials, model }: Scenario): Winners {
  return { endpoint, credentials: credentials.map((key) => key.slice(-4)).toSorted(), model };
}

async function doctorSays(
  scenario: Scenario,
  home: Home,
  gateways: Readonly<Record<string, Gateway>>,
): Promise<Winners> {
  const { stdout } = await runIn(home, ['jetway', 'doctor', scenario.agent, '--only', 'wins', '--json']);
  const { checks } = JSON.parse(stdout) as {
    readonly checks: readonly { readonly evidence?: readonly Readonly<Record<string, unknown>>[] }[];
  };
  const won = (checks[0]?.evidence ?? []).filter((one) => String(one['state']).startsWith('wins'));
  const of = (sets: string): readonly string[] =>
    won.filter((one) => one['sets'] === sets).map((one) => String(one['value']));
  return {
    endpoint: Object.keys(gateways).find(
      (name) => of('endpoint')[0]?.startsWith(gateways[name]?.origin ?? '') === true,
    ),
    // What a program prints can't be known without running it.
    credentials: of('credential')
      .map((value) => (value === 'what it prints' ? (scenario.printed ?? '') : value).slice(-4))
      .toSorted(),
    model: of('model')[0]
      ?.split(/\/| → /)
      .at(-1),
  };
}

function logged(gateways: Readonly<Record<string, Gateway>>): Winners {
  const asked = Object.entries(gateways).flatMap(([name, { requests }]) =>
    requests.filter(hasPrompt).map((request) => ({ name, request })),
  );
  const last = asked.at(-1);
  if (last === undefined) throw new Error('No gateway was asked.');
  expect(new Set(asked.map(({ name }) => name)).size).toBe(1);
  const keys = new Set(keysOf(last.request).map((value) => value.slice(-4)));
  return { endpoint: last.name, credentials: [...keys].toSorted(), model: modelOf(last.request) };
}

/** Gemini CLI sends an empty header where it has no key for it. */
function keysOf(request: Received): readonly string[] {
  return Object.values(credentialsOf(request)).filter((value) => value !== '');
}

/** The request with the user's prompt in it, and tools: a title is asked for without. */
export function hasPrompt({ body, method }: Received): boolean {
  const text = JSON.stringify(body);
  return method === 'POST' && text.includes('say hello') && text.includes('"tools"');
}
