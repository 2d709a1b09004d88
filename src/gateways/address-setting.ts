import { readBaseUrl, withoutEnding } from '../net/url.ts';
import type { Setting } from './gateway.ts';

/** What is said of a server that people run themselves. */
interface Address extends Pick<Setting, 'question' | 'where' | 'default'> {
  readonly variables?: readonly string[];
  /** What to give, where what was given is no address. */
  readonly hint: string;
  /** Paths of its own that are pasted along, each with its slash in front; taken off until none is left. */
  readonly ending: RegExp;
}

/** The setting of its address. */
export function addressSetting({ hint, ending, variables = [], ...words }: Address): Setting {
  return {
    id: 'base-url',
    variables,
    address: true,
    ...words,
    read: (text) => ({ 'base-url': withoutEnding(readBaseUrl(text, hint), ending) }),
  };
}
