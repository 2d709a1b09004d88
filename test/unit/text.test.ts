import { expect, test } from 'vitest';
import { clean, cleanLines, ownSeparators, quote } from '../../src/text.ts';

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

test('a text of many lines keeps its line breaks and tabs', () => {
  expect(cleanLines('a\n\tb\r\n\u001b[31mc\u0007\u202e')).toBe('a\n\tb\nc');
});

test('a long text that the user typed is not repeated whole, since it may be a key', () => {
  expect(quote(' soap ')).toBe('"soap"');
  expect(quote('sk-0123456789-0123456789-0123456789')).toBe('"sk-0…6789"');
});

test.each([
  ['C:\\Users\\dev/.qwen/settings.json', 'C:\\Users\\dev\\.qwen\\settings.json'],
  ['d:/work/.qwen', 'd:\\work\\.qwen'],
  ['\\\\server\\share/home', '\\\\server\\share\\home'],
  ['/home/dev/c:/a', '/home/dev/c:/a'],
  ['~/.qwen', '~/.qwen'],
])('the path %s is shown as its system writes it', (path, own) => {
  expect(ownSeparators(path)).toBe(own);
});
