import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Model } from '../../src/models/catalogue.ts';
import { explain } from '../../src/gateways/diagnosis.ts';
import { exitCodes, Failure } from '../../src/failure.ts';
import { providerKeyAccount, type Connection, type Diagnosis, type Route } from '../../src/gateways/gateway.ts';
import { findGateway, gateways } from '../../src/gateways/index.ts';
import { protocolIds, protocols } from '../../src/protocols/protocols.ts';
import { partsOf, Secret, secretsIn } from '../../src/keys/secret.ts';
import { isLoopback } from '../../src/net/url.ts';
import { junk, sampleBodies } from '../support/bodies.ts';
import { connect, held, modelsIn, pageIn, setups } from '../support/connections.ts';

const models = [
  undefined,
  'claude-sonnet-4-5',
  'anthropic/claude-sonnet-4-5',
  'gpt-5.5',
  'openai/gpt-5',
  'gemini-2.5-pro',
  'grok-4',
  '@cf/openai/gpt-oss-120b',
  'dynamic/cheap',
  'groq/llama-4',
  'qwen3-coder:30b',
];

const credentialHeaders = [
  'authorization',
  'x-api-key',
  'x-goog-api-key',
  'api-key',
  'cf-access-token',
  'cf-aig-authorization',
  'x-bf-vk',
  'helicone-auth',
];
const statuses = [200, 204, 301, 400, 401, 402, 403, 404, 405, 408, 413, 418, 422, 424, 429, 500, 502, 503, 529];

test('the list of gateways and the files of the folder agree', () => {
  const folder = new URL('../../src/gateways/', import.meta.url);
  const files = readdirSync(folder, { withFileTypes: true })
    .filter(
      (entry) =>
        entry.isFile() &&
        ![
          'index.ts',
          'gateway.ts',
          'question.ts',
          'address-setting.ts',
          'ask-over.ts',
          'attribution.ts',
          'diagnosis.ts',
          'management.ts',
          'status.ts',
          'not-managed.ts',
          'told-usage.ts',
          'fields.ts',
          'managed-gateways.ts',
          'sign-in.ts',
        ].includes(entry.name),
    )
    .map((entry) => entry.name.replace(/\.ts$/, ''));
  expect(gateways.map((gateway) => gateway.id).toSorted()).toEqual(files.toSorted());
});

test('ids and aliases are unique, and find their gateway in every spelling', () => {
  const names = gateways.flatMap((gateway) => [gateway.id, ...gateway.aliases]);
  expect(new Set(names).size).toBe(names.length);
  for (const gateway of gateways) {
    for (const name of [gateway.id, ...gateway.aliases]) {
      expect(findGateway(name)).toBe(gateway);
      expect(findGateway(` ${name.toUpperCase().replaceAll('-', '_')} `)).toBe(gateway);
    }
  }
});

