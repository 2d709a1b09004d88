import { describe, expect, it } from 'vitest';
import { emptyConfig } from '../../../src/profiles/profile.ts';
import { configOf } from '../../../src/system/profiles.ts';

const profile = { gateway: 'bifrost', settings: { 'base-url': 'http://127.0.0.1:8080' }, models: { codex: 'gpt-5' } };
const config = {
  schemaVersion: 1,
  current: 'work',
  profiles: { work: profile },
  credentials: { a: 'keyring', b: 'file' },
};
const path = '/home/me/.config/jetway/config.json';

describe('a configuration', () => {
  it('is empty where there is no file', () => {
    expect(configOf(undefined, path)).toBe(emptyConfig);
  });

  it('is what the file says, unknown keys included', () => {
    const whole = {
      ...config,
      later: 1,
      profiles: {
        work: {
          ...profile,
          agent: 'codex',
          smallModels: { codex: 'gpt-5-mini' },
          recentModels: ['gpt-5'],
          keyCommand: ['pass', 'show', 'gateway'],
        },
      },
    };
    expect(configOf(JSON.stringify(whole), path)).toEqual(whole);
    expect(configOf(`\uFEFF${JSON.stringify(whole)}`, path)).toEqual(whole);
  });

  it('of a newer Jetway is not guessed at', () => {
    expect(() => configOf(JSON.stringify({ ...config, schemaVersion: 2 }), path)).toThrow(/written by a newer Jetway/);
  });

  it.each([
    ['', 'no JSON object'],
    ['{', 'no JSON object'],
    ['null', 'no JSON object'],
    ['[]', 'no JSON object'],
    ['{}', 'schemaVersion'],
    [{ ...config, schemaVersion: '1' }, 'schemaVersion'],
    [{ ...config, current: 1 }, 'current'],
    [{ ...config, profiles: [] }, 'profiles'],
    [{ ...config, credentials: { a: 'pocket' } }, 'credentials'],
    [{ ...config, credentials: undefined }, 'credentials'],
    [{ ...config, profiles: { work: 'x' } }, 'work'],
    [{ ...config, profiles: { work: { ...profile, gateway: undefined } } }, 'gateway'],
    [{ ...config, profiles: { work: { ...profile, settings: { a: 1 } } } }, 'settings'],
    [{ ...config, profiles: { work: { ...profile, models: null } } }, 'models'],
    [{ ...config, profiles: { work: { ...profile, agent: 1 } } }, 'agent'],
    [{ ...config, profiles: { work: { ...profile, smallModels: 'x' } } }, 'smallModels'],
    [{ ...config, profiles: { work: { ...profile, recentModels: [1] } } }, 'recentModels'],
    [{ ...config, profiles: { work: { ...profile, keyCommand: 'pass show' } } }, 'keyCommand'],
    [{ ...config, profiles: { work: { ...profile, keyCommand: [] } } }, 'keyCommand'],
  ])('is not %j', (junk, names) => {
    const text = typeof junk === 'string' ? junk : JSON.stringify(junk);
    const reading = (): unknown => configOf(text, path);
    expect(reading).toThrow(expect.objectContaining({ code: 'configuration', hint: expect.stringContaining(path) }));
    expect(reading).toThrow(names);
    expect(reading).toThrow(path);
  });
});
