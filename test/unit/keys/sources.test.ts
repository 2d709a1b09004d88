import { describe, expect, it } from 'vitest';
import { checkedKey, words } from '../../../src/keys/sources.ts';

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
    expect(words(line)).toEqual(expected);
  });

  it.each(['', '   ', '"open', "'open", 'a"b"', 'trailing\\'])('%j is no argument list', (line) => {
    expect(() => words(line)).toThrow(expect.objectContaining({ code: 'usage' }));
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
});
