import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startGateway } from '../support/gateway.ts';
import { packed, type Packed } from '../support/packed.ts';
import { runIn } from '../support/run-in.ts';
import { stale } from './cases/case.ts';
import { goose as agent } from './cases/goose.ts';
import { bearer, caseOf, launch, mount, requestOf, token } from './launching.ts';

const goose = caseOf(agent);
const withClaude = caseOf(agent, agent.models[1]);
const canned = /answer is canned\. You wrote: say hello/;

let programs: Packed;
beforeAll(async () => {
  programs = await packed();
});
afterAll(() => programs[Symbol.asyncDispose]());

it('Goose marks what is to be cached, over chat completions', async () => {
  await using gateway = await startGateway({ mount, demand: bearer });
  await using home = await programs.home();
  await launch(withClaude, gateway, home);
  const { body } = requestOf(withClaude, gateway);
  expect(JSON.stringify(body)).toContain('"cache_control":{"type":"ephemeral"}');
});

it("Goose takes a conversation up again, one of the user's own with another provider too, and does not follow a recipe away", async () => {
  await using gateway = await startGateway({ mount, demand: bearer });
  await using other = await startGateway();
  await using home = await programs.home();
  const env = { GOOSE_PROVIDER: 'anthropic', GOOSE_MODEL: 'claude-own', ANTHROPIC_API_KEY: stale };
  const loopback = { NO_PROXY: '127.0.0.1', no_proxy: '127.0.0.1' };
  const own = await runIn(home, goose.words, { env: { ...env, ...loopback, ANTHROPIC_HOST: other.url } });
  expect(own.stdout, own.stderr).toMatch(canned);
  const words = ['goose', 'run', '--resume', '-t', 'say goodbye'];
  const resumed = await launch({ ...goose, words }, gateway, home);
  expect(resumed.code, resumed.stderr).toBe(0);
  expect(JSON.stringify(gateway.to(goose.path).map(({ body }) => body))).toMatch(/say hello[\s\S]*say goodbye/);

  home.write('project/recipe.yaml', recipe);
  const asked = other.requests.length;
  const cooked = await launch({ ...goose, words: ['goose', 'run', '--recipe', 'recipe.yaml'] }, gateway, home, {
    env: { ANTHROPIC_HOST: other.url, ANTHROPIC_API_KEY: stale },
  });
  expect(cooked.code, cooked.stderr).toBe(0);
  expect(JSON.stringify(gateway.to(goose.path).at(-1)?.body)).toContain('say something of the recipe');
  expect(other.requests.length).toBe(asked);
  expect(home.filesContaining(token)).toEqual([]);
});

it("Goose does not let a provider of the user's take the key elsewhere by the name of one of Goose's own", async () => {
  await using gateway = await startGateway({ mount, demand: bearer });
  await using other = await startGateway();
  await using home = await programs.home();
  const file = join('.config', 'goose', 'custom_providers', 'mine.json');
  const models = [{ name: goose.model, context_limit: 100_000 }];
  const mine = { engine: 'openai', display_name: 'Mine', api_key_env: 'OPENAI_API_KEY', base_url: other.url, models };
  home.write(file, JSON.stringify({ name: 'openai', ...mine }));
  const refused = await launch(goose, gateway, home);
  expect(refused.code, refused.stderr).toBe(3);
  expect(refused.stderr).toContain('mine.json');
  expect(other.requests).toEqual([]);
  home.write(file, JSON.stringify({ name: 'custom_mine', ...mine }));
  expect((await launch(goose, gateway, home)).stdout).toMatch(canned);
  expect(other.requests).toEqual([]);
});

it('Goose is not offered from npm where it is missing: its page is named', async () => {
  await using home = await programs.home();
  const path = (home.env['PATH'] ?? '').split(':').filter((folder) => folder !== programs.agents);
  const words = ['jetway', '--yes', '--gateway', 'cloudflare', '--base-url', 'http://127.0.0.1:9', '--model', 'm'];
  const { code, stderr } = await runIn(home, [...words, ...goose.words], {
    env: { JETWAY_API_KEY: token, PATH: path.join(':') },
  });
  expect(code).toBe(7);
  expect(stderr).toContain('Install it: https://github.com/aaif-goose/goose/releases');
  expect(stderr).not.toContain('npm install');
});

const recipe = `version: 1.0.0
title: one
description: another
instructions: be brief
prompt: say something of the recipe
settings:
  goose_provider: anthropic
  goose_model: claude-own
`;
