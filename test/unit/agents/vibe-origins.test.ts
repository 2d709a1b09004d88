import { describe, expect, it } from 'vitest';
import { origins } from '../../../src/agents/vibe/origins.ts';
import { whereIs, winner, type Origin } from '../../../src/config-layers/origin.ts';
import { lookAt, type Machine } from '../../support/look.ts';

const config = '/home/dev/.vibe/config.toml';
const profile = '/home/dev/.vibe/agents/mine.toml';

const on = (machine: Machine): readonly Origin[] => origins(lookAt(machine));
const wins = (sets: Origin['sets'], machine: Machine, startedBy: 'user' | 'jetway' = 'user'): string | undefined => {
  const found = winner(on(machine), sets, startedBy);
  return found && whereIs(found, '/home/dev');
};

describe('what Mistral Vibe obeys', () => {
  it.each<readonly [string, Machine, string | undefined]>([
    ['no model that it does not know', { env: { VIBE_ACTIVE_MODEL: 'nothing' } }, undefined],
    [
      'its own one',
      { files: { [config]: 'active_model = "mistral-medium-3.5"' } },
      '~/.vibe/config.toml:1 active_model',
    ],
    [
      'one of a table',
      { files: { [config]: 'active_model = "a"\n[models.a]\nname = "x"\nprovider = "mistral"' } },
      '~/.vibe/config.toml:1 active_model',
    ],
    [
      'another home',
      { env: { VIBE_HOME: '~/v' }, files: { '/home/dev/v/config.toml': 'active_model = "mistral-medium-3.5"' } },
      '~/v/config.toml:1 active_model',
    ],
    ['nothing of variables that do not parse', { env: { VIBE_MODELS: '{', VIBE_ACTIVE_MODEL: 'a' } }, undefined],
  ])('as the model: %s', (_, machine, expected) => {
    expect(wins('model', machine)).toBe(expected);
  });

  it('is what the profile says before all else, by Jetway too', () => {
    const files = {
      [config]: 'default_agent = "mine"',
      [profile]:
        'active_model = "a"\n[[providers]]\nname = "p"\napi_base = "http://a.test"\n[[models]]\nname = "x"\nprovider = "p"\nalias = "a"',
    };
    const machine = { env: { VIBE_ACTIVE_MODEL: 'mistral-medium-3.5' }, files };
    expect(wins('model', machine, 'jetway')).toBe('~/.vibe/agents/mine.toml:1 active_model');
    expect(wins('endpoint', machine, 'jetway')).toBe('~/.vibe/agents/mine.toml:4 providers.0.api_base');
  });

  it('is a key of Mistral where nothing else is chosen', () => {
    expect(wins('credential', { env: { MISTRAL_API_KEY: 'sk-of-mistral-123456' } })).toBe('MISTRAL_API_KEY');
  });

  it.each(['{', 'a = ', '[x', '\uFEFFactive_model = "a"'])(
    'is nothing of settings as %j, with which it does not start',
    (text) => {
      expect(on({ files: { [config]: text } })).toMatchObject([{ place: config, problem: { stops: true } }]);
    },
  );
});
