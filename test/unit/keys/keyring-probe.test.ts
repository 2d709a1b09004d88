import { afterEach, describe, expect, it, vi } from 'vitest';
import { Failure } from '../../../src/failure.ts';
import { probeKeyring } from '../../../src/keys/keyring-probe.ts';
import type { CredentialStore, System } from '../../../src/system/system.ts';
import { memoryCredentials } from '../../support/memory-credentials.ts';

const system = (store: CredentialStore, isTerminal = false) =>
  ({
    credentials: () => store,
    uuid: () => 'a-value',
    now: () => 5,
    stderr: { isTerminal },
  }) as unknown as System;
const broken = (): never => {
  throw new Failure('credential', 'Locked.', 'Unlock it.');
};
const never = async (): Promise<never> => new Promise(() => undefined);

afterEach(() => void vi.useRealTimers());

describe('the probe of a keyring', () => {
  it('writes, reads and removes an item of its own', async () => {
    const store = memoryCredentials();
    const seen: string[] = [];
    const noted = {
      ...store,
      set: async (account: string, value: string) => (seen.push(account, value), store.set(account, value)),
    };
    expect(await probeKeyring(system(noted))).toEqual({ place: 'memory', milliseconds: 0 });
    expect(seen).toEqual(['doctor-probe-a-value', 'a-value']);
    expect(store.keys.size).toBe(0);
  });

  it('is not disturbed by another one at the same time', async () => {
    const store = memoryCredentials();
    const slow = {
      ...store,
      get: async (account: string) => {
        await new Promise((resolve) => void setTimeout(resolve, 2));
        return store.get(account);
      },
    };
    const probes = ['1f6c2a90', '7be0d431'].map(async (value) => probeKeyring({ ...system(slow), uuid: () => value }));
    expect(await Promise.all(probes)).toHaveLength(2);
    expect(store.keys.size).toBe(0);
  });

  it('removes its item where reading fails', async () => {
    const store = memoryCredentials();
    await expect(probeKeyring(system({ ...store, get: async () => broken() }))).rejects.toThrow('Locked.');
    expect(store.keys.size).toBe(0);
  });

  it('does not take another value than its own', async () => {
    const store = { ...memoryCredentials(), get: async () => 'another' };
    await expect(probeKeyring(system(store))).rejects.toMatchObject({
      code: 'credential',
      message: 'memory gives back another value than it was given.',
    });
  });

  it.each([
    [false, 4000],
    [true, 28_000],
  ])('ends before the keyring is cut off, a person there: %s', async (isTerminal, limit) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const probing = probeKeyring(system({ ...memoryCredentials(), set: never }, isTerminal)).catch(
      (error: unknown) => error,
    );
    await vi.advanceTimersByTimeAsync(limit - 1);
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(await probing).toMatchObject({
      code: 'credential',
      message: `The keyring (memory) does not answer: nothing came within ${limit / 1000} s.`,
      hint: expect.stringContaining('restart the keyring service'),
    });
  });
});
