import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startGateway } from '../support/gateway.ts';
import { jetway } from '../support/jetway.ts';

const flags = (url: string): readonly string[] => [
  ...['--gateway', 'compatible', '--base-url', url, '--set', 'protocols=openai-responses'],
];
const keyOf = (index: number): string => `sk-${index}-9f8e7d6c5b4a3f2e1d0c`;

it('thirty logins at once keep thirty profiles and one whole key, then twenty launches start twenty agents', async () => {
  await using gateway = await startGateway({ models: ['openai/gpt-5'] });
  await using here = await jetway();
  const agent = here.install('codex');
  const names = Array.from({ length: 30 }, (_, index) => `p${index}`);
  const logins = await Promise.all(
    names.map(async (name, index) =>
      here.run(['login', '--profile', name, ...flags(gateway.url), '--key-stdin'], { stdin: `${keyOf(index)}\n` }),
    ),
  );
  expect(logins.map(({ code }) => code)).toEqual(names.map(() => 0));
  const saved = here.config() as { readonly profiles: object; readonly credentials: object };
  expect(Object.keys(saved.profiles).toSorted()).toEqual(names.toSorted());
  expect(Object.keys(saved.credentials)).toEqual([gateway.url]);
  expect(names.map((_name, index) => keyOf(index))).toContain([...here.keys.values()][0]);

  const launches = await Promise.all(
    names.slice(0, 20).map(async (name) => here.run(['--profile', name, '--model', 'openai/gpt-5', 'codex', 'hi'])),
  );
  expect(launches.map(({ code, starts }) => [code, starts.length])).toEqual(launches.map(() => [0, 1]));
  expect(agent.given()).toBeDefined();
  expect(Object.keys((here.config() as typeof saved).profiles)).toHaveLength(30);
  const left = readdirSync(join(here.home.path, '.config/jetway'));
  expect(left.filter((name) => /tmp|lock/.test(name))).toEqual([]);
}, 60_000);