describe.each(gateways)('$id', (gateway) => {
  test('where a key is asked for, one line says which it must be, unless anybody may run the server', () => {
    const { id, key, keyNeeds } = gateway;
    expect(keyNeeds === undefined).toBe(key === 'unasked' || id === 'compatible');
    expect(keyNeeds ?? 'None.').toMatch(/^[A-Z].{3,77}\.$/);
  });

  const cases = Object.entries(setups[gateway.id] ?? {});
  const connections = cases.map(([name]) => connect(gateway.id, name));
  const everyRoute = (connection: Connection): readonly Route[] => models.flatMap((model) => connection.routes(model));

  test('has setups to be tested with', () => {
    expect(cases.length).toBeGreaterThan(1);
  });

  test('a setup leaves nothing to ask, and reading its answers again changes none of them', () => {
    for (const [, answers] of cases) {
      expect(gateway.missing(answers)).toEqual([]);
      for (const [id, value] of Object.entries(answers)) {
        const read = gateway.settings.find((setting) => setting.id === id)?.read(value) ?? {};
        const again = gateway.settings.find((setting) => setting.id === id)?.read(read[id] ?? '');
        expect(again).toEqual(read);
      }
    }
  });

  test('connecting twice gives the same', () => {
    for (const [name] of cases) {
      expect(JSON.stringify(connect(gateway.id, name))).toBe(JSON.stringify(connect(gateway.id, name)));
    }
  });

  test('every URL parses, ends without a slash, and is HTTPS unless loopback', () => {
    for (const connection of connections) {
      const urls = [
        connection.url,
        ...everyRoute(connection).map((route) => route.baseUrl),
        ...connection.lists(held(connection)).map((list) => list.url),
        connection.probe(held(connection)).url,
        connection.probe(held(connection, false)).url,
      ];
      for (const url of urls) {
        expect(url).not.toMatch(/\/$/);
        const parsed = new URL(url);
        expect(parsed.protocol === 'https:' || isLoopback(parsed.hostname)).toBe(true);
        expect(parsed.pathname).not.toContain('//');
        expect(homesOf(connection)).toContain(parsed.origin);
      }
    }
  });

  test('every protocol that the gateway has can be reached without naming a model, once', () => {
    for (const connection of connections) {
      const found = connection.routes().map((route) => route.protocol);
      expect(new Set(found).size).toBe(found.length);
      expect(found.length).toBeGreaterThan(0);
      expect(found.every((protocol) => protocolIds.includes(protocol))).toBe(true);
      expect(connection.routes().every((route) => route.model === '')).toBe(true);
      for (const route of everyRoute(connection)) expect(found).toContain(route.protocol);
    }
  });

  test('credentials stand in credential headers only, each a key or "Bearer " and a key, and every key is sent that should be', () => {
    for (const connection of connections) {
      for (const route of everyRoute(connection)) {
        for (const key of [false, true]) {
          for (const providerKey of [false, true]) {
            const headers = connection.credentials(route, { key, providerKey });
            expect(credentialHeaders).toEqual(expect.arrayContaining(Object.keys(headers)));
            const wanted = new Set<string>();
            if (key) wanted.add(connection.account);
            if (providerKey && gateway.takesProviderKey && route.provider !== undefined) {
              wanted.add(providerKeyAccount(connection, route.provider));
            }
            const sent = Object.values(headers).flatMap(secretsIn);
            expect(new Set(sent.map((secret) => secret.account))).toEqual(wanted);
            for (const value of Object.values(headers)) {
              const literals = partsOf(value).filter((part) => !(part instanceof Secret));
              expect(['', 'Bearer ']).toContain(literals.join(''));
              expect(secretsIn(value)).toHaveLength(1);
            }
          }
        }
      }
    }
  });

  test('lists and probe ask where the gateway is, with its own key alone', () => {
    for (const connection of connections) {
      const known = connection.routes().map((route) => route.baseUrl);
      const homes = [...known, ...everyRoute(connection).map(({ baseUrl }) => baseUrl)].map(
        (url) => new URL(url).origin,
      );
      const questions = [true, false].flatMap((key) => {
        const keys = held(connection, key);
        return [...connection.lists(keys), connection.probe(keys)];
      });
      for (const { url, headers } of questions) {
        expect([...homes, ...homesOf(connection)]).toContain(new URL(url).origin);
        for (const secret of Object.values(headers).flatMap(secretsIn)) expect(secret.account).toBe(connection.account);
      }
    }
  });

  test('every listed and every bundled model can be reached over the protocols it is said to have', () => {
    for (const connection of connections) {
      const listed = connection
        .lists(held(connection))
        .flatMap((list) => sampleBodies.flatMap(({ body }) => modelsIn(list, body)));
      for (const model of [...listed, ...(connection.bundled?.models ?? [])]) {
        const reached = connection.routes(model.id).map((route) => route.protocol);
        expect(reached.toSorted()).toEqual(expect.arrayContaining([...model.protocols]));
        expect(model.protocols.length).toBeGreaterThan(0);
        expectSane(model);
      }
    }
  });

  test('lists, probe and status send no key where there is none', async () => {
    for (const connection of connections) {
      const keys = held(connection, false);
      const [status, left] = [await connection.status?.(keys, [], []), await connection.left?.(keys)];
      const standing = [...(status?.questions ?? []), ...(left?.questions ?? [])];
      const questions = [...connection.lists(keys), connection.probe(keys), ...standing];
      const sent = questions.filter(({ url }) => !url.startsWith('https://api.cloudflare.com/'));
      expect(sent.flatMap(({ headers }) => Object.values(headers).flatMap(secretsIn))).toEqual([]);
    }
  });

  test('junk in place of an answer never throws and gives a diagnosis that can be shown', () => {
    for (const connection of connections) {
      for (const body of junk) {
        for (const list of connection.lists(held(connection))) {
          const read = pageIn(list, body);
          const refused = list.read(500, body);
          if ('code' in refused) expectShowable(refused);
          for (const model of read.models) expectSane(model);
          if (read.next !== undefined) expect(read.next).toMatch(/^[!-~]+[?&]/);
          if (read.next !== undefined) expect(read.next.startsWith(list.url)).toBe(true);
        }
        for (const status of statuses) {
          for (const key of [true, false]) {
            const verdict = connection.probe(held(connection, key)).read(status, body);
            if (typeof verdict === 'object') expectShowable(verdict);
          }
          expectShowable(explain(connection, status, body));
        }
      }
    }
  });

  test('a sample of an error is explained by what it says, whoever sent it', () => {
    for (const connection of connections) {
      for (const { status, body } of sampleBodies.filter((each) => each.status >= 400)) {
        const diagnosis = explain(connection, status, body);
        expectShowable(diagnosis);
        // Unless it is told that another key than the user's is meant.
        if (status === 401 && !/provider behind .* own key/.test(diagnosis.message)) {
          expect(diagnosis.code).toBe('credential');
        }
        if (status === 429 || status >= 500) expect(diagnosis.code).toBe('gateway');
      }
    }
  });

  test('a setting takes any text, or refuses it with a Failure that has a hint', () => {
    const texts = [
      ...junk.filter((each) => typeof each === 'string'),
      'https://',
      'http://[',
      '://',
      'https://user:secret@example.com',
      '%',
      '<a>',
      '${X}',
    ];
    for (const setting of gateway.settings) {
      for (const text of [...texts, ...texts.map((each) => `https://example.com/${each.slice(0, 2000)}`)]) {
        expectFailureOnly(() => setting.read(text));
        expectFailureOnly(() => gateway.connect({ [setting.id]: text }));
      }
    }
  });

  test('attribution is ASCII headers on one line', () => {
    const session = {
      session: 'uuid',
      agent: 'codex',
      user: 'Zoë, 100% 🚀',
      project: 'a"b\\c',
      tags: { team: 'core' },
    };
    for (const connection of connections) {
      for (const [name, value] of Object.entries(connection.attribution?.(session) ?? {})) {
        expect(name).toMatch(/^[a-z0-9._-]+$/);
        expect(value).toMatch(/^[ -~]+$/);
      }
    }
  });

  test('what a route tells beside credentials is ASCII headers on one line, none of them a credential’s', () => {
    for (const connection of connections) {
      for (const [name, value] of everyRoute(connection).flatMap(({ headers = {} }) => Object.entries(headers))) {
        expect(name).toMatch(/^[a-z0-9._-]+$/);
        expect(value).toMatch(/^[ -~]+$/);
        expect(credentialHeaders).not.toContain(name);
      }
    }
  });

  test('it is looked for on this machine alone, and junk that answers there is not it', () => {
    const { localProbe } = gateway;
    if (localProbe === undefined) return;
    expect(isLoopback(new URL(localProbe.url).hostname)).toBe(true);
    for (const body of junk) {
      for (const status of [401, 404, 500]) expect(localProbe.read(status, body)).toBe(false);
      if (typeof body !== 'object' || body === null) expect(localProbe.read(200, body)).toBe(false);
    }
  });

  test('a setting with choices takes each of them, and its default', () => {
    for (const setting of gateway.settings) {
      for (const choice of setting.choices ?? []) expect(setting.read(choice)).toEqual({ [setting.id]: choice });
      if (setting.default !== undefined)
        expect(setting.read(setting.default)).toEqual({ [setting.id]: setting.default });
    }
  });
});

