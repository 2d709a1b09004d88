import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Agent, LaunchPlan, VariableValue, Target } from '../../src/agents/agent.ts';
import { compatible } from '../../src/gateways/compatible.ts';
import type { Connection } from '../../src/gateways/gateway.ts';
import { resolveTarget } from '../../src/launch/target.ts';
import type { Model } from '../../src/models/catalogue.ts';
import { agents, findAgent } from '../../src/agents/index.ts';
import { unsupported } from '../../src/agents/unsupported.ts';
import { Failure } from '../../src/failure.ts';
import { compareVersions } from '../../src/host.ts';
import { protocols, type ProtocolId } from '../../src/protocols/protocols.ts';
import { reveal, revealJson, type Keys } from '../../src/keys/secret.ts';
import { cases } from '../e2e/cases/index.ts';
import { scenarios } from '../e2e/scenarios/index.ts';
import { gatewayKey, launchOf, providerKey, targetOf, type AgentCase } from '../support/agent-cases.ts';

const values = { '<key>': 'gateway-key-value', '<provider-key>': 'provider-key-value' } as const;
const keys: Keys = new Map([
  [gatewayKey.account, values['<key>']],
  [providerKey.account, values['<provider-key>']],
]);
/** The main one and the small one: an agent may be told of both apart. */
const endpoints = 2;
const userArgs = ['--flag', 'a "quoted" prompt', '', '--', '-c', 'model_provider="x"', '--settings'];

const combinations: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'a bearer token': { authorization: 'Bearer <key>' },
  'x-api-key': { 'x-api-key': '<key>' },
  'a header of its own with a bearer token': { 'cf-aig-authorization': 'Bearer <key>' },
  'a header of its own': { 'x-bf-vk': '<key>' },
  'a bearer token beside another': { 'cf-aig-authorization': 'Bearer <key>', authorization: 'Bearer <provider-key>' },
  'x-api-key beside a bearer token': { authorization: 'Bearer <key>', 'x-api-key': '<provider-key>' },
  'x-api-key beside another': { 'cf-aig-authorization': 'Bearer <key>', 'x-api-key': '<provider-key>' },
  'x-goog-api-key beside another': { 'cf-aig-authorization': 'Bearer <key>', 'x-goog-api-key': '<provider-key>' },
  'no credential': {},
};

test('the index lists the files of the folder', () => {
  const files = readdirSync(new URL('../../src/agents/', import.meta.url))
    .filter(
      (file) =>
        file.endsWith('.ts') &&
        !/^agent(-\w+)?\.ts$/.test(file) &&
        !['command-line.ts', 'index.ts', 'unsupported.ts'].includes(file),
    )
    .map((file) => file.slice(0, -'.ts'.length));
  expect(agents.map((agent) => agent.id).toSorted()).toEqual(files.toSorted());
});

test('each agent is driven end to end, and has scenarios of who wins', () => {
  const ids = agents.map(({ id }) => id).toSorted();
  const listed = readFileSync(new URL('../e2e/agents.json', import.meta.url), 'utf8');
  expect(Object.keys(JSON.parse(listed) as object).toSorted()).toEqual(ids);
  expect([...new Set(cases.map(({ agent }) => agent))].toSorted()).toEqual(ids);
  const withDoctor = agents.filter(({ doctor }) => doctor !== undefined).map(({ id }) => id);
  expect([...new Set(scenarios.map(({ agent }) => agent))].toSorted()).toEqual(withDoctor.toSorted());
});

test('an unknown agent is a usage failure that names the known ones', () => {
  let failure: unknown;
  try {
    findAgent('no-such-agent');
  } catch (error) {
    failure = error;
  }
  expect(failure).toBeInstanceOf(Failure);
  expect(failure).toMatchObject({ code: 'usage', hint: expect.stringContaining('claude, codex, opencode') });
});

