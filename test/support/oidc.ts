import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import OidcProvider from 'oidc-provider';
import { textAt } from '../../src/json-path.ts';

export interface IssuerOptions {
  /** How long an access token holds. Seconds. Default: an hour. */
  readonly accessTtl?: number;
  /** How long the access token of a new sign-in is said to hold. Seconds. Default: as `accessTtl`. */
  readonly firstTtl?: number;
  /** It registers clients by itself; there is none beforehand. */
  readonly registers?: boolean;
  /** Its access tokens are JSON Web Tokens of some thousand characters. */
  readonly long?: boolean;
  /** It has no device grant. */
  readonly noDevice?: boolean;
  /** It answers a renewal so many milliseconds after it has granted it. */
  readonly late?: number;
  /** Its clock is so many seconds ahead, by what it signs. */
  readonly ahead?: number;
  /** A server that its users sign in to, which keeps a secret. */
  readonly client?: { readonly id: string; readonly secret: string; readonly redirect: string };
}

/** How somebody goes through its pages. */
export interface Visit {
  /** Goes away at the consent. */
  readonly refuses?: boolean;
  /** The cookies of a browser that is used again. */
  readonly cookies?: Map<string, string>;
  /** Other origins of the same machine whose pages are gone through too: a browser keeps its cookies by the name alone. */
  readonly through?: readonly string[];
}

/** A real OpenID provider on a free port of 127.0.0.1, with a user who signs in by walking its pages. */
export interface Issuer extends AsyncDisposable {
  readonly origin: string;
  /** Every question to its token endpoint, by grant, in order: with the error it was answered, or `ok`. */
  readonly grants: readonly { readonly grant: string; readonly outcome: string }[];
  /** Of how many refreshes there were. */
  refreshes(): number;
  /** Whether an access token is one of its own, and holds. */
  accepts(token: string): boolean;
  /** Whether a refresh token may still be used. */
  knows(refresh: string): Promise<boolean>;
  /** From now on no access token that was issued so far. */
  forgetAccess(): void;
  /** The user's own: what an administrator does at the issuer. */
  revokeAll(): Promise<void>;
  readonly revocations: readonly string[];
  readonly clients: readonly string[];
  /** A browser that opens an address, signs in and agrees; gives the last page. */
  walk(address: string, how?: Visit): Promise<string>;
  /** Its clock from now on, by what it signs: so many seconds ahead. */
  shift(seconds: number): void;
  /** From now on its token endpoint answers with this status and error; undefined ends it. */
  misbehave(answer: { readonly status: number; readonly error?: string } | undefined): void;
}

