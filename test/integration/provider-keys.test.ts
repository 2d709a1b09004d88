import { expect, it } from 'vitest';
import { startGateway } from '../support/gateway.ts';
import { jetway } from '../support/jetway.ts';
import { scripted } from '../support/scripted.ts';

const key = 'sk-helicone-9f8e7d6c';
const providerKey = 'sk-ant-1b2c3d4e';
const demand = { 'helicone-auth': `Bearer ${key}`, 'x-api-key': providerKey };
const refusal = {
  status: 401,
  body: { type: 'error', error: { type: 'authentication_error', message: 'x-api-key header is required' } },
};
const models = ['claude-sonnet-4-5'];

/** In front of one provider, which takes its own key alone. */
const before = (url: string): readonly string[] => [
  ...['--gateway', 'helicone', '--set', 'service=anthropic'],
  ...['--base-url', url],
];

it('a provider that alone stands behind is asked for its models with its own key', async () => {
  await using gateway = await startGateway({ demand, refusal, models });
  await using here = await jetway();
  const env = { JETWAY_API_KEY: key, JETWAY_PROVIDER_KEY: providerKey };
  expect(await here.run(['list-models', ...before(gateway.url)], { env })).toMatchObject({
    code: 0,
    stdout: 'claude-sonnet-4-5\n',
  });
  expect(gateway.requests.map(({ headers }) => headers['anthropic-version'])).toEqual(['2023-06-01']);
});

it('where several stand behind, none is asked with a key that may be another’s', async () => {
  await using gateway = await startGateway({ mount: '/v1/0123456789abcdef0123456789abcdef/my-gw', models });
  await using here = await jetway();
  const env = { JETWAY_API_KEY: key, JETWAY_PROVIDER_KEY: providerKey };
  await here.run(['list-models', '--gateway', 'cloudflare', '--base-url', gateway.url], { env });
  expect(gateway.requests).not.toEqual([]);
  expect(JSON.stringify(gateway.requests)).not.toContain(providerKey);
});

it('a launch ends before the agent starts where the provider’s key is missing, and says how it is given', async () => {
  await using gateway = await startGateway({ demand, refusal, models });
  await using here = await jetway();
  const agent = here.install('claude');
  const argv = [...before(gateway.url), '--model', 'claude-sonnet-4-5', 'claude'];
  const { code, stderr } = await here.run(argv, { env: { JETWAY_API_KEY: key } });
  expect(code).toBe(4);
  expect(stderr).toMatch(/no key of anthropic for Helicone .*JETWAY_PROVIDER_KEY.*--provider anthropic/s);
  expect(agent.given()).toBeUndefined();
  const env = { JETWAY_API_KEY: key, JETWAY_PROVIDER_KEY: providerKey };
  expect(await here.run(argv, { env })).toMatchObject({ code: 0 });
  expect(agent.given()).toBeDefined();
});

it('the gateway’s own key can be stored before the provider’s is there', async () => {
  await using gateway = await startGateway({ demand, refusal, models });
  await using here = await jetway();
  const prompts = scripted(['Key of Helicone', key]);
  const { code, stderr } = await here.run(['login', ...before(gateway.url)], { prompts });
  expect({ code, stderr: stderr.includes('x-api-key') }).toEqual({ code: 0, stderr: false });
  expect([...here.keys]).toEqual([[gateway.url, key]]);
});
