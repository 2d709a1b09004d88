import { fail, pass, skip, warn, type Outcome } from '../doctor/outcome.ts';
import type { SecretHeaders } from '../keys/secret.ts';
import type { ProtocolId } from '../protocols/protocols.ts';
import type { Question, Survey } from './question.ts';

/**
 * How a key and a gateway stand: what its own free questions tell beside the probe's, asked side by side; none of them
 * calls a model. Readers give figures; `doctor/status-words.ts` makes words of them.
 */
export interface Status extends Survey<unknown, readonly Told[]> {
  readonly hints: StatusHints;
}

/**
 * The same of what is asked before a launch, side by side with the list of models: by that list it is known which ones are in
 * use, so these are told where the answers are put together.
 */
export interface StatusBefore extends Omit<Status, 'together'> {
  together(parts: readonly unknown[], uses: readonly Use[]): readonly Told[];
}

/** What mends what the figures may show, as hints. */
export interface StatusHints {
  /** A limit that is used up. */
  readonly limit?: string;
  /** A key whose life ends. */
  readonly key?: string;
  /** A credit that is used up. */
  readonly credit?: string;
}

/** A figure, or for what has none a finding in words. */
export type Told = Figure | Finding;

export type Figure = Limit | Credit | KeyLife;

/** How much may be used, and how much is. */
export interface Limit {
  readonly kind: 'limit';
  readonly topic: 'budget';
  /** What it is, for people: `budget`, `rate limit`. */
  readonly what: string;
  /** Whose it is: `key`, `team`. */
  readonly of?: string;
  /** In the unit; absent: there is none. Never 0 or less. */
  readonly limit?: number;
  /** In the unit, since the last reset. */
  readonly used?: number;
  readonly unit: 'USD' | 'tokens' | 'requests';
  /** In how long a time the limit may be used. Seconds. */
  readonly window?: number;
  /** When what is used begins at nothing again; once that is over, `used` is an old figure. Milliseconds since 1970. */
  readonly resetsAt?: number;
  /** The same where only the period is told: `monthly`. */
  readonly resets?: string;
  /** It holds for none of the models in use: used up, it stops no session. */
  readonly elsewhere?: true;
}

/** What is left of the money that was paid in advance. */
export interface Credit {
  readonly kind: 'credit';
  readonly topic: 'billing';
  /** What it pays for, for people, where that is not everything. */
  readonly of?: string;
  readonly left: number;
  readonly used?: number;
  readonly unit: 'USD';
  /** It is bought anew by itself. */
  readonly refills?: boolean;
  /** Who still answers without it, for people: `models answer that …`; absent: nobody. */
  readonly without?: string;
}

/** From when and until when a key is taken. Milliseconds since 1970. */
export interface KeyLife {
  readonly kind: 'key-life';
  readonly topic: 'key-state';
  readonly startsAt?: number;
  readonly expiresAt?: number;
}

/** The providers (`Route.provider`) of the models in use, and whether a key of the user's own goes along to them. */
export interface Provider {
  readonly id: string;
  readonly ownKey: boolean;
}

/** A model in use. `protocol`: over which it is asked; absent where that is not settled. */
export interface Use {
  readonly model: string;
  readonly protocol?: ProtocolId;
}

/** A line of one of the doctor's checks, which has the topic's name. */
export type Finding = Outcome & { readonly topic: Topic };

export type Topic = 'health' | 'key-state' | 'permissions' | 'budget' | 'billing' | 'settings' | 'practice';

/** Shorthands, with the topic in front. */
export const passed = (topic: Topic, detail: string): Finding => ({ topic, ...pass(detail) });
export const skipped = (topic: Topic, detail: string): Finding => ({ topic, ...skip(detail) });
export const warned = (topic: Topic, detail: string, hint: string): Finding => ({ topic, ...warn(detail, hint) });
export const failed = (topic: Topic, ...outcome: Parameters<typeof fail>): Finding => ({ topic, ...fail(...outcome) });

/** A question whose answer is wanted as it came. */
export const asItCame = (url: string, headers: SecretHeaders): Question<RawAnswer> => ({
  url,
  headers,
  read: (status, body) => ({ status, body }),
});

export interface RawAnswer {
  readonly status: number;
  /** The JSON, or the text where it was none. */
  readonly body: unknown;
}

/** The status of a gateway of which each answer tells something by itself. */
export function statusOf(questions: readonly Question<readonly Told[]>[], hints: StatusHints = {}): Status {
  return {
    questions,
    hints,
    together: (parts) => (parts as readonly (readonly Told[] | undefined)[]).flatMap((part) => part ?? []),
  };
}

/** Milliseconds since 1970; undefined for what is no time that can be shown. */
export function timeOf(text: string | undefined): number | undefined {
  const parsed = Date.parse(text ?? '');
  return Math.abs(parsed) <= latest ? parsed : undefined;
}

/** The end of the year 9999: what is later has years of six figures. */
const latest = Date.UTC(10_000, 0) - 1;
