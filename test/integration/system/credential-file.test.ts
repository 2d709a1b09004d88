import { chmodSync } from 'node:fs';
import { dirname } from 'node:path';
import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { createCredentialFile } from '../../../src/system/credential-file.ts';
import { createFiles } from '../../../src/system/files.ts';
import { temporaryHome } from '../../support/home.ts';
import { expectMode } from '../../support/modes.ts';
import { noPosix } from '../../support/posix.ts';
import { systemIn } from '../../support/system-in.ts';

describe('the file of keys', () => {
  it('is the user’s alone, and so is its folder', async () => {
    await using home = await temporaryHome();
    const store = systemIn(home.env).credentials('file');
    await store.set('https://gateway.example', 'sk-hidden');
    expectMode(store.place, 0o600);
    expectMode(dirname(store.place), 0o700);
    expect(home.filesContaining('sk-hidden')).toEqual(['.config/jetway/credentials.json']);
  });

  it.skipIf(noPosix).each([0o640, 0o604, 0o620, 0o602, 0o666])(
    'with mode %o is refused unread, with the line that mends it',
    async (mode) => {
      await using home = await temporaryHome();
      const store = systemIn(home.env).credentials('file');
      await store.set('a', 'sk-hidden');
      chmodSync(store.place, mode);
      const failure = { code: 'credential', hint: expect.stringContaining(`chmod 600 '${store.place}'`) };
      await expect(store.get('a')).rejects.toMatchObject(failure);
      await expect(store.set('a', 'sk-new')).rejects.toMatchObject(failure);
      await expect(store.remove('a')).rejects.toMatchObject(failure);
      chmodSync(store.place, 0o600);
      expect(await store.get('a')).toBe('sk-hidden');
    },
  );

  it.skipIf(noPosix)('of another user is refused unread', async () => {
    await using home = await temporaryHome();
    const { host } = systemIn(home.env);
    const user = process.getuid?.() ?? 0;
    await createCredentialFile(host, createFiles('linux'), user).set('a', 'sk-hidden');
    await expect(createCredentialFile(host, createFiles('linux'), user + 1).get('a')).rejects.toMatchObject({
      code: 'credential',
      message: expect.stringContaining('belongs to another user'),
    });
  });

  it('has no mode to look at on Windows', async () => {
    await using home = await temporaryHome();
    const store = createCredentialFile(
      { ...systemIn(home.env).host, platform: 'win32', env: { APPDATA: home.cwd } },
      createFiles('win32'),
      undefined,
    );
    await store.set('a', 'sk-hidden');
    chmodSync(store.place, 0o666);
    expect(await store.get('a')).toBe('sk-hidden');
  });

  it.each(['', '{', 'null', '[]', '{"keys":[]}', '{"keys":{"a":1}}', '{"keys":null}', 'sk-hidden'])(
    'that holds %j is a credential failure that does not quote it',
    async (junk) => {
      await using home = await temporaryHome();
      const store = systemIn(home.env).credentials('file');
      await store.set('a', 'x');
      home.write(store.place, junk);
      await expect(store.get('a')).rejects.toMatchObject({
        code: 'credential',
        message: `${store.place} is no file of keys.`,
        hint: expect.stringContaining('jetway login --store file'),
      });
      await expect(store.set('a', 'y')).rejects.toMatchObject({ code: 'credential' });
      expect(home.read(store.place)).toBe(junk);
    },
  );

  it('keeps every key of several stored at once', async () => {
    await using home = await temporaryHome();
    const store = systemIn(home.env).credentials('file');
    const accounts = Array.from({ length: 10 }, (_, index) => `account-${index}`);
    await Promise.all(accounts.map((account) => store.set(account, `key of ${account}`)));
    expect(await Promise.all(accounts.map((account) => store.get(account)))).toEqual(
      accounts.map((account) => `key of ${account}`),
    );
  });
});