test('one that can not be launched is refused for its reason, and is none of the others', () => {
  for (const { names, name, why, hint } of unsupported) {
    for (const id of names) {
      expect(agents.some((agent) => agent.id === id)).toBe(false);
      expect(() => findAgent(id)).toThrow(
        expect.objectContaining({ code: 'usage', message: `Jetway can't launch ${name}: ${why}.`, hint }),
      );
    }
  }
});

/** What each program puts something else in place of, as it was driven; the others take every text as it is. */
const expanded: Readonly<Record<string, readonly string[]>> = {
  gemini: ['$HOME', 'a/${HOME}-b'],
  qwen: ['$HOME', 'a/${HOME}-b'],
  openclaw: ['a/${HOME}-b'],
  opencode: ['a/{env:HOME}', '{file:/etc/hostname}'],
  kilo: ['a/{env:HOME}', '{file:/etc/hostname}'],
};

describe.each(agents)('$id', (agent) => {
  const asked = (id: string, known: readonly Model[] = []): Target =>
    resolveTarget(agent, connectionFor(agent), new Map(), { model: id, headers: {}, version: '1' }, known);

  test.each(expanded[agent.id] ?? [])('refuses a model called %s, and lists it nowhere', (id) => {
    expect(() => asked(id)).toThrow(expect.objectContaining({ code: 'model', message: expect.stringContaining(id) }));
    const other = { id: 'b', name: id, protocols: agent.speaks };
    const found = asked('a', [{ id: 'a', protocols: agent.speaks }, { id, protocols: agent.speaks }, other]);
    expect(found.models.map(({ about }) => about.id)).toEqual(['a', 'b']);
    expect(JSON.stringify(found)).not.toContain(JSON.stringify(id).slice(1, -1));
  });

  test('takes any other id as it is', () => {
    for (const id of [
      'a$',
      '~a/b:free',
      '{a}',
      'a%20b',
      '@cf/a',
      ...(expanded[agent.id] === undefined ? ['$HOME'] : []),
    ]) {
      expect(asked(id).main.about.id).toBe(id);
    }
  });

  test('versions are in order', () => {
    const { minimum, tested, below } = agent.versions;
    expect(compareVersions(minimum, tested)).toBeLessThanOrEqual(0);
    expect(compareVersions(tested, below ?? '999999.0.0')).toBeLessThan(0);
  });

  test('variables to remove are named once, each group with its reason', () => {
    const names = agent.unset.flatMap((group) => group.names);
    expect(names).toEqual([...new Set(names)]);
    expect(agent.unset.filter((group) => group.why === '' || group.names.length === 0)).toEqual([]);
  });

  test('managed files are absolute paths on every platform, and junk in them does not throw', async () => {
    const doctor = await agent.doctor?.();
    expect(doctor?.obstacles === undefined).toBe(agent.managedPaths === undefined);
    for (const platform of ['linux', 'darwin', 'win32'] as const) {
      const { host } = launchOf({ target: given('openai-responses', {}), launch: { platform } });
      for (const path of agent.managedPaths?.(host) ?? []) expect(path).toMatch(/^(\/|[A-Z]:\\|HK(LM|CU)\\)/);
    }
    for (const junk of ['', '{', '[]', 'null', '[[[', '"', '= =', '\u0000', 'bplist00', '<?xml', 'a = """']) {
      expect(() => doctor?.obstacles?.(junk, target('openai-responses', {}))).not.toThrow();
    }
  });

  for (const protocol of agent.speaks) {
    const planFor = (
      credentials: Readonly<Record<string, string>>,
      pipes: boolean,
      printKey?: readonly string[],
    ): LaunchPlan =>
      agent.plan(
        freeze({ ...target(protocol, credentials), ...(printKey === undefined ? {} : { printKey }) }),
        freeze(
          launchOf({ target: given(protocol, credentials), launch: { args: userArgs, version: '99.0.0', pipes } }),
        ),
      );
    const all = Object.entries(combinations).map(
      ([name, credentials]) => [name, credentials, refusalOf(() => planFor(credentials, true))] as const,
    );
    const refused = all.filter(([, , refusal]) => refusal !== undefined);

    test.each(refused)(
      `over ${protocol} %s is refused by the names of the headers, and is none that every agent can send`,
      (_name, credentials, refusal) => {
        const names = Object.keys(credentials);
        expect(refusal).toMatchObject({ code: 'configuration', message: expect.stringContaining(names.join(', ')) });
        const always = [[], ['authorization'], Object.keys(protocols[protocol].keyHeader(gatewayKey))];
        expect(always).not.toContainEqual(names);
      },
    );

    describe.each(all.filter((one) => !refused.includes(one)))(`over ${protocol} with %s`, (_, credentials) => {
      const planned = (pipes: boolean, printKey?: readonly string[]): LaunchPlan =>
        planFor(credentials, pipes, printKey);
      const ways: readonly (readonly [string, LaunchPlan])[] = [
        ['pipes', planned(true)],
        ['no pipes', planned(false)],
      ];

      test('the same plan comes out each time', () => {
        expect(JSON.stringify(planned(true))).toBe(JSON.stringify(ways[0]?.[1]));
        expect(JSON.stringify(planned(false))).toBe(JSON.stringify(ways[1]?.[1]));
      });

      test.each(ways)('the credentials go over, once for an endpoint, and no other key does, with %s', (_way, plan) => {
        const sent = Object.values(credentials).join('\n');
        for (const [sign, value] of Object.entries(values)) {
          const times = occurrences(handedOver(plan), value);
          expect(times > 0).toBe(sent.includes(sign));
          expect(times).toBeLessThanOrEqual(endpoints);
        }
      });

      test.each(ways)('arguments hold no key and end with those of the user, untouched, with %s', (_way, plan) => {
        for (const arg of plan.args) expect(typeof arg).toBe('string');
        expect(plan.args.join('\n')).not.toMatch(/key-value|<key/);
        expect(plan.args.slice(-userArgs.length)).toEqual(userArgs);
      });

      test('a command that prints the key stands in for no other key', () => {
        const handed = handedOver(planned(true, ['/usr/bin/jetway', 'token']));
        const other = Object.values(credentials).some((text) => text.includes('<provider-key>'));
        expect(handed.includes(values['<provider-key>'])).toBe(other);
      });
    });
  }
});