export async function startIssuer(options: IssuerOptions = {}): Promise<Issuer> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${portOf(server)}`;
  const grants: { grant: string; outcome: string }[] = [];
  const [revocations, clients, refreshTokens]: [string[], string[], string[]] = [[], [], []];
  let good = new Set<string>();
  let { ahead } = options;
  let bad: { readonly status: number; readonly error?: string } | undefined;
  const provider = new OidcProvider(origin, {
    clients: [
      ...(options.registers === true ? [] : [clientFor(options)]),
      ...(options.client === undefined ? [] : [serverFor(options.client)]),
    ],
    clientBasedCORS: () => false,
    cookies: { keys: ['a-key-for-a-test'] },
    ttl: {
      AccessToken: options.accessTtl ?? 3600,
      RefreshToken: 86_400,
      DeviceCode: 600,
      Grant: 86_400,
      Session: 3600,
      Interaction: 600,
      IdToken: 3600,
    },
    features: {
      devInteractions: { enabled: true },
      deviceFlow: { enabled: options.noDevice !== true },
      revocation: { enabled: true },
      registration: { enabled: options.registers === true },
      rpInitiatedLogout: { enabled: false },
      resourceIndicators: resourceIndicators(options),
    },
    scopes: ['openid', 'offline_access', 'email'],
    claims: { openid: ['sub'], email: ['email'] },
    conformIdTokenClaims: false,
    rotateRefreshToken: true,
    findAccount: (_context: unknown, id: string) => ({
      accountId: id,
      claims: () => ({ sub: id, email: `${id}@example.com` }),
    }),
    extraTokenClaims: () => ({ groups: Array.from({ length: 100 }, (_, index) => `group-number-${index}`) }),
  });
  provider.use(async (context, next) => {
    if (bad !== undefined && context.path === '/token') {
      context.status = bad.status;
      context.body = bad.error === undefined ? 'broken' : { error: bad.error };
      grants.push({ grant: 'any', outcome: bad.error ?? String(bad.status) });
      return;
    }
    await next();
    if (context.path === '/token/revocation') revocations.push(String(context.status));
    if (context.path === '/reg' && context.method === 'POST') clients.push(textAt(context.body, 'client_id') ?? '');
    if (context.path !== '/token') return;
    const token = textAt(context.body, 'access_token');
    if (token !== undefined) good.add(token);
    const refresh = textAt(context.body, 'refresh_token');
    if (refresh !== undefined) refreshTokens.push(refresh);
    grants.push({
      grant: textAt(context, 'oidc', 'params', 'grant_type') ?? '',
      outcome: textAt(context.body, 'error') ?? 'ok',
    });
    const isRenewal = textAt(context, 'oidc', 'params', 'grant_type') === 'refresh_token';
    if (isRenewal) await new Promise((resolve) => void setTimeout(resolve, options.late ?? 0));
    const isFirst = token !== undefined && textAt(context, 'oidc', 'params', 'grant_type') !== 'refresh_token';
    if (isFirst && options.firstTtl !== undefined)
      Object.assign(context.body as object, { expires_in: options.firstTtl });
    if (ahead !== undefined) shiftIdToken(context.body, ahead);
  });
  server.on('request', provider.callback());
  return {
    origin,
    grants,
    refreshes: () => grants.filter(({ grant, outcome }) => grant === 'refresh_token' && outcome === 'ok').length,
    accepts: (token) => good.has(token),
    knows: async (refresh) => (await provider.RefreshToken.find(refresh)) !== undefined,
    forgetAccess: () => void (good = new Set()),
    revokeAll: async () => {
      good = new Set();
      for (const token of refreshTokens.splice(0)) await (await provider.RefreshToken.find(token))?.destroy();
    },
    revocations,
    clients,
    walk: async (address, how = {}) => walk(address, how),
    misbehave: (answer) => void (bad = answer),
    shift: (seconds) => void (ahead = seconds),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
}

/** A public client, as an administrator registers one for a program on people's machines. */
const clientFor = ({ noDevice = false }: IssuerOptions): object => ({
  client_id: 'jetway-test',
  token_endpoint_auth_method: 'none',
  application_type: 'native',
  redirect_uris: ['http://127.0.0.1/callback'],
  response_types: ['code'],
  grant_types: [
    ...['authorization_code', 'refresh_token'],
    ...(noDevice ? [] : ['urn:ietf:params:oauth:grant-type:device_code']),
  ],
});

const serverFor = ({ id, secret, redirect }: NonNullable<IssuerOptions['client']>): object => ({
  client_id: id,
  client_secret: secret,
  redirect_uris: [redirect],
  response_types: ['code'],
  grant_types: ['authorization_code', 'refresh_token'],
});

function resourceIndicators({ long = false, accessTtl = 3600 }: IssuerOptions): object {
  return {
    enabled: true,
    useGrantedResource: () => true,
    getResourceServerInfo: (_context: unknown, resource: string) => ({
      scope: 'openid offline_access email',
      audience: resource,
      accessTokenTTL: accessTtl,
      accessTokenFormat: long ? 'jwt' : 'opaque',
    }),
  };
}

/** What is signed is not read, for it comes straight from the issuer: so a test may write it anew. */
function shiftIdToken(body: unknown, seconds: number): void {
  const [head = '', payload = '', signature = ''] = (textAt(body, 'id_token') ?? '').split('.');
  if (payload === '') return;
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Record<string, number>;
  const shifted = { ...claims, iat: (claims['iat'] ?? 0) + seconds, exp: (claims['exp'] ?? 0) + seconds };
  Object.assign(body as object, {
    id_token: [head, Buffer.from(JSON.stringify(shifted)).toString('base64url'), signature].join('.'),
  });
}

/** Follows redirects with cookies, and sends every form filled in. */
async function walk(
  start: string,
  { refuses = false, cookies: jar = new Map(), through = [] }: Visit,
): Promise<string> {
  const known = [start, ...through].map((one) => new URL(one).host);
  let address = new URL(start);
  let form: URLSearchParams | undefined;
  for (let steps = 0; steps < 20; steps += 1) {
    const isOwn = known.includes(address.host);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(address, {
      method: form === undefined ? 'GET' : 'POST',
      headers: {
        ...(isOwn && cookie !== '' ? { cookie } : {}),
        // As a browser does.
        ...(form === undefined ? {} : { origin: address.origin }),
      },
      redirect: 'manual',
      ...(form === undefined ? {} : { body: form }),
    });
    for (const line of isOwn ? response.headers.getSetCookie() : []) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      jar.set(name, value);
    }
    const location = response.headers.get('location');
    form = undefined;
    if (location !== null) {
      address = new URL(location, address);
      continue;
    }
    const text = await response.text();
    const found = formIn(text, address);
    if (!isOwn || found === undefined) return text;
    if (refuses && found.fields.get('prompt') === 'consent') {
      const [, abort = ''] = /href="([^"]*\/abort)"/.exec(text) ?? [];
      if (abort !== '') {
        address = new URL(abort, address);
        continue;
      }
      found.fields.set('abort', 'yes');
    }
    address = found.action;
    form = found.fields;
  }
  throw new Error(`There is no end to the pages of ${start}.`);
}

function formIn(html: string, base: URL): { readonly action: URL; readonly fields: URLSearchParams } | undefined {
  const [, attributes, inner = ''] = /<form([^>]*)>([\s\S]*?)<\/form>/.exec(html) ?? [];
  if (attributes === undefined) return undefined;
  const [, action = base.href] = /action="([^"]*)"/.exec(attributes) ?? [];
  const fields = new URLSearchParams();
  for (const [input] of inner.matchAll(/<input[^>]*>/g)) {
    const [, name] = /name="([^"]*)"/.exec(input) ?? [];
    const [, value = ''] = /value="([^"]*)"/.exec(input) ?? [];
    if (name !== undefined) fields.set(name, name === 'login' ? 'ann' : name === 'password' ? 'secret' : value);
  }
  return { action: new URL(action.replaceAll('&amp;', '&'), base), fields };
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
