import { Failure } from '../../failure.ts';
import { isLoopback } from '../../net/url.ts';
import { refuseUnverified } from '../../net/verified.ts';
import type { Refuse } from '../../options/said.ts';
import { otherEncoding } from '../../text.ts';
import { parsePublished, type PublishedDocument } from '../../profiles/published.ts';
import type { System } from '../../system/system.ts';
import { clean, quote } from '../../text.ts';

/** More than anybody reads before agreeing to it. Bytes. */
const limit = 64 * 1024;
/** For all of it. Milliseconds. */
const patience = 15_000;

export interface Fetched {
  readonly sha256: string;
  readonly document: PublishedDocument;
}

/** The address of a document, as it is kept. Throws a `usage` Failure for one that could carry a secret, or be read on the way. */
export function documentUrl(typed: string): string {
  const refuse = (why: string): Failure => new Failure('usage', why, 'Write jetway profile add https://…');
  if (!URL.canParse(typed) || typed.length > 1000) throw refuse(`${quote(typed)} is no web address.`);
  const url = new URL(typed);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname))) {
    throw refuse('A configuration is taken from https:// alone.');
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw refuse('The address of a configuration has no user, no password, no "?" and no "#": it is kept, and shown.');
  }
  return url.href;
}

/**
 * Reads the document at an address, and sends no key there. Throws `gateway` where there is none, or another origin is to be
 * asked, `configuration` for one that says what none can say.
 */
export async function fetchPublished(url: string, system: System): Promise<Fetched> {
  refuseUnverified(url, system.host);
  const { status, text } = await system.http
    .send({ url, headers: { accept: 'application/json' }, keys: new Map(), limit, timeoutMs: patience })
    .catch((error: unknown) => {
      if (!(error instanceof Failure)) throw error;
      throw new Failure(error.code, error.message.replace('the key was not sent there', 'it was not asked'), later);
    });
  if (status !== 200) {
    const gone = status === 404 || status === 410;
    throw new Failure(
      'gateway',
      `There is ${gone ? 'no document any more' : 'no answer'} at ${url}: ${status}.`,
      later,
    );
  }
  const refuse = refusing(url);
  if (otherEncoding.test(text)) throw refuse('is not in UTF-8');
  return { sha256: system.sha256(text), document: parsePublished(text, refuse) };
}

const later = 'Try it later, or ask who publishes it. Profiles that came from it stay as they are.';

/** For what is wrong with a document. */
export function refusing(url: string): Refuse {
  return (what, hint) =>
    new Failure(
      'configuration',
      `The document at ${url} ${clean(what, 300)}.`,
      `${hint === undefined ? '' : `${hint}. `}Nothing of it is taken; ask who publishes it.`,
    );
}
