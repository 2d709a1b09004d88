import { describe, expect, it } from 'vitest';
import { readRecord, removeRecord, writeRecord, type SignInRecord } from '../../../../src/keys/sign-in/record.ts';
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
    expect(await readRecord(account, system)).toBeUndefined();
    for (const junk of ['', '{}', 'sk-a-key', '0123abcd 1 {"issuer":"x"}', '0123abcd 99 {}', '0123abcd 1 [']) {
      keys.set(`${account}#sign-in`, junk);
      expect.soft(await readRecord(account, system)).toBeUndefined();
    }
  });

  it('is waited for where another process writes it just now', async () => {
    const { system, keys } = keyring();
    await writeRecord(account, record(2000), system);
    const whole = new Map(keys);
    const [name] = [`${account}#sign-in-2`];
    keys.set(name, `00000000 ${'x'.repeat(100)}`);
    setTimeout(() => keys.set(name, whole.get(name) ?? ''), 50);
    expect(await readRecord(account, system)).toEqual(record(2000));
  });
});
