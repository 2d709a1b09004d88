import { execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { expect } from 'vitest';
import { textAt } from '../../src/json-path.ts';
import { temporaryHome, type Home } from './home.ts';
import { startIssuer, type Issuer } from './oidc.ts';
import { freePort, started } from './server-program.ts';

/** Claude Code's own gateway on loopback, with its database and the issuer that its users sign in at. */
export interface ClaudeGateway extends AsyncDisposable {
  readonly url: string;
  /** The token of a user who has just signed in, by the device grant. */
  signIn(): Promise<string>;
}

/** Where PostgreSQL's programs are; undefined where it is not installed. */
export function postgresFolder(): string | undefined {
  const versions = '/usr/lib/postgresql';
  const packaged = existsSync(versions) ? readdirSync(versions).map((one) => join(versions, one, 'bin')) : [];
  const folders = [...packaged, ...(process.env['PATH'] ?? '').split(delimiter)];
  return folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')));
}

/** `claude`: the agent's program; `upstream`: what answers in Anthropic's place. */
export async function startClaudeGateway(claude: string, upstream: string): Promise<ClaudeGateway> {
  const running: AsyncDisposable[] = [];
  const stop = async (): Promise<void> => {
    for (const one of running.toReversed()) await one[Symbol.asyncDispose]();
  };
  try {
    const home = await temporaryHome();
    running.push(home);
    const [store, port] = [await freePort(), await freePort()];
    running.push(await startPostgres(home, store));
    const url = `http://127.0.0.1:${port}`;
    const client = { id: 'gateway', secret: 'a-secret-for-a-test', redirect: `${url}/oauth/callback` };
    const issuer = await startIssuer({ client });
    running.push(issuer);
    // JSON is YAML.
    const config = {
      listen: { host: '127.0.0.1', port },
      oidc: { issuer: issuer.origin, client_id: client.id, client_secret: client.secret },
      session: { jwt_secret: 'a-secret-for-a-test-of-32-letters' },
      store: { postgres_url: `postgres://postgres@127.0.0.1:${store}/postgres?sslmode=disable` },
      upstreams: [{ provider: 'anthropic', base_url: upstream, auth: { api_key: upstreamKey } }],
    };
    const child = spawn(claude, ['gateway', '--config', home.write('gateway.yaml', JSON.stringify(config))], {
      cwd: home.path,
      env: { ...home.env, CLAUDE_GATEWAY_ALLOW_LOOPBACK: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.push(await started(child, 'The gateway', async () => fetch(`${url}/healthz`), { signal: 'SIGINT' }));
    return { url, signIn: async () => signIn(url, issuer), [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What the gateway has for its provider, which none of its users sees. */
export const upstreamKey = 'sk-of-the-gateway-71c0';

/** Its own folder in the home; root, whom it refuses, lends it to nobody. */
async function startPostgres(home: Home, port: number): Promise<AsyncDisposable> {
  const bin = postgresFolder() ?? '';
  const folder = join(home.path, 'postgres');
  mkdirSync(folder);
  const isRoot = process.getuid?.() === 0;
  const nobody = isRoot ? { uid: 65_534, gid: 65_534 } : {};
  if (isRoot) {
    chownSync(folder, 65_534, 65_534);
    // Another user must be able to come there.
    execFileSync('chmod', ['711', home.path]);
  }
  const options = { cwd: folder, env: home.env, ...nobody } as const;
  const data = join(folder, 'data');
  execFileSync(join(bin, 'initdb'), ['-D', data, '-A', 'trust', '-U', 'postgres', '--no-sync'], {
    ...options,
    stdio: 'ignore',
  });
  const words = ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', folder, '-F'];
  const child = spawn(join(bin, 'postgres'), words, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const said: string[] = [];
  child.stderr.on('data', (text: Buffer) => said.push(text.toString()));
  const isReady = (): void => expect(said.join('')).toContain('ready to accept connections');
  return started(child, 'PostgreSQL', isReady, { signal: 'SIGINT' });
}

async function signIn(url: string, issuer: Issuer): Promise<string> {
  const post = async (path: string, fields: Readonly<Record<string, string>>): Promise<unknown> =>
    (await fetch(`${url}${path}`, { method: 'POST', body: new URLSearchParams(fields) })).json();
  const begun = await post('/oauth/device_authorization', {});
  const page = await issuer.walk(textAt(begun, 'verification_uri_complete') ?? '', { through: [issuer.origin] });
  const token = await post('/oauth/token', {
    grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
    device_code: textAt(begun, 'device_code') ?? '',
  });
  const found = textAt(token, 'access_token');
  if (found === undefined) throw new Error(`Nobody is signed in: ${JSON.stringify(token)} ${page.slice(-500)}`);
  return found;
}
