import { describe, expect, it } from 'vitest';
import { toml } from '../../../src/edits/toml.ts';
import { keysOf } from '../../support/settings-text.ts';

const { find, read, set } = keysOf(toml);

const own = `# My Codex

 model   =  'gpt-5.5'  # the one I like
# effort
"approval_policy" = "on-request"
notify = [
  'a', # model = 1
  """b
model = "c" ]""",
]
tui.theme = { name = "x", list = [1, 2] }
since = 1979-05-27 07:32:00 # a date

[projects."/home/dev"]
model = "inner"   # yes
`;

describe('a key above the first table', () => {
  it.each([
    ['among others', own, "'gpt-5.5'"],
    ['quoted', '"model"="x"#y', '"x"'],
    ['quoted with escapes', '"mod\\u0065l" = "x"', '"x"'],
    ['of many lines', 'a = \'\'\'\nmodel = 1\n\'\'\'\nmodel = """\nx""""\n', '"""\nx""""'],
    ['that is a list', 'model = [ "]", # ]\n 1 ]', '[ "]", # ]\n 1 ]'],
    ['behind a mark of byte order', '\uFEFFmodel = true', 'true'],
    ['at Windows line ends', 'a = 1\r\nmodel = 1.5\r\n[t]\r\n', '1.5'],
    ['that stands in a table only', '[t]\nmodel = "x"', null],
    ['of a blank text', ' \n# nothing\n', null],
  ])('is found as it is written: %s', (_name, text, written) => {
    expect(find(text, 'model')).toBe(written);
  });

  it.each([
    ['twice', 'model = 1\nmodel = 2'],
    ['in parts', 'model.name = "x"'],
    ['without a value', 'model =\n'],
    ['on a line with another', 'model = "x" b = 1'],
    ['with an open string', 'model = "x'],
    ['with an open list', 'model = [1'],
    ['behind what is no TOML', 'hello\nmodel = "x"'],
  ])('is neither found nor set where it stands %s', (_name, text) => {
    expect(find(text, 'model')).toBeUndefined();
    expect(set(text, 'model', '"z"')).toBeUndefined();
    expect(set(text, 'model', null)).toBeUndefined();
  });
});

describe('setting a key', () => {
  it.each([
    ['puts its value in the place of the old one, before the comment', own, own.replace("'gpt-5.5'", '"z"')],
    ['adds it below the others', 'a = 1 # one\n\n[t]\nb = 2\n', 'a = 1 # one\nmodel = "z"\n\n[t]\nb = 2\n'],
    ['adds it above the first table', '# mine\n[t]\n', 'model = "z"\n# mine\n[t]\n'],
    ['adds it behind a line without an end', 'a = 1', 'a = 1\nmodel = "z"\n'],
    ['keeps Windows line ends', 'a = 1\r\n', 'a = 1\r\nmodel = "z"\r\n'],
    ['keeps the mark of byte order', '\uFEFF[t]\n', '\uFEFFmodel = "z"\n[t]\n'],
    ['makes a line of a blank text', '', 'model = "z"\n'],
  ])('%s', (_name, text, expected) => {
    expect(set(text, 'model', '"z"')).toBe(expected);
  });

  it.each(['', 'z', '"a" "b"', '1\nother = 2', '1\n[t]', '"""\n'])('refuses what is no value: %j', (written) => {
    expect(set('a = 1\n', 'model', written)).toBeUndefined();
    expect(set('model = 1\n', 'model', written)).toBeUndefined();
  });

  it.each([
    ['a table of that name', '[model]\na = 1\n'],
    ['something below that is no TOML', 'a = 1\n[t]\nhello\n'],
  ])('refuses beside %s', (_name, text) => {
    expect(set(text, 'model', '"z"')).toBeUndefined();
  });
});

describe('taking a key out', () => {
  it.each([
    ['with its comment', own, own.replace(/ model {3}=.*\n/, '')],
    ['at the end', 'a = 1\nmodel = "x"', 'a = 1\n'],
    ['not there', own.replace('model   =', 'mode ='), own.replace('model   =', 'mode =')],
  ])('takes its line away: %s', (_name, text, expected) => {
    expect(set(text, 'model', null)).toBe(expected);
  });
});

it('whole numbers of 64 bits are told apart', () => {
  expect(read('a = 9223372036854775807')).not.toEqual(read('a = 9223372036854775806'));
});
