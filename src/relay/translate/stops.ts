import type { AnswerEvent } from '../../protocols/answer.ts';

/**
 * Ends an answer's text at the first of these words, for servers that can't be asked to: what they write past it is not
 * shown. As much of a text is held back as may be the beginning of one.
 */
export function createStops(words: readonly string[]): (event: AnswerEvent) => readonly AnswerEvent[] {
  let held = '';
  let over = false;

  const take = (text: string): readonly AnswerEvent[] => {
    held += text;
    const found = words
      .map((word) => ({ word, at: held.indexOf(word) }))
      .filter(({ at }) => at !== -1)
      .reduce<{ word: string; at: number } | undefined>(
        (first, one) => (first === undefined || one.at < first.at ? one : first),
        undefined,
      );
    if (found !== undefined) {
      over = true;
      return [
        { kind: 'text', text: held.slice(0, found.at) },
        { kind: 'end', reason: 'stop', word: found.word },
      ];
    }
    const kept = longestBeginning(held, words);
    const said = held.slice(0, held.length - kept);
    held = held.slice(held.length - kept);
    return [{ kind: 'text', text: said }];
  };

  return (event) => {
    if (over) return event.kind === 'last' || event.kind === 'error' ? [event] : [];
    if (event.kind === 'text') return take(event.text);
    const rest = held;
    held = '';
    return rest === '' ? [event] : [{ kind: 'text', text: rest }, event];
  };
}

/** How much of the text's end is the beginning of a word. */
function longestBeginning(text: string, words: readonly string[]): number {
  const longest = Math.max(...words.map((word) => word.length - 1));
  for (let length = Math.min(longest, text.length); length > 0; length -= 1) {
    const end = text.slice(-length);
    if (words.some((word) => word.startsWith(end))) return length;
  }
  return 0;
}
