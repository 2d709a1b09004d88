import process from 'node:process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { changesOf } from '../../../src/edits/changes.ts';
import { type FileEdit } from '../../../src/edits/file-edit.ts';
import { applyChanges, undoLast } from '../../../src/doctor/fixes/apply.ts';
import { hunksOf } from '../../../src/edits/hunks.ts';
import { drawChange, maskLine } from '../../../src/edits/masked.ts';
import { removeFromJson, removeFromToml } from '../../../src/edits/removal.ts';
import { temporaryHome } from '../../support/home.ts';
import { systemIn } from '../../support/system-in.ts';

const key = 'sk-mine-9f8e7d6c5b4a3f2e1d0c';

describe('hunks', () => {
  const texts = ['', 'a', 'a\n', 'a\nb\nc\n', 'x\nb\ny\n', 'b\n', 'a\r\nb\r\n', 'c\nb\na', 'a\na\na\n', 'a\nb\na\nb\n'];

  it.each(texts.flatMap((before) => texts.map((after) => [before, after] as const)))(
    'turn %j into %j, and back',
    (before, after) => {
      const hunks = hunksOf(before, after);
      let [moved, text] = [0, before];
      for (const { at, removed, added } of hunks) {
        const [was, now] = [removed.join(''), added.join('')];
        expect(text.slice(at + moved, at + moved + was.length)).toBe(was);
        text = text.slice(0, at + moved) + now + text.slice(at + moved + was.length);
        moved += now.length - was.length;
      }
      expect(text).toBe(after);
      expect(hunks.length === 0).toBe(before === after);
    },
  );

  it('tell the lines in both texts, and leave out what both have', () => {
    expect(hunksOf('a\nb\nc\nd\ne\n', 'a\nc\nd\nx\ne\n')).toEqual([
      { at: 2, line: 1, lineAfter: 1, removed: ['b\n'], added: [] },
      { at: 8, line: 4, lineAfter: 3, removed: [], added: ['x\n'] },
    ]);
  });

  it('take little time for a long text', () => {
    const lines = Array.from({ length: 20_000 }, (_, index) => `${index}\n`);
    expect(hunksOf(lines.join(''), lines.toReversed().join(''))).toHaveLength(1);
  });
});

describe('a line of a diff', () => {
  it.each([
    ['  "model": "vendor/big",', '  "model": "vendor/big",'],
    [`  "TOKEN": "${key}",`, '  "TOKEN": "••••",'],
    [`  "model": "${key}"`, '  "model": "••••"'],
    [`{"a":["${key}"],"model":"m","b":"x y"}`, '{"a":["••••"],"model":"m","b":"••••"}'],
    [`"url": "https://me:${key}@gateway.example"`, '"url": "••••"'],
    ['"url": "https://me:word@gateway.example/v1?a=b"', '"url": "https://gateway.example/v1"'],
    ['"n": 12, "t": true', '"n": 12, "t": true'],
    [`model = 'm' # ${key}`, "model = 'm' # ••••"],
    [`model.a = '${key}'`, "model.a = '••••'"],
    ['model = """', 'model = """'],
    [`${key}"""`, '••••"••••"'],
    [`"model": "a\\"${key}"`, '"model": "••••"'],
    ['\t"model": "\u001b[31mx\u202e"\r\n', '  "model": "x"'],
  ])('%j is shown as %j', (line, expected) => {
    const shown = maskLine(line, ['model', 'url']);
    expect(shown).not.toContain(key);
    expect(shown.replaceAll(/(?:••••)+/g, '••••')).toBe(expected);
  });
});

describe('a diff', () => {
  const state = (text: string): { readonly text: string; readonly mode: number } => ({ text, mode: 0o600 });

  it('of a file in one line shows what differs', () => {
    const many = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`k${index}`, index]));
    const [before, after] = [
      { ...many, model: 'vendor/big', z: key },
      { ...many, z: key },
    ].map((value) => JSON.stringify(value));
    expect(drawChange('/a', state(before ?? ''), state(after ?? ''), ['model'])).toBe(
      [
        '--- /a',
        '+++ /a',
        '@@ -1,1 +1,1 @@',
        '-…98":198,"k199":199,"model":"vendor/big","z":"••••"}',
        '+…98":198,"k199":199,"z":"••••"}',
        '',
      ].join('\n'),
    );
  });
});

describe('a diff of TOML', () => {
  const drawn = (text: string): readonly string[] =>
    drawChange('/a/config.toml', { text: '', mode: 0o600 }, { text, mode: 0o600 }, ['model'])
      .split('\n')
      .slice(3, -1)
      .map((line) => line.slice(1));

  it.each([
    '[mcp_servers.token]',
    '[model_providers.secret-key]',
    '[features]',
    '[token]',
    '[[hooks]]',
    '[mcp_servers.1password]',
    '[model_providers."secret key"]',
    "[projects.'/home/me/x']",
    '[ a . b ]',
  ])('shows the head %s, whose names are no values', (head) => {
    expect(drawn(`${head}\na = "x"\n`)).toEqual([head, 'a = "••••"']);
  });

  it.each([
    [`[a.b] # ${key}`, ['[a.b] # ••••']],
    [`["${key}"]`, ['["••••"]'.replaceAll('"', '')]],
    ['a = [\n  ["my-words"],\n]', ['a = [', '  ["••••"],', ']']],
    ['a = [\n  "my-words", # my-words\n]', ['a = [', '  "••••", # ••••', ']']],
    ['a = """\n[my.words]\nmy-words=\nmy-words: x\nmy-words"""', null],
    ["a = '''my-words=\n[[my-words]]\n'''", null],
    ['a = """my-words = """', ['a = "••••"']],
    ['a.model = "m"\nb = { my = "my-words", model = "m" }', ['a.model = "m"', 'b = { my = "••••", model = "m" }']],
  ] as const)('of %j hides each value', (text, expected) => {
    const lines = drawn(`${text}\n`);
    expect(lines.join('\n')).not.toMatch(/my[-.]words|sk-mine/);
    if (expected !== null) expect(lines).toEqual(expected);
  });
});

