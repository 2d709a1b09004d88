import { describe, expect, it } from 'vitest';
import { Failure } from '../../../../src/failure.ts';
import { discover, type Discovered } from '../../../../src/keys/sign-in/discover.ts';
import type { System } from '../../../../src/system/system.ts';
import { systemIn } from '../../../support/system-in.ts';

const gateway = { url: 'https://gateway.example/v1/team', gateway: { id: 'compatible', name: 'Compatible server' } };
const issuer = 'https://login.example/realm';
const endpoints = { token_endpoint: 'https://login.example/token' };

/** Discovers where just these addresses answer; the others are 404. */
async function found(
  pages: Readonly<Record<string, unknown>>,
  named?: string,
): Promise<{ readonly outcome: Discovered | Failure; readonly asked: readonly string[] }> {
  const asked: string[] = [];
  const real = systemIn({});
  const system: System = {
    ...real,
    http: {
      ...real.http,
      send: async ({ url }) => {
        asked.push(url);
        const json = pages[url];
        const isRefusal = typeof json === 'string';
        return {
          status: json === undefined ? 404 : isRefusal ? 401 : 200,
          headers: {
            'content-type': 'application/json',
            ...(isRefusal ? { 'www-authenticate': json } : {}),
          },
          text: JSON.stringify(json ?? {}),
          json,
          milliseconds: 1,
        };
      },
    },
  };
  const place = named === undefined ? {} : { issuer: named };
  const outcome = await discover(place, gateway, system).catch((error: unknown) => {
    if (error instanceof Failure) return error;
    throw error;
  });
  return { outcome, asked };
}

describe('who signs people in', () => {
  it.each([
    ['behind the issuer’s path', `${issuer}/.well-known/oauth-authorization-server`],
    ['between host and path, as RFC 8414 has it', 'https://login.example/.well-known/oauth-authorization-server/realm'],
    ['as OpenID has it', `${issuer}/.well-known/openid-configuration`],
  ])('describes itself %s', async (_name, url) => {
    const { outcome } = await found({ [url]: { issuer, ...endpoints } }, issuer);
    expect(outcome).toMatchObject({ server: { issuer } });
  });

  it('may end with a slash, and may not be another one', async () => {
    const url = `${issuer}/.well-known/openid-configuration`;
    expect((await found({ [url]: { issuer: `${issuer}/`, ...endpoints } }, issuer)).outcome).toHaveProperty('server');
    const other = await found({ [url]: { issuer: 'https://evil.example', ...endpoints } }, issuer);
    expect(other.outcome).toMatchObject({ code: 'gateway' });
  });

  it.each(['http://login.example', 'ftp://login.example'])('is not asked without encryption: %s', async (named) => {
    const { outcome, asked } = await found({}, named);
    expect(outcome).toMatchObject({ code: 'configuration' });
    expect(asked).toEqual([]);
  });

  it('is not on this machine where the gateway is elsewhere', async () => {
    const { outcome, asked } = await found({
      [metadata]: { resource: gateway.url, authorization_servers: ['http://127.0.0.1:9/'] },
    });
    expect(outcome).toMatchObject({ code: 'gateway', message: expect.stringContaining('on this machine') });
    expect(asked).toEqual([metadata]);
  });

  const metadata = `https://gateway.example/.well-known/oauth-protected-resource/v1/team`;
  const own = `${issuer}/.well-known/oauth-authorization-server`;

  it('is named by the gateway at its well-known place, with what the token is for', async () => {
    const about = { resource: gateway.url, authorization_servers: [issuer], scopes_supported: ['models'] };
    const { outcome } = await found({ [metadata]: about, [own]: { issuer, ...endpoints } });
    expect(outcome).toMatchObject({ server: { issuer }, resource: gateway.url, scopes: ['models'] });
  });

  it('is named where the gateway’s refusal points to, at the gateway alone', async () => {
    const refused = `${gateway.url}/v1/models`;
    const about = { resource: gateway.url, authorization_servers: [issuer] };
    const place = 'https://gateway.example/meta';
    const pages = { [refused]: `Bearer resource_metadata="${place}"`, [place]: about, [own]: { issuer, ...endpoints } };
    expect((await found(pages)).outcome).toMatchObject({ server: { issuer }, resource: gateway.url });
    const elsewhere = 'https://evil.example/meta';
    const led = await found({ [refused]: `Bearer resource_metadata="${elsewhere}"`, [elsewhere]: about });
    expect(led.asked).not.toContain(elsewhere);
    expect(led.outcome).toMatchObject({ code: 'configuration' });
  });

  it('is not taken from metadata that is about another gateway', async () => {
    const about = { resource: 'https://another.example', authorization_servers: [issuer] };
    const { outcome } = await found({ [metadata]: about, [own]: { issuer, ...endpoints } });
    expect(outcome).toMatchObject({ code: 'gateway' });
  });

  it('is the gateway itself where it names nobody', async () => {
    const url = `${gateway.url}/.well-known/oauth-authorization-server`;
    const { outcome } = await found({ [url]: { issuer: gateway.url, ...endpoints } });
    expect(outcome).toMatchObject({ server: { issuer: gateway.url } });
  });

  it.each([null, 7, [], { authorization_servers: 'x' }, { authorization_servers: [7] }, { resource: 7 }])(
    'is nobody by junk: %j',
    async (junk) => {
      const { outcome } = await found({ [metadata]: junk });
      expect(outcome).toMatchObject({ code: 'configuration' });
    },
  );
});
