import { describe, expect, it } from 'vitest';
import { readRecord, removeRecord, writeRecord, type SignInRecord } from '../../../../src/keys/sign-in/record.ts';
import { lockOf, signedInKey } from '../../../../src/keys/sign-in/renew.ts';
import type { System } from '../../../../src/system/system.ts';
import { temporaryHome } from '../../../support/home.ts';
import { memoryCredentials } from '../../../support/memory-credentials.ts';
import { systemIn } from '../../../support/system-in.ts';

const account = 'https://gateway.example';
const record = (length: number): SignInRecord => ({
  issuer: 'https://login.example',
  clientId: 'jetway',
  tokenEndpoint: 'https://login.example/token',
  access: 'a'.repeat(length),
  refresh: 'r'.repeat(length),
  obtainedAt: 1,
});

function keyring(): { readonly system: Parameters<typeof readRecord>[1]; readonly keys: Map<string, string> } {
  const store = memoryCredentials();
  return { keys: store.keys, system: { ...systemIn({}), credentials: () => store } };
}

describe('a sign-in in the keyring', () => {
  it('is kept in as many items as it takes, none longer than every keyring takes, and comes back whole', async () => {
    const { system, keys } = keyring();
    for (const length of [4000, 20, 1500]) {
      await writeRecord(account, record(length), system);
      expect(await readRecord(account, system)).toEqual(record(length));
      expect(Math.max(...[...keys.values()].map((text) => text.length))).toBeLessThanOrEqual(1200);
      expect(keys.size).toBe(Math.ceil(JSON.stringify(record(length)).length / 1100));
    }
    await removeRecord(account, system);
    expect(keys.size).toBe(0);
  });

  it('is none where its pieces do not belong together, and where it is no sign-in', async () => {
    const { system, keys } = keyring();
    await writeRecord(account, record(2000), system);
    const second = keys.get(`${account}#sign-in-2`) ?? '';
    keys.set(`${account}#sign-in-2`, second.replace(/^\w+/, '00000000'));
    expect(await readRecord(account, system)).toBe('torn');
    for (const junk of ['', '{}', 'sk-a-key', '0123abcd 1 {"issuer":"x"}', '0123abcd 99 {}', '0123abcd 1 [']) {
      keys.set(`${account}#sign-in`, junk);
      expect.soft(await readRecord(account, system)).toBeUndefined();
    }
  });

  it('is waited for where another process writes it just now, however long that takes', async () => {
    await using home = await temporaryHome();
    const { keys, system } = keyring();
    const real = systemIn(home.env);
    const whole: System = { ...real, ...system, now: () => 1000 };
    await writeRecord(account, record(2000), system);
    const before = new Map(keys);
    const name = `${account}#sign-in-2`;
    let wrote = false;
    const writer = whole.files.held(
      lockOf(account, whole),
      async () => {
        keys.set(name, `00000000 ${'x'.repeat(100)}`);
        await new Promise((resolve) => void setTimeout(resolve, 600));
        keys.set(name, before.get(name) ?? '');
        wrote = true;
      },
      5000,
    );
    await new Promise((resolve) => void setTimeout(resolve, 100));
    expect((await signedInKey(account, {}, whole)).value).toBe(record(2000).access);
    expect(wrote).toBe(true);
    await writer;
  });
});
