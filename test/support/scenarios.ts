import { expect } from 'vitest';
import { Failure } from '../../src/failure.ts';
import type { TlsConnection } from '../../src/net/tls-connection.ts';
import type { HttpResponse, System } from '../../src/system/system.ts';
import type { ServedAnswer } from '../../src/net/served.ts';
import { sample } from './bodies.ts';
import { startGateway } from './gateway.ts';
import { jetway, type Jetway, type RunOptions } from './jetway.ts';
import { shown } from './shown.ts';

export const account = '0123456789abcdef0123456789abcdef';
const key = 'key-9f8e7d6c5b4a3f2e1d0c';

/** A machine, an environment and a gateway, and which check of the doctor's is to find what about them. */
export interface World extends Pick<RunOptions, 'env' | 'columns' | 'later' | 'policies'> {
  /** What the user would report. */
  readonly report: string;
  /** Of the doctor. Default: `codex`. */
  readonly argv?: readonly string[];
  /** Path in the home to content. */
  readonly files?: Readonly<Record<string, string>>;
  prepare?(here: Jetway): void;
  /** Which is what it is to be seen by `--gateway` and its settings; absent: no gateway is chosen. */
  readonly gateway?: Local | Remote;
  readonly parts?: (system: System) => Partial<System>;
  readonly finds: Found;
}

interface Found {
  readonly id: string;
  readonly status: 'pass' | 'skip' | 'warn' | 'fail';
  readonly detail?: string;
  readonly hint?: string;
}

/** On loopback, with these answers by the end of a path. */
export interface Local {
  readonly kind: string;
  readonly answers?: Readonly<Record<string, ServedAnswer>>;
  readonly demand?: Readonly<Record<string, string>>;
}

/** Elsewhere: no request leaves this machine. What has no answer here gets none at all. */
export interface Remote {
  readonly flags: readonly string[];
  readonly line?: Partial<TlsConnection> | Failure;
  /** By the end of a URL. */
  readonly remote: Readonly<Record<string, Partial<HttpResponse>>>;
}

const day = 24 * 60 * 60_000;

/** So many days from now, as servers write it. */
export const inDays = (days: number): string => new Date(Date.now() + days * day).toISOString();

/** A sample body as a server on loopback gives it, changed at its top level. */
export function served(name: string, change: object = {}): ServedAnswer {
  const { status, body } = sample(name);
  return answered(status, { ...(body as object), ...change });
}

export function answered(status: number, body: unknown): ServedAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

/** The same for an answer from elsewhere; `result` is changed in Cloudflare's envelope. */
export function told(name: string, result: object = {}): Partial<HttpResponse> {
  const { status, body } = sample(name);
  const inner = (body as { readonly result?: unknown }).result;
  const whole =
    inner === null || typeof inner !== 'object' || Array.isArray(inner)
      ? body
      : { ...(body as object), result: { ...inner, ...result } };
  return { status, json: whole, text: JSON.stringify(whole) };
}

export async function expectWorld(world: World): Promise<void> {
  await using here = await jetway();
  here.install('codex');
  for (const [path, text] of Object.entries(world.files ?? {})) here.home.write(path, text);
  world.prepare?.(here);
  const { gateway } = world;
  await using local = gateway !== undefined && 'kind' in gateway ? await startGateway(given(gateway)) : undefined;
  const flags =
    gateway === undefined
      ? []
      : 'flags' in gateway
        ? gateway.flags
        : ['--gateway', gateway.kind, '--base-url', local?.url ?? ''];
  const { stdout, json } = await here.run(['doctor', ...(world.argv ?? ['codex']), ...flags, '--json'], {
    env: {
      ...(gateway === undefined ? {} : { JETWAY_API_KEY: key }),
      ...Object.fromEntries(
        Object.entries(world.env ?? {}).map(([name, value]) => [name, value.replaceAll('~', here.home.path)]),
      ),
    },
    ...(world.columns === undefined ? {} : { columns: world.columns }),
    ...(world.later === undefined ? {} : { later: world.later }),
    ...(world.policies === undefined ? {} : { policies: world.policies }),
    parts: (system) => {
      const elsewhere = gateway !== undefined && 'remote' in gateway ? { ...system, ...away(gateway, system) } : system;
      return { ...elsewhere, ...world.parts?.(elsewhere) };
    },
  });
  expect(stdout).not.toContain(key);
  const { checks } = json as { readonly checks: readonly (Found & object)[] };
  const found = checks.find(({ id }) => id === world.finds.id);
  expect(found, `no check ${world.finds.id} among ${checks.map(({ id }) => id).join(', ')}`).toBeDefined();
  expect(found).toMatchObject({
    status: world.finds.status,
    ...(world.finds.detail === undefined
      ? {}
      : { detail: expect.stringContaining(shown(world.finds.detail)) as string }),
    ...(world.finds.hint === undefined ? {} : { hint: expect.stringContaining(world.finds.hint) as string }),
  });
}

function given({ answers, demand }: Local): Parameters<typeof startGateway>[0] {
  return { ...(answers === undefined ? {} : { misbehave: answers }), ...(demand === undefined ? {} : { demand }) };
}

const goodLine: TlsConnection = {
  addresses: ['192.0.2.7'],
  milliseconds: { lookup: 8, connect: 11, tls: 20 },
  protocol: 'TLSv1.3',
  certificate: { issuer: "Let's Encrypt", from: Date.now() - 10 * day, until: Date.now() + 80 * day },
};

function away({ remote, line = {} }: Remote, system: System): Partial<System> {
  return {
    network: {
      open: async () => {
        if (line instanceof Failure) throw line;
        return { ...goodLine, ...line };
      },
    },
    http: {
      ...system.http,
      send: async ({ url }) => {
        const answer = Object.entries(remote).find(([suffix]) => url.endsWith(suffix))?.[1];
        if (answer === undefined) throw new Failure('gateway', `${new URL(url).origin} did not answer.`, 'Wait.');
        return { status: 200, headers: {}, text: '', json: undefined, milliseconds: 5, ...answer };
      },
    },
  };
}
