import { expect, it } from 'vitest';
import { refuseUnverified } from '../../../src/net/verified.ts';

const check = (url: string, env: Readonly<Record<string, string>>) => (): void =>
  refuseUnverified(url, { platform: 'linux', home: '/h', cwd: '/h', env, assets: '/a' });
const off = { NODE_TLS_REJECT_UNAUTHORIZED: '0' };

it('no key goes to a server whose certificate nobody looks at, unless the user insists', () => {
  const message = expect.stringContaining('NODE_TLS_REJECT_UNAUTHORIZED=0 is set');
  const refusal = expect.objectContaining({ code: 'configuration', message });
  expect(check('https://gateway.test/v1', off)).toThrow(refusal);
  expect(check('https://127.gw.example.com', off)).toThrow(refusal);
  expect(check('https://gateway.test/v1', { ...off, JETWAY_ALLOW_UNVERIFIED_TLS: '1' })).not.toThrow();
});

it.each([
  ['https://gateway.test', { NODE_TLS_REJECT_UNAUTHORIZED: '1' }],
  ['https://gateway.test', {}],
  ['https://127.0.0.1:8443', off],
  ['http://localhost:8080', off],
])('%s with %j is left alone', (url, env) => {
  expect(check(url, env)).not.toThrow();
});
