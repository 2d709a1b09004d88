import { describe, expect, it } from 'vitest';
import { isExempt, proxyFor, proxyUrl, shownProxy } from '../../../src/net/proxy.ts';

const host = (env: Record<string, string>) => ({ env, platform: 'linux' as const });

describe('NO_PROXY', () => {
  it.each([
    ['*', true],
    ['other.org,*', true],
    ['* , other.org', true],
    ['gateway.example.com', true],
    ['example.com', true],
    ['.example.com', true],
    ['*.example.com', true],
    ['EXAMPLE.com', true],
    ['other.com, example.com:443', true],
    ['example.com:8443', false],
    ['ample.com', false],
    ['', false],
    [',,', false],
  ])('%s: %s', (list, exempt) => {
    expect(isExempt('https://gateway.example.com/v1', list)).toBe(exempt);
  });
});

describe('the proxy of an address', () => {
  const url = 'https://gateway.example.com';
  it.each<readonly [string, Record<string, string>, string | undefined]>([
    ['none', {}, undefined],
    ['its own', { HTTPS_PROXY: 'http://p:1', HTTP_PROXY: 'http://q:1' }, 'http://p:1'],
    ['in small letters first', { HTTPS_PROXY: 'http://p:1', https_proxy: 'http://q:1' }, 'http://q:1'],
    ['not that of another scheme', { HTTP_PROXY: 'http://q:1', ALL_PROXY: 'http://r:1' }, undefined],
    ['none where it is exempt', { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'example.com' }, undefined],
  ])('is %s', (_name, env, proxy) => {
    expect(proxyFor(url, host(env))).toBe(proxy);
  });

  it('is none on this machine', () => {
    for (const local of ['http://localhost:1', 'http://gw.localhost:1', 'http://127.0.0.1:1', 'http://[::1]:1']) {
      expect(proxyFor(local, host({ HTTP_PROXY: 'http://p:1', HTTPS_PROXY: 'http://p:1' }))).toBeUndefined();
    }
  });
});

it('a proxy is shown without its password, and with a scheme', () => {
  expect(shownProxy('dev:secret@proxy.corp:8080')).toBe('http://proxy.corp:8080');
  expect(shownProxy('socks5://u:p@127.0.0.1:1080')).toBe('socks5://127.0.0.1:1080');
  expect(shownProxy('http://')).toBe('no address');
  expect(proxyUrl('http://[')).toBeUndefined();
});
