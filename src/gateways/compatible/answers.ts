import { bearer, keyHeader } from '../../keys/key-headers.ts';
import { choiceReader } from '../../options/parse-settings.ts';
import { Failure } from '../../failure.ts';
import { protocolIds, type ProtocolId } from '../../protocols/protocols.ts';
import { Secret, type SecretHeaders } from '../../keys/secret.ts';
import { quote } from '../../text.ts';
import { readBaseUrl, withoutEnding } from '../../net/url.ts';
import { routeOver, type Answers, type Route } from '../gateway.ts';

/** The headers that may hold a key. */
export const headers: readonly string[] = [keyHeader.bearer, keyHeader.anthropic, keyHeader.azure, keyHeader.access];

/** What the answers say of a server. */
export function read(answers: Answers): { readonly root: string; readonly header: string; readonly key: Secret } {
  const root = readRoot(answers['base-url'] ?? '');
  const header = choiceReader('credential-header', headers)(answers['credential-header'] ?? keyHeader.bearer);
  return { root, header: header['credential-header'] ?? keyHeader.bearer, key: new Secret(root) };
}

/** What stands before `/v1`, where that is the version; another version stays, since no path can be made without it. */
export function readRoot(text: string): string {
  const hint = 'Pass --base-url with the address of the server, for example http://localhost:11434';
  return withoutEnding(
    readBaseUrl(text, hint),
    /\/(?:v1|v1beta|chat\/completions|completions|responses|messages|models(?:\/[^/]+:[^/]+)?)$/,
  );
}

export function readProtocols(text: string | undefined): readonly ProtocolId[] {
  if (text === undefined) return [];
  const names = text
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean);
  const unknown = names.find((name) => !protocolIds.some((id) => id === name));
  const found = protocolIds.filter((id) => names.includes(id));
  if (unknown === undefined && found.length > 0) return found;
  throw new Failure(
    'configuration',
    unknown === undefined ? 'No protocol is named.' : `There is no protocol ${quote(unknown)}.`,
    `Give one or more, for example --set protocols=openai-chat; there are ${protocolIds.join(', ')}.`,
  );
}

/** A gateway's word, which may be one of another version's. */
export function readServer(text: string): string {
  const word = text.trim().toLowerCase();
  if (/^[a-z][a-z0-9-]{0,63}$/.test(word)) return word;
  throw new Failure(
    'configuration',
    `${quote(word)} is no gateway's word.`,
    'Give one, for example --set server=litellm',
  );
}

/** A version that stands in the address already is not put behind it again. */
export function routeTo(root: string, protocol: ProtocolId): Route {
  const hasVersion = /\/v\d+[a-z0-9]*(?:\/|$)/.test(new URL(root).pathname);
  return hasVersion ? { protocol, baseUrl: root, model: '' } : routeOver(protocol, root, '');
}

export function credentials(header: string, key: Secret): SecretHeaders {
  return header === keyHeader.bearer ? bearer(key) : { [header]: key };
}
