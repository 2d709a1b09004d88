import type { Json } from '../json-path.ts';
import { clean } from '../text.ts';

/** A setting of a managed thing: how it is typed, and where it stands in its JSON. */
export interface Field {
  /** In kebab-case. */
  readonly id: string;
  readonly name: string;
  /** What may be typed, for people. */
  readonly takes: string;
  /** Undefined for what it does not take. */
  read(text: string): Json | undefined;
}

export const wordField = (id: string, words: readonly string[]): Field => ({
  ...named(id),
  takes: words.join(' | '),
  read: (text) => words.find((word) => word.toLowerCase() === text.toLowerCase()),
});

export const switchField = (id: string): Field => ({
  ...named(id),
  takes: 'on | off',
  read: (text) => ({ on: true, true: true, yes: true, off: false, false: false, no: false })[text.toLowerCase()],
});

/** Whole numbers. `none`: also that word, for null. */
export const numberField = (id: string, least: number, most: number, none = false): Field => ({
  ...named(id),
  takes: `${least} to ${most}${none ? ', or none' : ''}`,
  read: (text) => {
    if (none && text.toLowerCase() === 'none') return null;
    const number = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    return number >= least && number <= most ? number : undefined;
  },
});

/** One line of at most so many characters. `none`: also that word, for null. */
export const textField = (id: string, most: number): Field => ({
  ...named(id),
  takes: `text of up to ${most} characters, or none`,
  read: (text) => {
    if (text.toLowerCase() === 'none') return null;
    return text !== '' && text === clean(text, most) ? text : undefined;
  },
});

function named(id: string): Pick<Field, 'id' | 'name'> {
  return { id, name: id.replaceAll('-', '_') };
}