test('the header of every protocol that carries a key is known to be one', () => {
  for (const protocol of protocolIds) {
    expect(credentialHeaders).toEqual(
      expect.arrayContaining(Object.keys(protocols[protocol].keyHeader(new Secret('a')))),
    );
  }
});

/** The origins that a key may be sent to: that in its account's name, and for Cloudflare's own the API of the same account. */
function homesOf({ account: name }: Connection): readonly string[] {
  const { origin } = new URL(name);
  return origin === 'https://gateway.ai.cloudflare.com' ? [origin, 'https://api.cloudflare.com'] : [origin];
}

/** Whatever a server wrote: an id that can be printed, and figures that can be. */
function expectSane({ id, name, contextWindow = 1, maxOutputTokens = 1, prices = {} }: Model): void {
  expect(id).toMatch(/^[^\p{C}\p{Zl}\p{Zp}]{1,256}$/u);
  if (name !== undefined) expect(name).toMatch(/^[^\p{Cc}]{1,100}$/u);
  for (const tokens of [contextWindow, maxOutputTokens]) expect(Number.isSafeInteger(tokens) && tokens > 0).toBe(true);
  for (const usd of Object.values(prices)) expect(usd >= 0 && usd <= 10_000).toBe(true);
}

/** What was told before is not looked at again: the same is told of many answers. */
const told = new Set<string>();

function expectShowable(diagnosis: Diagnosis): void {
  const whole = JSON.stringify([diagnosis.code, diagnosis.message, diagnosis.hint]);
  if (told.has(whole)) return;
  told.add(whole);
  expect(Object.keys(exitCodes)).toContain(diagnosis.code);
  for (const text of [diagnosis.message, diagnosis.hint]) {
    expect(text).not.toBe('');
    expect(text.length).toBeLessThan(500);
    expect(text).not.toMatch(/[\p{Cc}\u{202e}]/u);
  }
}

function expectFailureOnly(run: () => unknown): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    expect(error.hint).not.toBe('');
    expect(`${error.message}${error.hint}`).not.toMatch(/\p{Cc}|secret@/u);
    expect(error.message.length).toBeLessThan(400);
  }
}
