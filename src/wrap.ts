import stringWidth from 'fast-string-width';
import { wrapAnsi } from 'fast-wrap-ansi';

/** How many columns a text takes in a terminal, by clusters of characters: an emoji of five of them takes two. */
export function widthOf(text: string): number {
  // ASCII and the signs of our own views: the library makes its expressions first, which takes longer than a whole view.
  return /^[ -~…→·✓✗’×]*$/.test(text) ? text.length : stringWidth(text);
}

/** A text of at most so many columns, the last of them an ellipsis where something is cut off. */
export function cut(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  let kept = '';
  let width = 0;
  for (const { segment } of new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)) {
    width += widthOf(segment);
    if (width >= columns) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

/**
 * Breaks a text at blanks, to lines of at most `width` columns; longer words stand alone, for they are paths and addresses
 * that somebody may copy. Scripts that are written without blanks are broken anywhere.
 */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let room = -1;
  for (const word of text.split(' ').flatMap((each) => pieces(each, width))) {
    const taken = widthOf(word);
    if (taken + 1 <= room) {
      lines[lines.length - 1] += ` ${word}`;
      room -= taken + 1;
    } else {
      lines.push(word);
      room = width - taken;
    }
  }
  return lines;
}

function pieces(word: string, width: number): readonly string[] {
  if (width < 2 || widthOf(word) <= width || !/[\u1100-\uffdc]/.test(word)) return [word];
  return wrapAnsi(word, width, { hard: true }).split('\n');
}
