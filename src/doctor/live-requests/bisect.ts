import type { Feature } from '../../agents/agent-doctor.ts';
import { without } from './assemble.ts';

/** What came of one request; `A` is the answer where there was one. */
export type Tried<A> =
  | { readonly answer: A }
  /** `mayTakeLess`: a smaller request may be taken. */
  | { readonly said: string; readonly mayTakeLess: boolean };

export interface Bisected<A> {
  /** The answer to the most that was taken; undefined where not even the bare question was. */
  readonly answer: A | undefined;
  readonly refused: readonly { readonly feature: Feature; readonly said: string }[];
  /** The last refusal in words, where there is no answer. */
  readonly said: string;
  readonly requests: number;
}

/** Enough for fourteen features: all at once, the bare question, and then one after the other. */
export const requestLimit = 16;

/**
 * Finds out which features are refused: first those that the refusal itself names are left out, and where that does not help
 * the bare question gets one after the other. Never more than `requestLimit` requests.
 */
export async function bisect<A>(
  features: readonly Feature[],
  attempt: (features: readonly Feature[]) => Promise<Tried<A>>,
): Promise<Bisected<A>> {
  let requests = 0;
  const ask = async (chosen: readonly Feature[]): Promise<Tried<A>> => {
    requests += 1;
    return attempt(chosen);
  };
  const refused: { feature: Feature; said: string }[] = [];
  const innocent = new Set<string>();
  const chosen = (): readonly Feature[] => without(features, new Set(refused.map(({ feature }) => feature.id)));

  const spent = (): boolean => requests >= requestLimit;

  let last = await ask(chosen());
  while ('said' in last && last.mayTakeLess && !spent()) {
    const { said } = last;
    const suspect = suspectsIn(said, chosen()).find(({ id }) => !innocent.has(id));
    if (suspect === undefined) break;
    refused.push({ feature: suspect, said });
    const next = await ask(chosen());
    // The same refusal again says that this feature was not to blame.
    if ('said' in next && sameWords(next.said, said)) {
      refused.pop();
      innocent.add(suspect.id);
    } else last = next;
  }
  if ('answer' in last) return { answer: last.answer, refused, said: '', requests };
  if (!last.mayTakeLess || spent()) return { answer: undefined, refused, said: last.said, requests };

  let best = await ask([]);
  if ('said' in best) return { answer: undefined, refused: [], said: best.said, requests };
  const found: typeof refused = [];
  let taken: readonly Feature[] = [];
  for (const feature of features) {
    const gone = feature.with !== undefined && !taken.some(({ id }) => id === feature.with);
    if (gone || spent()) continue;
    const tried = await ask([...taken, feature]);
    if ('said' in tried) found.push({ feature, said: tried.said });
    else {
      taken = [...taken, feature];
      best = tried;
    }
  }
  return { answer: best.answer, refused: found, said: '', requests };
}

/**
 * What a refusal names, and what goes along with it: that first, since with `tools` a special kind of tool is gone too,
 * and would never be blamed.
 */
function suspectsIn(said: string, chosen: readonly Feature[]): readonly Feature[] {
  const named = chosen.filter(({ words }) => words.test(said));
  const along = chosen.filter((one) => named.some(({ id }) => id === one.with));
  const all = [...new Set([...named, ...along])];
  const isBase = ({ id }: Feature): boolean => all.some((one) => one.with === id);
  return [...all.filter((one) => !isBase(one)), ...all.filter(isBase)];
}

/** Whether two refusals say the same. Ids of requests, times and positions differ each time. */
function sameWords(one: string, other: string): boolean {
  const words = (text: string): string => text.replaceAll(/[\w-]*\d[\w-]*/g, '#');
  return words(one) === words(other);
}
