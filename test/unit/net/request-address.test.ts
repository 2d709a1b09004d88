import { describe, expect, it } from 'vitest';
import { allowed, redirected } from '../../../src/net/url.ts';

describe('the address of a request', () => {
  it.each([
    'https://gateway.example/v1',
    'http://127.0.0.1:8080',
    'http://127.9.9.9',
    'http://[::1]:1/',
    'http://localhost',
  ])('may be %s', (url) => expect(allowed(url).href).toContain(url));

  it.each([
    'http://gateway.example',
    'http://127.0.0.1.example',
    'http://localhost.example',
    'http://10.0.0.1',
    'http://[::2]',
    'http://0.0.0.0',
  ])('may not be %s: the key would travel in the clear', (url) => {
    expect(() => allowed(url)).toThrow(expect.objectContaining({ code: 'configuration' }));
    expect(() => allowed(url)).toThrow(/is not encrypted/);
  });

  it.each(['', 'gateway.example', 'file:///etc/passwd', 'ftp://gateway.example', 'https://', '\u001b]0;x'])(
    'may not be %j',
    (url) => expect(() => allowed(url)).toThrow(/is no web address/),
  );

  it('may hold no password, and the refusal does not repeat it', () => {
    expect(() => allowed('https://user:hunter2@gateway.example')).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('hunter2') }),
    );
  });
});

describe('a redirect', () => {
  const from = new URL('https://gateway.example/v1/models');

  it('within the origin is followed', () => {
    expect(redirected(from, '/v2/models').href).toBe('https://gateway.example/v2/models');
  });

  it.each([
    ['https://login.example/sso?to=x', 'https://login.example'],
    ['http://gateway.example/', 'http://gateway.example'],
    ['https://gateway.example:8443/', 'https://gateway.example:8443'],
    ['//evil.example/', 'https://evil.example'],
    ['file:///etc/passwd', 'file:'],
  ])('to %s is refused, and both origins are named', (location, origin) => {
    const expected = `https://gateway.example redirects to ${origin}, another origin: the key was not sent there.`;
    expect(() => redirected(from, location)).toThrow(expect.objectContaining({ code: 'gateway', message: expected }));
  });

  it.each([
    'https://team.cloudflareaccess.com/cdn-cgi/access/login/gateway.example?kid=a&meta=b',
    '/cdn-cgi/access/login/gateway.example',
  ])('to the login in front of it (%s) is a key that is refused, with what signs in', (location) => {
    expect(() => redirected(from, location)).toThrow(
      expect.objectContaining({
        code: 'credential',
        message: expect.stringContaining('Cloudflare Access refused the request to https://gateway.example') as unknown,
        hint: expect.stringContaining('cloudflared access login https://gateway.example;') as unknown,
      }),
    );
  });

  it('to something that is no address is refused', () => {
    expect(() => redirected(from, 'https://[')).toThrow(expect.objectContaining({ code: 'gateway' }));
  });
});
