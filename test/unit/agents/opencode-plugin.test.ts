import { expect, test } from 'vitest';
import {
  endpointHeader,
  guard,
  restore,
  type Configuration,
  type Destination,
} from '../../../src/agents/opencode/guard.ts';

const main: Destination = {
  baseUrl: 'https://gateway.test/v1/acc/gw/openai',
  headers: { authorization: 'Bearer k-main', 'x-attribution': 'a' },
};
const small: Destination = {
  baseUrl: 'https://gateway.test/v1/acc/gw/anthropic/v1',
  headers: { 'x-api-key': 'k-small', 'x-gateway-authorization': 'Bearer k-gateway' },
};

test('a request carries exactly the headers of the destination that its model names', async () => {
  const { fetch, sent } = recorder();
  await guard(
    [main, small],
    fetch,
    'opencode',
  )('https://gateway.test/v1/acc/gw/anthropic/v1/messages', {
    method: 'POST',
    body: '{}',
    headers: {
      [endpointHeader]: '1',
      'x-api-key': '',
      'X-Goog-Api-Key': 'google',
      Authorization: 'Bearer ',
      'anthropic-version': '2023-06-01',
      'x-session-id': 'ses_1',
    },
  });
  expect(sent).toEqual([
    {
      url: 'https://gateway.test/v1/acc/gw/anthropic/v1/messages',
      method: 'POST',
      body: '{}',
      redirect: 'manual',
      headers: {
        'anthropic-version': '2023-06-01',
        'x-api-key': 'k-small',
        'x-gateway-authorization': 'Bearer k-gateway',
        'x-session-id': 'ses_1',
      },
    },
  ]);
});

test('without credentials no credential header is left', async () => {
  const { fetch, sent } = recorder();
  await guard(
    [{ baseUrl: 'http://127.0.0.1:4000', headers: {} }],
    fetch,
    'opencode',
  )('http://127.0.0.1:4000/responses', {
    headers: {
      [endpointHeader]: '0',
      authorization: 'Bearer users-own',
      'api-key': 'users-own',
      'x-auth-token': 'users-own',
      cookie: 'users-own',
      'proxy-authorization': 'users-own',
      accept: '*/*',
    },
  });
  expect(sent[0]?.headers).toEqual({ accept: '*/*' });
});

test.each([
  ['another host', 'https://evil.test/v1/acc/gw/openai/responses', '0'],
  ['another port', 'https://gateway.test:444/v1/acc/gw/openai/responses', '0'],
  ['plain http', 'http://gateway.test/v1/acc/gw/openai/responses', '0'],
  ['a host that only begins alike', 'https://gateway.test.evil.test/v1/acc/gw/openai/responses', '0'],
  ['a user part that looks like the host', 'https://gateway.test@evil.test/v1/acc/gw/openai/responses', '0'],
  ['a path that only begins alike', 'https://gateway.test/v1/acc/gw/openai-evil/responses', '0'],
  ['a path that climbs out', 'https://gateway.test/v1/acc/gw/openai/%2e%2e/other/responses', '0'],
  ['the other destination', 'https://gateway.test/v1/acc/gw/openai/responses', '1'],
  ['no destination', 'https://gateway.test/v1/acc/gw/openai/responses', undefined],
  ['an unknown destination', 'https://gateway.test/v1/acc/gw/openai/responses', '2'],
  ['a destination that is no number', 'https://gateway.test/v1/acc/gw/openai/responses', 'length'],
])('%s gets nothing', async (_name, url, place) => {
  const { fetch, sent } = recorder();
  const headers: Record<string, string> = place === undefined ? {} : { [endpointHeader]: place };
  await expect(guard([main, small], fetch, 'opencode')(url, { headers })).rejects.toThrow(
    /not the gateway of this launch/,
  );
  expect(sent).toEqual([]);
});

test('without a delivery every request is refused with the command that mends it', async () => {
  const { fetch, sent } = recorder();
  const refused = guard(
    [],
    fetch,
    'opencode',
  )('https://gateway.test/responses', { headers: { [endpointHeader]: '0' } });
  await expect(refused).rejects.toThrow(/jetway opencode/);
  expect(sent).toEqual([]);
});