describe('a removal', () => {
  const json = removeFromJson('/a', ['env', 'URL'], 'x');
  const toml = removeFromToml('/a', 'model', 'x', ['effort']);

  it.each<readonly [string, Pick<FileEdit, 'edit'>, string | undefined, string | undefined]>([
    ['takes a key out', json, '{"env":{"URL":"x"},"a":1}', '{"env":{},"a":1}'],
    ['leaves another value', json, '{"env":{"URL":"y"}}', '{"env":{"URL":"y"}}'],
    ['leaves a key of that name elsewhere', json, '{"URL":"x","env":[]}', '{"URL":"x","env":[]}'],
    ['leaves what is doubled', json, '{"env":{"URL":"x"},"env":{"URL":"x"}}', '{"env":{"URL":"x"},"env":{"URL":"x"}}'],
    ['leaves what is doubled within', json, '{"env":{"URL":"y","URL":"x"}}', '{"env":{"URL":"y","URL":"x"}}'],
    ['leaves what is no JSON', json, '{"env":{"URL":"x"},}', '{"env":{"URL":"x"},}'],
    ['makes no file', json, undefined, undefined],
    ['takes two keys out', toml, 'model = "x"\na = 1\neffort = "y"\n', 'a = 1\n'],
    ['leaves the second without the first', toml, 'effort = "y"\n', 'effort = "y"\n'],
    ['leaves another model', toml, 'model = "y"\neffort = "y"\n', 'model = "y"\neffort = "y"\n'],
    ['leaves what is no TOML', toml, 'model = "x"\n[', 'model = "x"\n['],
  ])('%s', (_what, { edit }, before, after) => {
    expect(edit(before)).toBe(after);
    expect(edit(after)).toBe(after);
  });
});

describe('changes', () => {
  const put = (path: string, from: string, to: string): FileEdit => ({
    path,
    why: `has ${from}`,
    edit: (before) => before?.replace(from, to),
  });

  it('come file by file, without those that change nothing', async () => {
    await using home = await temporaryHome();
    const [one, other] = [home.write('one', 'a\nb\n'), home.write('other', 'a\n')];
    const changes = changesOf([put(one, 'a', 'x'), put(other, 'z', ''), put(one, 'b', 'y')], systemIn(home.env).files);
    expect(changes).toMatchObject([{ path: one, why: ['has a', 'has b'], after: { text: 'x\ny\n' } }]);
    expect(changes[0]?.diff).toContain('@@ -1,2 +1,2 @@\n');
  });

  it('are none of bytes that are no text, and none that would have a key written down', async () => {
    await using home = await temporaryHome();
    const odd = home.write('odd', 'a\uFFFDb\n');
    const secret = home.write('secret', `a ${key}\n`);
    const { files } = systemIn(home.env);
    const wide = join(home.path, 'wide');
    writeFileSync(wide, '\uFEFFa\n', 'utf16le');
    expect(changesOf([put(odd, 'a', 'x'), put(wide, 'a', 'x'), put(secret, `a ${key}`, 'x')], files)).toEqual([]);
  });

  it('are not made in a file that was changed meanwhile, and what was made before can be undone', async () => {
    await using home = await temporaryHome();
    const system = systemIn(home.env);
    const [one, other] = [home.write('one', 'a\n'), home.write('other', 'a\n')];
    const changes = changesOf([put(one, 'a', 'x'), put(other, 'a', 'x')], system.files);
    home.write('other', 'ab\n');
    expect(() => applyChanges(changes, system)).toThrow('has changed since it was looked at');
    expect([home.read('one'), home.read('other')]).toEqual(['x\n', 'ab\n']);
    expect(undoLast(system)).toMatchObject([{ path: one, state: 'undone' }]);
    expect([home.read('one'), home.read('other')]).toEqual(['a\n', 'ab\n']);
    expect(undoLast(system)).toEqual([]);
  });

  it.skipIf(process.platform === 'win32')(
    'are not undone where only the mode is another by now, where files have one',
    async () => {
      await using home = await temporaryHome();
      const system = systemIn(home.env);
      const one = home.write('one', 'a\n');
      chmodSync(one, 0o644);
      applyChanges(
        changesOf([{ path: one, why: 'open', mode: 0o600, edit: (before) => before }], system.files),
        system,
      );
      expect(system.files.mode(one)).toBe(0o600);
      chmodSync(one, 0o640);
      expect(undoLast(system)).toMatchObject([{ state: 'refused' }]);
      expect(system.files.mode(one)).toBe(0o640);
    },
  );

  it('of twenty repairs and more the last twenty can be undone', async () => {
    await using home = await temporaryHome();
    const system = systemIn(home.env);
    const path = home.write('count', '0');
    for (let step = 1; step <= 22; step += 1) {
      applyChanges(changesOf([{ path, why: 'low', edit: () => String(step) }], system.files), system);
    }
    while (undoLast(system).length > 0);
    expect(home.read('count')).toBe('2');
  });
});