function connectionFor(agent: Agent): Connection {
  return compatible.connect({ 'base-url': 'https://gateway.test', protocols: agent.speaks.join(',') });
}

function given(protocol: ProtocolId, credentials: Readonly<Record<string, string>>): AgentCase['target'] {
  return {
    main: { protocol, baseUrl: 'https://gateway.test/base', model: 'vendor/model-1', credentials },
    headers: { 'x-session': '{"session":"1","user":"a, b"}' },
  };
}

function target(protocol: ProtocolId, credentials: Readonly<Record<string, string>>): Target {
  return targetOf({ target: given(protocol, credentials) });
}

/** What an agent says that has no way to send such credentials. */
function refusalOf(plan: () => LaunchPlan): Failure | undefined {
  try {
    plan();
    return undefined;
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}

/** All that the plan gives to the agent beside the arguments, keys in place. */
function handedOver(plan: LaunchPlan): string {
  const variables = Object.values(plan.set).map((setting: VariableValue) =>
    typeof setting === 'object' && 'over' in setting
      ? JSON.stringify(revealJson(setting.over, keys))
      : reveal(setting, keys),
  );
  const piped = (plan.pipes ?? []).map(({ content }) =>
    typeof content === 'object' && 'json' in content
      ? JSON.stringify(revealJson(content.json, keys))
      : reveal(content, keys),
  );
  return [...variables, ...piped].join('\n');
}

function occurrences(text: string, part: string): number {
  return text.split(part).length - 1;
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) freeze(inner);
  }
  return value;
}
