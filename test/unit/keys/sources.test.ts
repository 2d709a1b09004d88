import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/failure.ts';
import { words } from '../../../src/keys/key-command.ts';
import { checkedKey } from '../../../src/keys/sources.ts';

describe('a key command', () => {
  it.each<readonly [string, readonly string[]]>([
    ['op read op://vault/item/key', ['op', 'read', 'op://vault/item/key']],
    ['  pass   show\tkey  ', ['pass', 'show', 'key']],
    ['op read "two words"', ['op', 'read', 'two words']],
    ["op read 'two words'", ['op', 'read', 'two words']],
    ['say "a \\"quoted\\" word"', ['say', 'a "quoted" word']],
    ["say 'no \\escape'", ['say', 'no \\escape']],
    ['a\\ b', ['a b']],
    ['a ""', ['a', '']],
    ['echo $HOME `x` | sh', ['echo', '$HOME', '`x`', '|', 'sh']],
  ])('%s is split at blanks, and nothing is expanded', (line, expected) => {
    expect(words(line, 'linux')).toEqual(expected);
  });

  it.each(['', '   ', '"open', "'open", 'a"b"', 'trailing\\'])('%j is no argument list', (line) => {
    expect(() => words(line, 'linux')).toThrow(expect.objectContaining({ code: 'usage' }));
  });
});

describe('a key', () => {
  it('loses the blanks around it', () => {
    expect(checkedKey(' sk-1\r\n', 'x')).toBe('sk-1');
  });

  it.each(['', ' ', 'a b', 'a\nb', 'a\u0000', 'é', '\u200bsk'])('%j is refused, and not shown', (text) => {
    expect(() => checkedKey(text, 'the place')).toThrow(
      expect.objectContaining({ code: 'credential', message: expect.stringContaining('the place') }),
    );
  });

  it.each<readonly [string, RegExp]>([
    ['"sk-1234567890"', /quotes/],
    ["'sk-1234567890'", /quotes/],
    ['\u201csk-1234567890\u201d', /quotes/],
    ['{', /JSON/],
    ['{"access_token":"abc","expires":1}', /JSON.*access_token/],
    ['{\n  "token": "abc"\n}', /JSON.*token/],
    ['{"token":"abc","key":"def"}', /JSON.*alone/],
    ['OPENAI_API_KEY=sk-1234567890', /variable/],
    ['export GATEWAY_KEY=sk-1', /variable/],
  ])('as people paste it, %s, is refused with the cause', (text, cause) => {
    const said = (): string => {
      try {
        return checkedKey(text, 'the place');
      } catch (error) {
        return error instanceof Failure ? `${error.code} ${error.message} ${error.hint}` : String(error);
      }
    };
    expect(said()).toMatch(/^credential /);
    expect(said()).toMatch(cause);
    expect(said()).not.toMatch(/sk-1|abc|def/);
  });
});

describe('a key command on Windows', () => {
  it.each<readonly [string, readonly string[]]>([
    ['C:\\bin\\get.cmd', ['C:\\bin\\get.cmd']],
    ['"C:\\Program Files\\get.exe" "my key"', ['C:\\Program Files\\get.exe', 'my key']],
    ["op read 'op://a b'", ['op', 'read', 'op://a b']],
  ])('%s keeps its backslashes', (line, expected) => {
    expect(words(line, 'win32')).toEqual(expected);
  });
});
