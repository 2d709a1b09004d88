import { expect, test } from 'vitest';
import { clean, cleanLines, counted, ownSeparators, quote, shellWord, spanOf } from '../../src/text.ts';

test('a text from outside becomes one harmless line', () => {
  expect(clean('\u001b]0;title\u0007\u001b[1;31m red\r\n\tand\u0000 \u009bmore\u2028\u202e \u001b[2K')).toBe(
    'red and more',
  );
  expect(clean('\u001b]8;;https://evil.example\u001b\\link\u001b]8;;\u001b\\')).toBe('link');
});

test('it is cut by characters, with a sign that it was', () => {
  expect(clean('🚀'.repeat(10), 5)).toBe('🚀🚀🚀🚀…');
  expect(clean('five!', 5)).toBe('five!');
});

test('one thing is said to be one', () => {
  expect([0, 1, 2].map((count) => counted(count, 'request'))).toEqual(['0 requests', '1 request', '2 requests']);
  expect([1, 2].map((count) => counted(count, 'model is', 'models are'))).toEqual(['1 model is', '2 models are']);
});

test.each([
  [0, '1 minute'],
  [99 * 60_000, '99 minutes'],
  [100 * 60_000, '2 hours'],
  [47 * 3_600_000, '47 hours'],
  [48 * 3_600_000, '2 days'],
])('%i milliseconds are %s', (milliseconds, text) => {
  expect(spanOf(milliseconds)).toBe(text);
});

test('a text of many lines keeps its line breaks and tabs', () => {
  expect(cleanLines('a\n\tb\r\n\u001b[31mc\u0007\u202e')).toBe('a\n\tb\nc');
});

test('a long text that the user typed is not repeated whole, since it may be a key', () => {
  expect(quote(' soap ')).toBe('"soap"');
  expect(quote('sk-0123456789-0123456789-0123456789')).toBe('"sk-0…6789"');
});

test.each([
  ['C:\\Users\\dev/.qwen/settings.json', 'C:\\Users\\dev\\.qwen\\settings.json'],
  ['d:/team/.qwen', 'd:\\team\\.qwen'],
  ['\\\\server\\share/home', '\\\\server\\share\\home'],
  ['/home/dev/c:/a', '/home/dev/c:/a'],
  ['~/.qwen', '~/.qwen'],
])('the path %s is shown as its system writes it', (path, own) => {
  expect(ownSeparators(path)).toBe(own);
});

test.each([
  ['/home/dev/x', '/home/dev/x', '/home/dev/x'],
  ['C:\\Users\\dev', "'C:\\Users\\dev'", 'C:\\Users\\dev'],
  ['C:\\Ann Lee', "'C:\\Ann Lee'", '"C:\\Ann Lee"'],
  ["it's", "'it'\\''s'", '"it\'s"'],
  ['say "hi"', `'say "hi"'`, `'say "hi"'`],
  ["$it's", "'$it'\\''s'", "'$it''s'"],
  ['a,b@c', 'a,b@c', '"a,b@c"'],
  ['', "''", '""'],
  ['<model>', '<model>', '<model>'],
])('%s is typed as the shells of a system take it', (word, posix, windows) => {
  expect([shellWord(word), shellWord(word, 'win32')]).toEqual([posix, windows]);
});
