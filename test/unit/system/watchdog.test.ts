import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { limits, watched } from '../../../src/system/watchdog.ts';
import { keyPatience } from '../../../src/keys/key-patience.ts';
import type { Failure } from '../../../src/failure.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('a watched call', () => {
  it('that answers in time says nothing and leaves no timer', async () => {
    const { watch, notices, ends } = recorded();
    expect(await watched(async () => 'key', 'Keychain', watch)).toBe('key');
    expect(vi.getTimerCount()).toBe(0);
    expect([notices, ends]).toEqual([[], []]);
  });

  it('that fails leaves no timer and hands on its error', async () => {
    const { watch } = recorded();
    const failing = watched(() => Promise.reject(new Error('locked')), 'Keychain', watch);
    await expect(failing).rejects.toThrow('locked');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('that throws at once is treated like one that fails', async () => {
    const { watch } = recorded();
    const throwing = watched(
      () => {
        throw new Error('no bus');
      },
      'Keychain',
      watch,
    );
    await expect(throwing).rejects.toThrow('no bus');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is announced after two seconds and ended at the limit', () => {
    const { watch, notices, ends } = recorded();
    void watched(() => new Promise(() => {}), 'Keychain', watch);
    vi.advanceTimersByTime(1999);
    expect(notices).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(notices).toEqual([expect.stringContaining('Waiting for the keyring (Keychain)')]);
    vi.advanceTimersByTime(2999);
    expect(ends).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(ends).toEqual([expect.objectContaining({ code: 'credential' })]);
  });

  it('has time for a password where there is a terminal', () => {
    expect(limits(true, 'linux')).toEqual({ noticeAfter: 2000, endAfter: 30_000 });
    expect(limits(false, 'linux')).toEqual({ noticeAfter: 2000, endAfter: 5000 });
    expect(limits(false, 'darwin')).toEqual({ noticeAfter: 2000, endAfter: 30_000 });
  });

  it('ends before an agent that has asked for the key gives up', () => {
    expect(limits(false, 'darwin').endAfter).toBeLessThan(keyPatience - 2000);
  });
});

function recorded() {
  const notices: string[] = [];
  const ends: Failure[] = [];
  const watch = {
    ...limits(false, 'linux'),
    notice: (text: string) => void notices.push(text),
    end: (failure: Failure) => void ends.push(failure),
  };
  return { watch, notices, ends };
}
