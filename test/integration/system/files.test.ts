import { execFileSync } from 'node:child_process';
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createFiles, persistently } from '../../../src/system/files.ts';
import { temporaryHome, type Home } from '../../support/home.ts';
import { jetway } from '../../support/jetway.ts';
import { expectMode } from '../../support/modes.ts';
import { noPosix } from '../../support/posix.ts';
import { systemIn } from '../../support/system-in.ts';

const files = createFiles('linux');

describe('settings in a form of the system', () => {
  const place = 'HKLM\\SOFTWARE\\Policies\\ClaudeCode\\Settings';
  const printed = (type: string, text: string): string =>
    `\r\nHKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\ClaudeCode\r\n    Settings    ${type}    ${text}\r\n\r\n`;

  it.each([
    ['one line', 'REG_SZ', '{"model": "a    b"}'],
    ['several lines', 'REG_SZ', '{\r\n    "model": "x"\r\n}'],
    ['variables', 'REG_EXPAND_SZ', '{"env": {"A": "%B%"}}'],
    ['nothing', 'REG_SZ', ''],
  ])('are read from the registry: %s', (_name, type, text) => {
    const asked: unknown[] = [];
    const there = createFiles('win32', (program, args) => {
      asked.push([program, ...args]);
      return printed(type, text);
    });
    expect(there.glob(place)).toEqual([place]);
    expect(there.read(place)).toBe(text);
    expect(asked[0]).toEqual(['reg.exe', 'query', 'HKLM\\SOFTWARE\\Policies\\ClaudeCode', '/v', 'Settings']);
  });

  it('are read from the file that a value names', async () => {
    await using home = await temporaryHome();
    const file = home.write('req.toml', 'model = "x"');
    const there = createFiles('win32', () => printed('REG_SZ', file).replace('Settings', 'RequirementsPath'));
    expect(there.read('HKLM\\SOFTWARE\\Policies\\OpenAI\\Codex\\RequirementsPath')).toBe('model = "x"');
  });

  it('are not passed over where reg.exe prints the name of their file in another code page', () => {
    const named = 'HKLM\\SOFTWARE\\Policies\\OpenAI\\Codex\\RequirementsPath';
    const there = createFiles('win32', () =>
      printed('REG_SZ', 'C:\\Büro\\req.toml'.replace('ü', '\uFFFD')).replace('Settings', 'RequirementsPath'),
    );
    const told = expect.objectContaining({ code: 'configuration', message: expect.stringContaining(`${named} names`) });
    expect(() => there.read(named)).toThrow(told);
    expect(() => there.glob(named)).toThrow(told);
  });

  it('are not there where the registry has no such value, or one that is no text', () => {
    const without = createFiles('win32', () => undefined);
    expect([without.glob(place), without.read(place)]).toEqual([[], undefined]);
    const number = createFiles('win32', () => printed('REG_DWORD', '0x1'));
    expect([number.glob(place), number.read(place)]).toEqual([[], undefined]);
  });

  it('are had as JSON from a property list, and as they are where that fails', () => {
    const list = '/Library/Managed Preferences/ada/com.anthropic.claudecode.plist';
    const there = createFiles('darwin', (program, args) =>
      program === '/usr/bin/plutil' && args.at(-1) === list ? '{"model":"x"}' : undefined,
    );
    expect(there.read(list)).toBe('{"model":"x"}');
    expect(there.read('/Library/Managed Preferences/none.plist')).toBeUndefined();
  });

  it('are asked for nowhere else', () => {
    const none = createFiles('linux', () => {
      throw new Error('asked');
    });
    expect(none.read(place)).toBeUndefined();
  });
});

