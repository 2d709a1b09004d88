import { expect, it } from 'vitest';
import { startGateway } from '../support/gateway.ts';
import { jetway } from '../support/jetway.ts';
import type { Misbehaviour } from '../support/misbehaviour.ts';

const listing = (model: object): Misbehaviour => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ data: [{ id: 'acme/one', ...model }] }),
});

it.each<readonly [string, object, RegExp | undefined]>([
  ['calls no tools', { supported_parameters: ['temperature'], context_length: 200_000 }, /acme\/one calls no tools/],
  ['has a small window', { supported_parameters: ['tools'], context_length: 8192 }, /window of 8k tokens: too small/],
  ['is fit', { supported_parameters: ['tools'], context_length: 200_000 }, undefined],
])('a launch with a model that %s goes on, and warns where there is a reason', async (_name, model, warning) => {
  await using gateway = await startGateway();
  gateway.misbehave('/v1/models', listing(model));
  await using here = await jetway();
  const agent = here.install('codex');
  const words = ['--gateway', 'bifrost', '--base-url', gateway.url, '--model', 'acme/one', 'codex'];
  const { code, stderr } = await here.run(words);
  expect(code).toBe(0);
  expect(agent.given()).toBeDefined();
  if (warning === undefined) expect(stderr).toBe('');
  else expect(stderr).toMatch(warning);
});
