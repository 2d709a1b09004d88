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
    expect(configOf(undefined, path)).toMatchObject({ config: emptyConfig, faults: [] });
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
    expect(configOf(JSON.stringify(whole), path)).toMatchObject({ config: whole, faults: [] });
    expect(configOf(`\uFEFF${JSON.stringify(whole)}`, path).config).toEqual(whole);
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
  ])('is not %j', (junk, names) => {
    const text = typeof junk === 'string' ? junk : JSON.stringify(junk);
    const reading = (): unknown => configOf(text, path);
    expect(reading).toThrow(expect.objectContaining({ code: 'configuration', hint: expect.stringContaining(path) }));
    expect(reading).toThrow(names);
    expect(reading).toThrow(path);
  });

  const other = { ...profile, gateway: 'litellm' };
  const withWork = (work: unknown): object => ({ ...config, profiles: { work, other } });
  it.each<readonly [object, string, readonly string[]]>([
    [{ ...config, current: 1, profiles: { work: profile, other } }, 'current is no text', ['work', 'other']],
    [{ ...config, profiles: [] }, 'profiles is no object', []],
    [{ ...withWork(profile), credentials: { a: 'pocket' } }, 'credentials.a names', ['work', 'other']],
    [{ ...withWork(profile), credentials: undefined }, 'credentials is no object', ['work', 'other']],
    [withWork('x'), 'profiles.work is no object', ['other']],
    [withWork({ ...profile, gateway: undefined }), 'profiles.work.gateway is no text', ['other']],
    [withWork({ ...profile, settings: { a: 1 } }), 'profiles.work.settings is no object of texts', ['other']],
    [withWork({ ...profile, models: null }), 'profiles.work.models is no object of texts', ['other']],
    [withWork({ ...profile, keyCommand: 'pass show' }), 'profiles.work.keyCommand is no list of texts', ['other']],
    [withWork({ ...profile, keyCommand: [] }), 'profiles.work.keyCommand is no list of texts', ['other']],
    [withWork({ ...profile, keyFrom: 'pocket' }), 'profiles.work.keyFrom names no place', ['other']],
    [withWork({ ...profile, agent: 1 }), 'profiles.work.agent is no text', ['work', 'other']],
    [withWork({ ...profile, smallModels: 'x' }), 'profiles.work.smallModels is no object of texts', ['work', 'other']],
    [withWork({ ...profile, recentModels: [1] }), 'profiles.work.recentModels is no list of texts', ['work', 'other']],
    [withWork({ ...profile, preferredModels: 'x' }), 'profiles.work.preferredModels is no list', ['work', 'other']],
    [{ ...config, profiles: { 'a\u001b[2J': profile, other } }, 'is no name for a profile', ['other']],
  ])('with a fault in one place works in all others: %j', (junk, said, names) => {
    const { config: read, faults } = configOf(JSON.stringify(junk), path);
    expect(faults.map(({ where, why }) => `${where} ${why}`)).toEqual([expect.stringContaining(said)]);
    expect(JSON.stringify(faults)).not.toContain('\u001b');
    expect(Object.keys(read.profiles)).toEqual(names);
    for (const name of names.filter((one) => one === 'work')) {
      expect(read.profiles[name]).toMatchObject({ gateway: 'bifrost' });
      expect(read.profiles[name]).not.toMatchObject({ recentModels: [1] });
    }
    expect(read.credentials).toEqual(said.startsWith('credentials') ? {} : config.credentials);
  });
});
