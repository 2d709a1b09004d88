import { expect, it } from 'vitest';
import type { CredentialStore } from '../../src/system/system.ts';

/** What every store of keys does. `use` calls back with an empty one. */
export function keepsCredentials(use: (test: (store: CredentialStore) => Promise<void>) => Promise<void>): void {
  it('gives back what was stored, whatever characters are in it', () =>
    use(async (store) => {
      for (const secret of ['sk-1', ' spaces ', 'ü€😀', '"quoted\\"', 'a\nb', 'x'.repeat(1200)]) {
        await store.set('https://gateway.example', secret);
        expect(await store.get('https://gateway.example')).toBe(secret);
      }
    }));

  it('has nothing for an account that was never stored', () =>
    use(async (store) => {
      expect(await store.get('https://gateway.example')).toBeUndefined();
      expect(await store.get('toString')).toBeUndefined();
    }));

  it('keeps accounts apart', () =>
    use(async (store) => {
      await store.set('https://gateway.example', 'one');
      await store.set('https://gateway.example:8443', 'two');
      await store.set('__proto__', 'three');
      expect(await store.get('https://gateway.example')).toBe('one');
      expect(await store.get('https://gateway.example:8443')).toBe('two');
      expect(await store.get('__proto__')).toBe('three');
    }));

  it('replaces a key', () =>
    use(async (store) => {
      await store.set('a', 'old');
      await store.set('a', 'new');
      expect(await store.get('a')).toBe('new');
    }));

  it('removes a key once, and no other', () =>
    use(async (store) => {
      await store.set('a', 'one');
      await store.set('b', 'two');
      expect([await store.remove('a'), await store.remove('a')]).toEqual([true, false]);
      expect([await store.get('a'), await store.get('b')]).toEqual([undefined, 'two']);
    }));

  it('says what it is and where', () =>
    use(async (store) => {
      expect(['keyring', 'file']).toContain(store.kind);
      expect(store.place).not.toBe('');
    }));
}
