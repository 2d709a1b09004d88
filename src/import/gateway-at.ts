import { Failure } from '../failure.ts';
import type { Answers, Gateway } from '../gateways/gateway.ts';
import { gateways } from '../gateways/index.ts';
import { keyHeader } from '../keys/key-headers.ts';
import { isLoopback } from '../net/url.ts';
import { readAnswers } from '../options/parse-settings.ts';
import type { ProtocolId } from '../protocols/protocols.ts';

/** A gateway and what is known of its settings. */
interface Place {
  readonly gateway: string;
  readonly given: Answers;
}

/**
 * Which gateway an address is of, as far as the address tells; else a server of any kind that speaks the protocol that the
 * launcher spoke there. On this machine a port tells it, where one gateway alone listens there unless told otherwise.
 */
export function gatewayAt(url: string, protocol: ProtocolId): Place {
  const own = byIds(url) ?? byOrigin(url);
  return own ?? { gateway: 'compatible', given: { 'base-url': url, protocols: protocol } };
}

/** For a key that goes as Anthropic's own do: a gateway of a known kind has a header for it, another server is told. */
export function withHeader(place: Place, isOwn: boolean): Place {
  const { gateway, given } = place;
  return isOwn && given['protocols'] !== undefined
    ? { gateway, given: { ...given, 'credential-header': keyHeader.anthropic } }
    : place;
}

/** Of a gateway whose addresses have its ids in them: its first setting understands the address, and no other has such. */
function byIds(url: string): Place | undefined {
  const found = gateways.find(({ settings: [first] }) => {
    if (first === undefined || first.id === 'base-url' || first.choices !== undefined) return false;
    return quietly(() => first.read(url)['base-url']) !== undefined;
  });
  return found === undefined ? undefined : { gateway: found.id, given: { 'base-url': url } };
}

function byOrigin(url: string): Place | undefined {
  const origin = originOf(url);
  if (origin === undefined) return undefined;
  const there = gateways.filter(
    (gateway) => gateway.missing({}).length === 0 && originOf(defaultUrl(gateway) ?? '') === origin,
  );
  const [gateway, ...others] = there;
  if (gateway === undefined || others.length > 0) return undefined;
  const given = { 'base-url': url };
  const read = quietly(() => gateway.connect(readAnswers(gateway, given)).url);
  return { gateway: gateway.id, given: read === undefined || read === defaultUrl(gateway) ? {} : given };
}

function defaultUrl(gateway: Gateway): string | undefined {
  return quietly(() => gateway.connect({}).url);
}

/** `127.0.0.1` and `localhost` are one. */
function originOf(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, hostname, host, port } = new URL(url);
  return isLoopback(hostname) ? `${protocol}//localhost:${port}` : `${protocol}//${host}`;
}

function quietly<T>(attempt: () => T): T | undefined {
  try {
    return attempt();
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}
