import { expect, test } from 'vitest';
import { Failure } from '../../../src/failure.ts';
import { isLoopback, placeholderIn, readBaseUrl, withoutEnding } from '../../../src/net/url.ts';

test.each([
  ['https://Example.com:443/a//b/', 'https://example.com/a/b'],
  [' localhost:8080 ', 'http://localhost:8080'],
  ['127.0.0.1:8787/v1', 'http://127.0.0.1:8787/v1'],
  ['[::1]:8080', 'http://[::1]:8080'],
  ['example.com/x', 'https://example.com/x'],
  ['https://intranet:8443', 'https://intranet:8443'],
])('%s is read as %s', (text, url) => {
  expect(readBaseUrl(text, 'hint')).toBe(url);
  expect(readBaseUrl(url, 'hint')).toBe(url);
});

test.each([
  '',
  'sk-bf-0123456789-0123456789-0123456789',
  'http://example.com',
  'http://10.0.0.1:8080',
  'http://127.0.0.1.example.com',
  'ftp://example.com',
  'file:///etc/passwd',
  'https://user:secret@example.com',
  'https://example.com?key=secret',
  'https://example.com#x',
  'https://exa mple.com',
  'https://example.com/\u0000',
  'https://example.com/<id>',
  `https://example.com/${'x'.repeat(5000)}`,
  '@'.repeat(1_000_000),
])('what is no base URL is refused, and no secret in it repeated (%#)', (text) => {
  try {
    readBaseUrl(text, 'the hint');
  } catch (error) {
    expect(error).toBeInstanceOf(Failure);
    expect(error).toMatchObject({ code: 'configuration', hint: 'the hint' });
    expect(String(error)).not.toMatch(/secret|0123456789/);
    return;
  }
  expect.unreachable();
});

test.each(['https://your-server.example.com', 'https://a.example.com/models/x:generate', 'http://[fe80::1]/'])(
  'nothing in %s is a placeholder',
  (url) => {
    expect(placeholderIn(url)).toBeUndefined();
  },
);

test('loopback is this machine and nothing that only looks like it', () => {
  for (const host of ['localhost', 'app.localhost', '127.0.0.1', '127.1.2.3', '[::1]'])
    expect(isLoopback(host)).toBe(true);
  const others = [
    'localhost.example.com',
    '127.0.0.1.nip.io',
    '127.gw.example.com',
    '128.0.0.1',
    'notlocalhost',
    '[::2]',
  ];
  for (const host of others) {
    expect(isLoopback(host)).toBe(false);
  }
});

test('endings are cut from the path alone', () => {
  expect(withoutEnding('https://openai/openai/v1', /\/(?:openai|v1)$/)).toBe('https://openai');
});
