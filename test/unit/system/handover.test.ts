import { chmodSync, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { give, take } from '../../../src/system/handover.ts';
import { temporaryHome } from '../../support/home.ts';
import { systemIn } from '../../support/system-in.ts';

const key = 'sk-handed-over-1';
const uid = process.getuid?.();

describe('a key that is handed over', () => {
  // By a socket in a folder, which Windows has not: nothing is handed over there.
  it.skipIf(process.platform === 'win32')(
    'goes to the first that asks, in a folder of the user alone, and to nobody after it',
    async () => {
      await using home = await temporaryHome();
      const place = `${home.path}/jetway-1/key`;
      give(place, key, 10_000);
      expect(statSync(dirname(place)).mode & 0o777).toBe(0o700);
      const all = await Promise.all([take(place, uid), take(place, uid), take(place, uid)]);
      expect(all.filter((text) => text === key)).toHaveLength(1);
      expect(all.filter((text) => text === undefined)).toHaveLength(2);
      expect(existsSync(dirname(place))).toBe(false);
      expect(home.filesContaining(key)).toEqual([]);
    },
  );

  it('is gone when its time is over, and when the session ends', async () => {
    await using home = await temporaryHome();
    const place = `${home.path}/jetway-1/key`;
    give(place, key, 1);
    await vi.waitFor(() => expect(existsSync(dirname(place))).toBe(false), { interval: 5 });
    give(place, key, 10_000)();
    expect(existsSync(dirname(place))).toBe(false);
    expect(await take(place, uid)).toBeUndefined();
  });

  it('is given nowhere where the folder is there already, and leaves that as it is', async () => {
    await using home = await temporaryHome();
    const place = home.write('jetway-1/key', 'mine');
    give(place, key, 10_000)();
    expect(home.read(place)).toBe('mine');
    expect(await take(place, uid)).toBeUndefined();
  });

  it.each([
    ['that others can open', 0o755, uid],
    ['of another user', 0o700, (uid ?? 0) + 1],
  ])('is not taken from a folder %s', async (_, mode, own) => {
    await using home = await temporaryHome();
    const place = `${home.path}/jetway-1/key`;
    const end = give(place, key, 10_000);
    chmodSync(dirname(place), mode);
    expect(await take(place, own)).toBeUndefined();
    end();
  });

  it('is not taken from one that breaks off, or sends without end', async () => {
    await using home = await temporaryHome();
    home.write('jetway-1/x', '');
    chmodSync(`${home.path}/jetway-1`, 0o700);
    for (const answer of ['', 'x'.repeat(70_000)]) {
      const place = `${home.path}/jetway-1/key${answer.length}`;
      const server = createServer((socket) => socket.on('error', () => undefined).end(answer)).listen(place);
      expect(await take(place, uid)).toBeUndefined();
      server.close();
    }
  });
});

describe('the place of a handover', () => {
  it.each([
    [{ XDG_RUNTIME_DIR: '/run/user/7', TMPDIR: '/var/tmp' }, 'linux', '/run/user/7/jetway-id/key'],
    [{ TMPDIR: '/var/tmp' }, 'darwin', '/var/tmp/jetway-id/key'],
    [{}, 'linux', '/tmp/jetway-id/key'],
    [{ TMPDIR: "/a'b" }, 'linux', undefined],
    [{ TMPDIR: 'relative' }, 'linux', undefined],
    [{ TMPDIR: `/${'x'.repeat(90)}` }, 'linux', undefined],
    [{ TMPDIR: '/tmp' }, 'win32', undefined],
  ] as const)('with %j on %s is %s', (env, platform, place) => {
    expect(systemIn(env, platform).handovers.placeFor('id')).toBe(place);
  });
});
