import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, utimesSync } from 'node:fs';
import { dirname } from 'node:path';
import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { type Config, type Profile, emptyConfig } from '../../../src/profiles/profile.ts';
import { bundle } from '../../support/bundle.ts';
import { temporaryHome } from '../../support/home.ts';
import { expectMode } from '../../support/modes.ts';
import { systemIn } from '../../support/system-in.ts';

const profile: Profile = { gateway: 'bifrost', settings: {}, models: {} };
const adding =
  (name: string) =>
  (config: Config): Config => ({ ...config, profiles: { ...config.profiles, [name]: profile } });

describe('profiles', () => {
  it('are empty at first, and reading makes no file', async () => {
    await using home = await temporaryHome();
    expect(systemIn(home.env).profiles.read()).toEqual(emptyConfig);
    expect(home.snapshot().size).toBe(0);
  });

  it('are read once by all that asks within a second, and anew after a change', async () => {
    await using home = await temporaryHome();
    const { profiles } = systemIn(home.env);
    await profiles.change(adding('work'));
    const first = profiles.read();
    home.write('.config/jetway/config.json', JSON.stringify({ ...first, current: 'work' }));
    expect(profiles.read()).toBe(first);
    await profiles.change(adding('home'));
    expect(profiles.read()).toMatchObject({ current: 'work', profiles: { work: profile, home: profile } });
  });

  it('are kept in a file that only the user can read, in a folder that only the user can open', async () => {
    await using home = await temporaryHome();
    const { profiles } = systemIn(home.env);
    await profiles.change(adding('work'));
    await profiles.change((config) => ({ ...config, current: 'work', credentials: { 'a.b:c': 'keyring' } }));
    const expected = {
      schemaVersion: 1,
      current: 'work',
      profiles: { work: profile },
      credentials: { 'a.b:c': 'keyring' },
    };
    expect(profiles.read()).toEqual(expected);
    expect(profiles.path).toBe(home.at('.config/jetway/config.json'));
    expect(JSON.parse(home.read(profiles.path))).toEqual(expected);
    expectMode(profiles.path, 0o600);
    expectMode(dirname(profiles.path), 0o700);
    expect(readdirSync(dirname(profiles.path))).toEqual(['config.json']);
  });

  it('lose the keys that a change leaves out', async () => {
    await using home = await temporaryHome();
    const { profiles } = systemIn(home.env);
    await profiles.change((config) => ({ ...adding('a.b')(config), current: 'a.b' }));
    await profiles.change(() => emptyConfig);
    expect(profiles.read()).toEqual(emptyConfig);
  });

  it('stay as they are where a change throws', async () => {
    await using home = await temporaryHome();
    const { profiles } = systemIn(home.env);
    await profiles.change(adding('work'));
    const failing = profiles.change(() => {
      throw new TypeError('bug');
    });
    await expect(failing).rejects.toThrow('bug');
    expect(Object.keys(profiles.read().profiles)).toEqual(['work']);
    expect(readdirSync(dirname(profiles.path))).toEqual(['config.json']);
  });

  it('with a byte-order mark are written as they are read', async () => {
    await using home = await temporaryHome();
    home.write('.config/jetway/config.json', '\uFEFF{"schemaVersion":1,"profiles":{},"credentials":{}}');
    const { profiles } = systemIn(home.env);
    await profiles.change((config) => ({ ...config, credentials: { 'https://a.example': 'file' } }));
    expect(profiles.read().credentials).toEqual({ 'https://a.example': 'file' });
  });

  it('keep what can not be used of them when another part changes', async () => {
    await using home = await temporaryHome();
    const broken = { ...profile, gateway: 7, mine: true };
    const work = { ...profile, preferredModels: 'x' };
    home.write(
      '.config/jetway/config.json',
      JSON.stringify({ schemaVersion: 1, later: 1, profiles: { broken, work }, credentials: { b: 'pocket' } }),
    );
    const { profiles } = systemIn(home.env);
    await profiles.change((config) => ({
      ...adding('new')(config),
      credentials: { ...config.credentials, a: 'file' },
    }));
    expect(JSON.parse(home.read('.config/jetway/config.json'))).toEqual({
      schemaVersion: 1,
      later: 1,
      profiles: { broken, work, new: profile },
      credentials: { a: 'file', b: 'pocket' },
    });
    expect(profiles.faults().map(({ where }) => where)).toEqual([
      'credentials.b',
      'profiles.work.preferredModels',
      'profiles.broken.gateway',
    ]);
  });

  it('are never written over junk', async () => {
    await using home = await temporaryHome();
    const { profiles } = systemIn(home.env);
    home.write(profiles.path, '{ "schemaVersion": 1, half');
    await expect(profiles.change(adding('work'))).rejects.toMatchObject({ code: 'configuration' });
    expect(home.read(profiles.path)).toBe('{ "schemaVersion": 1, half');
  });

  it('that can not be written are a configuration failure', async () => {
    await using home = await temporaryHome();
    home.write('.config/jetway', 'a file, not a folder');
    await expect(systemIn(home.env).profiles.change(adding('work'))).rejects.toMatchObject({ code: 'configuration' });
  });

  it('can be changed although another Jetway died in the midst of a change', async () => {
    await using home = await temporaryHome();
    const { profiles } = systemIn(home.env);
    utimesSync(home.write(`${profiles.path}.lock`, ''), 0, 0);
    await profiles.change(adding('work'));
    expect(Object.keys(profiles.read().profiles)).toEqual(['work']);
  });

  it('keep every change of several at once, within a process and between them', async () => {
    await using home = await temporaryHome();
    await using driver = await bundle('system-driver.ts');
    const { profiles } = systemIn(home.env);
    const others = ['one', 'two', 'three'].map((name) =>
      once(spawn(process.execPath, [driver.path, 'change', name, '15'], { env: home.env, stdio: 'inherit' }), 'exit'),
    );
    const own = Array.from({ length: 15 }, (_, index) => profiles.change(adding(`own-${index}`)));
    const ended = await Promise.all(others);
    await Promise.all(own);
    expect(ended.map(([code]) => code as unknown)).toEqual([0, 0, 0]);
    expect(Object.keys(profiles.read().profiles)).toHaveLength(60);
  });
});
