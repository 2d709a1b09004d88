import { parseTokens } from '../../models/catalogue.ts';
import { Failure } from '../../failure.ts';
import { quote } from '../../text.ts';
import { readBaseUrl, withoutEnding } from '../../net/url.ts';
import type { Setting } from '../gateway.ts';
import type { LocalServer } from './server.ts';

export function settingsOf({
  name,
  url,
  addressVariables = [],
  windowVariables = [],
  address,
}: LocalServer): readonly Setting[] {
  return [
    {
      id: 'base-url',
      question: `Address of ${name}`,
      variables: addressVariables,
      default: url,
      address: true,
      read: (text) => ({
        'base-url': withoutEnding(
          readBaseUrl(address?.(text.trim()) ?? text, `Give the address of ${name}, for example ${url}`),
          /\/(?:v1|chat\/completions|completions|responses|messages|models)$/,
        ),
      }),
    },
    {
      id: 'context-window',
      question: 'Tokens that the server gives a conversation',
      where: 'For example 64k; 0: what the server says of itself.',
      variables: windowVariables,
      optional: true,
      read: (text) => (text.trim() === '0' ? {} : { 'context-window': String(readWindow(text)) }),
    },
  ];
}

/** Throws a `configuration` Failure for what is no number of tokens. */
export function readWindow(text: string): number {
  const tokens = parseTokens(text);
  if (tokens !== undefined && tokens > 0) return tokens;
  throw new Failure('configuration', `${quote(text)} is no number of tokens.`, 'Give one, for example 64k or 65536.');
}
