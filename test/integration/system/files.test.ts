import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createFiles, persistently } from '../../../src/system/files.ts';
import { temporaryHome } from '../../support/home.ts';

const files = createFiles('linux');

describe('a file', () => {
  it('that is not there is undefined, and so is one below a file', async () => {
    await using home = await temporaryHome();
    const file = home.write('a', 'x');
    expect(files.read(join(home.path, 'none'))).toBeUndefined();
    expect(files.read(join(file, 'b'))).toBeUndefined();
    expect(files.modified(join(home.path, 'none'))).toBeUndefined();
    expect(files.remove(join(home.path, 'none'))).toBe(false);
  });

  it('that can not be read is a configuration failure with its path', async () => {
    await using home = await temporaryHome();
    const folder = join(home.path, 'folder.json');
    mkdirSync(folder);
    expect(() => files.read(folder)).toThrow(
      expect.objectContaining({ code: 'configuration', message: `${folder} can't be read: it is a folder.` }),
    );
  });

  it('is read byte for byte', async () => {
    await using home = await temporaryHome();
    const text = '\uFEFF{\r\n  "a": "ü"\r\n}';
    expect(files.read(home.write('a', text))).toBe(text);
  });

  it('is removed once', async () => {
    await using home = await temporaryHome();
    const file = home.write('a', '');
    expect([files.remove(file), files.remove(file)]).toEqual([true, false]);
  });

  it('tells when it was changed', async () => {
    await using home = await temporaryHome();
    const file = home.write('a', '');
    utimesSync(file, 1000, 2000);
    expect(files.modified(file)).toBe(2_000_000);
  });
});

describe('writing', () => {
  it('makes folders and file with no permission for others, and leaves nothing beside it', async () => {
    await using home = await temporaryHome();
    const file = join(home.path, 'new', 'deeper', 'a.json');
    files.write(file, 'ü', 0o600);
    expect(readFileSync(file, 'utf8')).toBe('ü');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(home.path, 'new')).mode & 0o777).toBe(0o700);
    expect(statSync(join(home.path, 'new', 'deeper')).mode & 0o777).toBe(0o700);
    expect(readdirSync(join(home.path, 'new', 'deeper'))).toEqual(['a.json']);
  });

  it('replaces a file that others could read by one that they can not', async () => {
    await using home = await temporaryHome();
    const file = join(home.path, 'a');
    writeFileSync(file, 'old', { mode: 0o644 });
    files.write(file, 'new', 0o600);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('goes through symbolic links, dangling and relative ones too, and keeps them', async () => {
    await using home = await temporaryHome();
    mkdirSync(join(home.path, 'dotfiles'));
    symlinkSync('dotfiles/second', join(home.path, 'first'));
    symlinkSync('target', join(home.path, 'dotfiles', 'second'));
    for (const text of ['one', 'two']) {
      files.write(join(home.path, 'first'), text, 0o600);
      expect(readFileSync(join(home.path, 'dotfiles', 'target'), 'utf8')).toBe(text);
    }
    expect(lstatSync(join(home.path, 'first')).isSymbolicLink()).toBe(true);
    expect(lstatSync(join(home.path, 'dotfiles', 'second')).isSymbolicLink()).toBe(true);
  });

  it('refuses a circle of links', async () => {
    await using home = await temporaryHome();
    symlinkSync('b', join(home.path, 'a'));
    symlinkSync('a', join(home.path, 'b'));
    expect(() => files.write(join(home.path, 'a'), 'x', 0o600)).toThrow(/its symbolic links lead in a circle/);
  });

  it('that fails leaves the old file and no temporary one', async () => {
    await using home = await temporaryHome();
    mkdirSync(join(home.path, 'a', 'full'), { recursive: true });
    expect(() => files.write(join(home.path, 'a'), 'x', 0o600)).toThrow(
      expect.objectContaining({ code: 'configuration' }),
    );
    expect(readdirSync(home.path).toSorted()).toEqual(['a', 'project']);
  });
});

describe('a pattern', () => {
  it('without a star is the file itself, if it is there', async () => {
    await using home = await temporaryHome();
    const file = home.write('a.json', '');
    expect(files.expand(file)).toEqual([file]);
    expect(files.expand(`${file}.none`)).toEqual([]);
  });

  it('that ends with *.json gives the files of that folder in order', async () => {
    await using home = await temporaryHome();
    for (const name of ['d/20.json', 'd/10.json', 'd/.hidden.json', 'd/notes.txt']) home.write(name, '');
    expect(files.expand(join(home.path, 'd', '*.json'))).toEqual(
      ['10.json', '20.json'].map((name) => join(home.path, 'd', name)),
    );
    expect(files.expand(join(home.path, 'none', '*.json'))).toEqual([]);
  });
});

describe('a file that another program holds open', () => {
  const failing = (times: number, code: string): { attempt(): void; tried(): number } => {
    let tried = 0;
    return {
      attempt: () => {
        tried += 1;
        if (tried <= times) throw Object.assign(new Error(code), { code });
      },
      tried: () => tried,
    };
  };

  it.each(['EPERM', 'EACCES', 'EBUSY'])('is tried again on Windows after %s', (code) => {
    const { attempt, tried } = failing(2, code);
    persistently(attempt, 'win32');
    expect(tried()).toBe(3);
  });

  it('is not tried again elsewhere, nor after another error', () => {
    expect(() => persistently(failing(1, 'EPERM').attempt, 'linux')).toThrow('EPERM');
    expect(() => persistently(failing(1, 'ENOSPC').attempt, 'win32')).toThrow('ENOSPC');
  });
});
