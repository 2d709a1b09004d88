import type { Launch, ModelEndpoint, Target } from '../../src/agents/agent.ts';
import type { Model } from '../../src/models/catalogue.ts';
import type { ProtocolId } from '../../src/protocols/protocols.ts';
import { Secret, type SecretHeaders } from '../../src/keys/secret.ts';

/** A launch as the golden cases describe it: `<key>` and `<provider-key>` in a credential stand for the two secrets. */
export interface AgentCase {
  readonly target: {
    readonly gateway?: { readonly id: string; readonly name: string };
    readonly main: EndpointCase;
    /** The main one where left out. */
    readonly small?: EndpointCase;
    /** What else the agent can be switched to; behind the two. */
    readonly others?: readonly EndpointCase[];
    readonly headers?: Readonly<Record<string, string>>;
    readonly printKey?: readonly string[];
  };
  readonly launch?: {
    readonly args?: readonly string[];
    readonly version?: string | undefined;
    readonly platform?: NodeJS.Platform;
    readonly pipes?: boolean;
    readonly env?: Readonly<Record<string, string>>;
    /** The user's files that the agent asks for. */
    readonly texts?: Readonly<Record<string, string>>;
    /** What the program printed of its own models. */
    readonly nativeModels?: string;
  };
}

interface EndpointCase {
  readonly protocol: ProtocolId;
  readonly baseUrl: string;
  readonly model: string;
  readonly provider?: string;
  readonly credentials?: Readonly<Record<string, string>>;
  /** What is known of the model beside its id and its one protocol. */
  readonly about?: Partial<Model>;
}

export const gatewayKey = new Secret('https://gateway.test');
export const providerKey = new Secret('https://gateway.test#provider');

export function targetOf({ target }: AgentCase): Target {
  const main = endpointOf(target.main);
  const small = target.small === undefined ? main : endpointOf(target.small);
  return {
    gateway: target.gateway ?? { id: 'some', name: 'Some Gateway' },
    main,
    small,
    models: [...new Set([main, small]), ...(target.others ?? []).map(endpointOf)],
    cacheKey: '0123456789abcdef',
    headers: target.headers ?? {},
    ...(target.printKey === undefined ? {} : { printKey: target.printKey }),
  };
}

export function launchOf({ launch }: AgentCase): Launch {
  return {
    host: {
      platform: launch?.platform ?? 'linux',
      home: '/home/dev',
      cwd: '/home/dev/project',
      env: launch?.env ?? {},
      assets: '/opt/jetway/dist',
    },
    installation: {
      command: '/usr/bin/agent',
      prefix: [],
      version: launch?.version,
      pipes: launch?.pipes ?? true,
    },
    args: launch?.args ?? [],
    session: '11111111-2222-4333-8444-555555555555',
    folder: '/home/dev/.cache/jetway/agents',
    ...(launch?.texts === undefined ? {} : { texts: launch.texts }),
    ...(launch?.nativeModels === undefined ? {} : { nativeModels: () => launch.nativeModels ?? '' }),
  };
}

function endpointOf({ credentials, about, ...route }: EndpointCase): ModelEndpoint {
  return {
    ...route,
    credentials: credentialsOf(credentials ?? {}),
    about: { id: route.model, protocols: [route.protocol], ...about },
  };
}

function credentialsOf(headers: Readonly<Record<string, string>>): SecretHeaders {
  return Object.fromEntries(
    Object.entries(headers).map(([name, text]) => {
      const parts = text
        .split(/(<key>|<provider-key>)/)
        .filter(Boolean)
        .map((part) => (part === '<key>' ? gatewayKey : part === '<provider-key>' ? providerKey : part));
      const [only] = parts;
      return [name, parts.length === 1 && only !== undefined ? only : parts];
    }),
  );
}
