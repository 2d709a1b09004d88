import { describe, expect, it } from 'vitest';
import { at } from '../../src/json-path.ts';
import { startGateway, type Gateway } from '../support/gateway.ts';
import { jetway, type Jetway } from '../support/jetway.ts';
import { scripted } from '../support/scripted.ts';

const models = ['acme/large-2', 'acme/large-1', 'acme/tiny'];

/** A home whose profile has been used with Codex. */
async function used(gateway: Gateway): Promise<Jetway> {
  const here = await jetway();
  here.install('codex');
  const profile = {
    gateway: 'compatible',
    settings: { 'base-url': gateway.url, protocols: 'openai-responses' },
    agent: 'codex',
    models: { codex: 'acme/tiny', claude: 'acme/tiny' },
  };
  const config = { schemaVersion: 1, current: 'work', profiles: { work: profile }, credentials: {} };
  here.home.write('.config/jetway/config.json', JSON.stringify(config));
  return here;
}

const saved = (here: Jetway, ...path: readonly string[]): unknown => at(here.config(), 'profiles', 'work', ...path);

describe('model', () => {
  it.each([
    ['the one that is named', 'acme/large-1', 'acme/large-1'],
    ['the only one that matches', 'large 2', 'acme/large-2'],
  ])('takes %s, and says so', async (_what, search, expected) => {
    await using gateway = await startGateway({ models });
    await using here = await used(gateway);
    const { code, stdout, stderr } = await here.run(['model', search]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toContain(`the model of Codex is ${expected} now`);
    expect(saved(here, 'models')).toEqual({ codex: expected, claude: 'acme/tiny' });
    expect((await here.run(['codex', 'exec', 'hi'])).starts[0]?.args).toContain(`model="${expected}"`);
  });

  it('changes the small model alone where that is wanted', async () => {
    await using gateway = await startGateway({ models });
    await using here = await used(gateway);
    expect((await here.run(['model', '--small', 'large-2'])).code).toBe(0);
    expect(saved(here, 'smallModels')).toEqual({ codex: 'acme/large-2' });
    expect(saved(here, 'models', 'codex')).toBe('acme/tiny');
  });

  it('asks among those that match, in one question', async () => {
    await using gateway = await startGateway({ models });
    await using here = await used(gateway);
    const prompts = scripted(['Which model for Codex?', 'acme/large-1']);
    const { code, stderr } = await here.run(['model', 'large'], { prompts });
    expect(code, stderr).toBe(0);
    expect(prompts.asked.map(({ choices }) => choices)).toEqual([['acme/large-2', 'acme/large-1']]);
    expect(saved(here, 'models', 'codex')).toBe('acme/large-1');
  });

  it.each([
    ['several match and nobody can be asked', ['large'], 2, '2 models match "large"'],
    ['none matches', ['larg-3x'], 6, 'matches "larg-3x"'],
    ['none is named and nobody can be asked', [], 2, 'No model is named'],
    ['the agent is none', ['--agent', 'nobody', 'tiny'], 2, 'nobody'],
  ])('changes nothing where %s', async (_what, words, code, said) => {
    await using gateway = await startGateway({ models });
    await using here = await used(gateway);
    const before = here.config();
    const outcome = await here.run(['model', ...words]);
    expect(outcome).toMatchObject({ code, stdout: '' });
    expect(outcome.stderr).toContain(said);
    expect(here.config()).toEqual(before);
  });

  it('takes any id where the gateway lists nothing', async () => {
    await using gateway = await startGateway({ misbehave: { '/models': '404' } });
    await using here = await used(gateway);
    expect((await here.run(['model', 'own/model'])).code).toBe(0);
    expect(saved(here, 'models', 'codex')).toBe('own/model');
  });

  it('needs a profile', async () => {
    await using gateway = await startGateway({ models });
    await using here = await jetway();
    const flags = ['--gateway', 'compatible', '--base-url', gateway.url, '--set', 'protocols=openai-chat'];
    const outcome = await here.run(['model', ...flags, 'acme/tiny']);
    expect(outcome).toMatchObject({ code: 3, stdout: '' });
    expect(outcome.stderr).toContain('jetway login');
  });
});