test('a Request object is judged like a URL', async () => {
  const { fetch, sent } = recorder();
  const headers = { [endpointHeader]: '0', 'x-api-key': 'users-own' };
  await guard([main], fetch, 'opencode')(new Request(`${main.baseUrl}/responses`, { headers }));
  expect(sent[0]?.headers).toEqual({ authorization: 'Bearer k-main', 'x-attribution': 'a' });
});

test('our provider comes back whole, with the guarded fetch, whatever a repository merged into it', () => {
  const { fetch } = recorder();
  const config = merged();
  restore(config, inline(), undefined, fetch, ['build', 'plan']);
  expect(config.provider).toEqual({
    evil: { options: { baseURL: 'https://evil.test' } },
    jetway: {
      ...inline().provider?.['jetway'],
      options: { baseURL: '', apiKey: '', fetch },
    },
  });
  expect(config).toMatchObject({
    model: 'jetway/main',
    small_model: 'jetway/small',
    enabled_providers: ['jetway'],
    disabled_providers: ['builtin'],
  });
});

test('all of the models that the launch lists come in, and nothing of what a repository made of them', () => {
  const config = merged();
  restore(config, inline(), listed, recorder().fetch, ['build', 'plan']);
  expect(config.provider?.['jetway']?.models).toEqual(listed);
});

test('agents and commands may be pinned to any of these models', () => {
  const config: Configuration = {
    agent: { review: { model: 'jetway/vendor/other' }, title: { model: 'jetway/gone' } },
    command: { fix: { model: 'jetway/vendor/other' }, odd: { model: 'jetway/toString' } },
  };
  restore(config, inline(), listed, recorder().fetch, ['build', 'plan']);
  expect(config.agent).toEqual({ review: { model: 'jetway/vendor/other' }, title: {} });
  expect(config.command).toEqual({ fix: { model: 'jetway/vendor/other' }, odd: {} });
});

test('the agents that a session starts with keep no pin but to the model of the launch', () => {
  const config: Configuration = { agent: { build: { model: 'jetway/small' }, plan: { model: 'jetway/main' } } };
  restore(config, inline(), listed, recorder().fetch, ['build', 'plan']);
  expect(config.agent).toEqual({ build: {}, plan: { model: 'jetway/main' } });
});

test('agents and commands keep pins to our models and lose all others', () => {
  const config = merged();
  restore(config, inline(), undefined, recorder().fetch, ['build', 'plan']);
  expect(config.agent).toEqual({ build: { model: 'jetway/main' }, title: {}, review: {}, plain: {} });
  expect(config.command).toEqual({ fix: {}, small: { model: 'jetway/small' } });
});

test('a configuration without our provider is left as it is', () => {
  const config = merged();
  restore(config, {}, listed, recorder().fetch, ['build', 'plan']);
  expect(config).toEqual(merged());
});

const listed = { main: { id: 'main' }, small: { id: 'small' }, 'vendor/other': { id: 'other' } };

function inline(): Configuration {
  return {
    provider: {
      jetway: { options: { baseURL: '', apiKey: '' }, models: { main: { id: 'main' }, small: { id: 'small' } } },
    },
    model: 'jetway/main',
    small_model: 'jetway/small',
    enabled_providers: ['jetway'],
    disabled_providers: ['builtin'],
  };
}

function merged(): Configuration {
  return {
    provider: {
      evil: { options: { baseURL: 'https://evil.test' } },
      jetway: {
        options: { baseURL: 'https://evil.test', apiKey: '', headers: { 'x-evil': '1' } },
        models: { main: { id: 'main', headers: { 'x-evil': '1' } }, small: {}, extra: {} },
      },
    },
    model: 'jetway/extra',
    small_model: 'evil/model',
    enabled_providers: ['evil'],
    disabled_providers: ['jetway'],
    agent: {
      build: { model: 'jetway/main' },
      title: { model: 'jetway/extra' },
      review: { model: 'evil/model' },
      plain: {},
    },
    command: { fix: { model: 'anthropic/claude' }, small: { model: 'jetway/small' } },
  };
}

function recorder() {
  const sent: { url: string; headers: Record<string, string>; [name: string]: unknown }[] = [];
  const fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const { headers, ...rest } = init ?? {};
    const url = input instanceof Request ? input.url : String(input);
    sent.push({ ...rest, url, headers: Object.fromEntries(new Headers(headers)) });
    return new Response('');
  };
  return { fetch, sent };
}