describe('a file', () => {
  it('that is not there is undefined, and so is one below a file', async () => {
    await using home = await temporaryHome();
    const file = home.write('a', 'x');
    expect(files.read(join(home.path, 'none'))).toBeUndefined();
    expect(files.read(join(file, 'b'))).toBeUndefined();
    expect(files.mtime(join(home.path, 'none'))).toBeUndefined();
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

  it('in UTF-16 is read with one mark more than it has, and what is no UTF-8 with U+FFFD', async () => {
    await using home = await temporaryHome();
    const [wide, latin] = [join(home.path, 'wide'), join(home.path, 'latin')];
    writeFileSync(wide, '\uFEFF{ "a": "ü" }', 'utf16le');
    writeFileSync(latin, 'café', 'latin1');
    expect([files.read(wide), files.read(latin)]).toEqual(['\uFEFF\uFEFF{ "a": "ü" }', 'caf\uFFFD']);
  });

  it('in UTF-16 is written as it was read', async () => {
    await using home = await temporaryHome();
    const wide = join(home.path, 'wide');
    writeFileSync(wide, '\uFEFF{ "a": "ü" }', 'utf16le');
    const former = readFileSync(wide);
    files.write(wide, files.read(wide) ?? '', 0o600);
    expect(readFileSync(wide)).toEqual(former);
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
    expect(files.mtime(file)).toBe(2_000_000);
  });
});

describe('writing', () => {
  it('makes folders and file with no permission for others, and leaves nothing beside it', async () => {
    await using home = await temporaryHome();
    const file = join(home.path, 'new', 'deeper', 'a.json');
    files.write(file, 'ü', 0o600);
    expect(readFileSync(file, 'utf8')).toBe('ü');
    expectMode(file, 0o600);
    expectMode(join(home.path, 'new'), 0o700);
    expectMode(join(home.path, 'new', 'deeper'), 0o700);
    expect(readdirSync(join(home.path, 'new', 'deeper'))).toEqual(['a.json']);
  });

  it('replaces a file that others could read by one that they can not', async () => {
    await using home = await temporaryHome();
    const file = join(home.path, 'a');
    writeFileSync(file, 'old', { mode: 0o644 });
    files.write(file, 'new', 0o600);
    expect(readFileSync(file, 'utf8')).toBe('new');
    expectMode(file, 0o600);
  });

  it.skipIf(noPosix)('goes through symbolic links, dangling and relative ones too, and keeps them', async () => {
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

  it.skipIf(noPosix)('refuses a circle of links', async () => {
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
    expect(files.glob(file)).toEqual([file]);
    expect(files.glob(`${file}.none`)).toEqual([]);
  });

  it('that ends with *.json gives the files of that folder in order', async () => {
    await using home = await temporaryHome();
    for (const name of ['d/20.json', 'd/10.json', 'd/.hidden.json', 'd/notes.txt']) home.write(name, '');
    expect(files.glob(join(home.path, 'd', '*.json'))).toEqual(
      ['10.json', '20.json'].map((name) => join(home.path, 'd', name)),
    );
    expect(files.glob(join(home.path, 'none', '*.json'))).toEqual([]);
    // A folder of any name, in the middle; a file among them is none.
    home.write('e/one/x.log', '');
    home.write('e/two/deep/x.log', '');
    home.write('e/.hidden/x.log', '');
    home.write('e/file', '');
    expect(files.glob(join(home.path, 'e', '*', 'x.log'))).toEqual([join(home.path, 'e', 'one', 'x.log')]);
    expect(files.glob(join(home.path, 'e', '*', '*', '*.log'))).toEqual([join(home.path, 'e', 'two', 'deep', 'x.log')]);
    expect(files.glob(join(home.path, 'none', '*', 'x.log'))).toEqual([]);
  });

  it('gives paths that are spelled as it is', async () => {
    await using home = await temporaryHome();
    for (const name of ['d/1.json', 'e/one/x.log']) home.write(name, '');
    const [folder, above] = [`${home.path}//d`, `${home.path}/./e`];
    expect(files.glob(`${folder}/*.json`)).toEqual([`${folder}/1.json`]);
    expect(files.glob(`${above}/*/x.log`)).toEqual([`${above}/one/x.log`]);
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

describe.skipIf(process.platform === 'win32')('behind links', () => {
  /** `settings.json` leads by a relative link to a file beside the folder that a link stands for. */
  const linked = (home: Home): { readonly path: string; readonly real: string; readonly lexical: string } => {
    mkdirSync(join(home.path, 'dotfiles', 'agent'), { recursive: true });
    symlinkSync(join(home.path, 'dotfiles', 'agent'), join(home.path, '.agent'));
    symlinkSync('../settings.json', join(home.path, 'dotfiles', 'agent', 'settings.json'));
    return {
      path: join(home.path, '.agent', 'settings.json'),
      real: join(home.path, 'dotfiles', 'settings.json'),
      lexical: join(home.path, 'settings.json'),
    };
  };

  it('a text is written to where a relative link behind a linked folder leads, and nowhere else', async () => {
    await using home = await temporaryHome();
    const { path, real, lexical } = linked(home);
    writeFileSync(real, 'before');
    writeFileSync(lexical, 'unrelated');
    files.write(path, 'after', 0o600);
    expect([path, real, lexical].map((place) => readFileSync(place, 'utf8'))).toEqual(['after', 'after', 'unrelated']);
    expect(lstatSync(join(home.path, 'dotfiles', 'agent', 'settings.json')).isSymbolicLink()).toBe(true);
  });

  it('the same where there is nothing yet', async () => {
    await using home = await temporaryHome();
    const { path, real, lexical } = linked(home);
    writeFileSync(lexical, 'unrelated');
    files.write(path, 'after', 0o600);
    expect([real, lexical].map((place) => readFileSync(place, 'utf8'))).toEqual(['after', 'unrelated']);
    expect(files.removeBehind(path)).toBe(true);
    expect(readdirSync(join(home.path, 'dotfiles'))).toEqual(['agent']);
    expect(readFileSync(lexical, 'utf8')).toBe('unrelated');
    expect(lstatSync(join(home.path, 'dotfiles', 'agent', 'settings.json')).isSymbolicLink()).toBe(true);
  });

  it('the profiles are saved in the same way, and so are keys', async () => {
    await using home = await temporaryHome();
    for (const name of ['config.json', 'credentials.json']) {
      mkdirSync(join(home.path, 'dotfiles', 'jetway'), { recursive: true });
      mkdirSync(join(home.path, '.config'), { recursive: true });
      if (name === 'config.json')
        symlinkSync(join(home.path, 'dotfiles', 'jetway'), join(home.path, '.config', 'jetway'));
      symlinkSync(`../${name}`, join(home.path, 'dotfiles', 'jetway', name));
      writeFileSync(join(home.path, '.config', name), 'unrelated');
    }
    const system = systemIn(home.env);
    await system.profiles.change((config) => ({ ...config, profiles: { work: profile } }));
    await system.credentials('file').set('https://a.example', 'sk-1');
    expect(home.read('dotfiles/config.json')).toContain('work');
    expect(home.read('dotfiles/credentials.json')).toContain('sk-1');
    expect(home.read('.config/config.json')).toBe('unrelated');
    expect(home.read('.config/credentials.json')).toBe('unrelated');
  });
});

const profile = { gateway: 'bifrost', settings: {}, models: {} };

describe.skipIf(process.platform === 'win32')('what is no regular file', () => {
  it.each(['pipe', 'device', 'too large'])('is refused unread and without waiting: %s', async (kind) => {
    await using home = await temporaryHome();
    const path = join(home.path, 'settings.json');
    if (kind === 'pipe') execFileSync('mkfifo', [path]);
    if (kind === 'device') symlinkSync('/dev/zero', path);
    if (kind === 'too large') {
      writeFileSync(path, '');
      truncateSync(path, 4 * 1024 ** 3);
    }
    const refused = expect.objectContaining({ code: 'configuration', message: expect.stringContaining(path) });
    expect(() => files.read(path)).toThrow(refused);
  });

  it.each(['config.json', 'credentials.json'])('as %s is a failure, not a wait', async (name) => {
    await using here = await jetway();
    const path = join(here.home.path, '.config', 'jetway', name);
    mkdirSync(dirname(path), { recursive: true });
    execFileSync('mkfifo', ['-m', '600', path]);
    if (name === 'credentials.json') {
      const config = { schemaVersion: 1, profiles: {}, credentials: { 'http://localhost:8080': 'file' } };
      here.home.write('.config/jetway/config.json', JSON.stringify(config));
    }
    const { code, stderr } = await here.run(['list-models', '--gateway', 'bifrost']);
    expect(code).toBe(3);
    expect(stderr).toContain('no regular file');
  });
});

describe('a folder', () => {
  it.skipIf(process.platform !== 'linux')('that can not be made is a failure, not an endless try', async () => {
    expect(() => files.write('/proc/none/.config/a.json', '', 0o600)).toThrow(
      expect.objectContaining({ code: 'configuration' }),
    );
    expect(files.canWrite('/proc/none/.cache/x')).toBe(false);
  });

  it('is made with all above it', async () => {
    await using home = await temporaryHome();
    expect(files.canWrite(join(home.path, 'a', 'b', 'c'))).toBe(true);
    expectMode(join(home.path, 'a', 'b'), 0o700);
  });
});
