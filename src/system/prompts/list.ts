import { styleText } from 'node:util';
import { createPrompt, isDownKey, isEnterKey, isUpKey, useKeypress, usePrefix, useRef, useState } from '@inquirer/core';
import { clean } from '../../text.ts';
import { cut } from '../../wrap.ts';
import type { PromptChoice } from '../system.ts';
import { back, grouped, isBack, keyLine, type Pressed, type Vanishing } from './keys.ts';

export interface ListConfig {
  readonly message: string;
  readonly its: Vanishing;
  /** Their text is clean already. */
  readonly choices: readonly PromptChoice<unknown>[];
  /** What was typed can be taken as it is. */
  readonly free: boolean;
  /** Where the cursor starts: an index of `choices`. */
  readonly start: number;
  /** Of the terminal, asked anew each time it is drawn. */
  size(): { readonly rows: number; readonly columns: number };
}

/** A list that narrows while typing, as high as the terminal. Gives a choice's value, what was typed, or `back`. */
export const list = createPrompt<unknown, ListConfig>((config, done) => {
  const [typed, setTyped] = useState('');
  const [active, setActive] = useState(config.start);
  const [answer, setAnswer] = useState<string | undefined>(undefined);
  const prefix = usePrefix({ status: answer === undefined ? 'idle' : 'done' });
  // Readline moves the typed text away at Enter: it is put back where nothing could be taken.
  const line = useRef('');
  const found = narrowed(config.choices, typed, config.free);
  const at = Math.min(active, Math.max(0, found.length - 1));
  const { rows, columns } = config.size();
  const room = Math.max(3, rows - 5);

  useKeypress((key: Pressed, rl) => {
    if (answer !== undefined) return;
    if (isEnterKey(key)) {
      const taken = found[at];
      if (taken === undefined) {
        rl.write(line.current);
        return;
      }
      setAnswer(taken.short ?? taken.name);
      done(taken.value);
      return;
    }
    if (isBack(key, typed)) {
      config.its.clearPromptOnDone = true;
      done(back);
      return;
    }
    const steps = key.name === 'escape' ? undefined : stepsOf(key, room, found.length);
    if (steps !== undefined) {
      // The arrows bring back earlier lines of readline's.
      rl.clearLine(0);
      rl.write(typed);
      setActive(Math.max(0, Math.min(found.length - 1, at + steps)));
      return;
    }
    if (key.name === 'escape') rl.clearLine(0);
    if (rl.line === typed) return;
    line.current = rl.line;
    setTyped(rl.line);
    setActive(rl.line === '' ? config.start : 0);
  });

  const message = styleText('bold', config.message);
  if (answer !== undefined) return `${prefix} ${message} ${styleText('cyan', answer)}`;
  const shown = windowOf(found, at, room).map((row) => styleText(...row.style, cut(row.text, columns - 1)) + row.tail);
  const description = found[at]?.description;
  const total = config.choices.length;
  const count = found.length === total ? grouped(total) : `${grouped(found.length)} of ${grouped(total)}`;
  const hints = keyLine(
    count,
    typed === '' ? 'type to filter' : undefined,
    '↑↓',
    'Enter',
    typed === '' ? 'Esc back' : 'Esc clear',
  );
  const below = [
    ...(found.length === 0 ? [styleText('red', 'Nothing matches.')] : shown),
    ...(description === undefined || description === ''
      ? []
      : [styleText('dim', cut(`  ${description}`, columns - 1))]),
    styleText('dim', cut(`  ${hints}`, columns - 1)),
  ];
  return [`${prefix} ${message} ${styleText('cyan', typed)}`, below.join('\n')];
});

type Found = PromptChoice<unknown> & { readonly short?: string };

/** The choices that hold every word of the term; with `free` also the term itself, unless a choice is exactly that. */
export function narrowed<T>(
  choices: readonly PromptChoice<T>[],
  term: string,
  free: boolean,
): readonly (PromptChoice<T | string> & { readonly short?: string })[] {
  const words = term.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return choices;
  const found = choices.filter(({ value, name }) => {
    const text = `${String(value)} ${name}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const typed = term.trim();
  const rank = ({ value, name }: PromptChoice<T>): number => (value === typed || name === typed ? 0 : 1);
  found.sort((a, b) => rank(a) - rank(b));
  if (!free || choices.some(({ value }) => value === typed)) return found;
  return [...found, { value: typed, name: `${clean(typed)} (as typed)`, short: clean(typed) }];
}

function stepsOf(key: Pressed, page: number, all: number): number | undefined {
  if (isUpKey(key)) return -1;
  if (isDownKey(key)) return 1;
  return { pageup: 1 - page, pagedown: page - 1, home: -all, end: all }[key.name];
}

interface Row {
  readonly text: string;
  readonly style: readonly [Parameters<typeof styleText>[0]];
  readonly tail: string;
}

/** The lines around the cursor, with one between groups; what stands beyond the window is marked by an arrow. */
function windowOf(found: readonly Found[], at: number, room: number): readonly Row[] {
  const rows = found.flatMap(({ name, group }, index) => {
    const before = index === 0 ? undefined : found[index - 1]?.group;
    const isNew = group !== before && (group !== undefined || index > 0);
    return [...(isNew ? [{ text: `  ── ${group ?? 'others'} ──`, index: -1 }] : []), { text: name, index }];
  });
  const line = rows.findIndex(({ index }) => index === at);
  const from = Math.max(0, Math.min(line - Math.floor(room / 2), rows.length - room));
  const last = Math.min(rows.length, from + room) - 1;
  return rows.slice(from, last + 1).map(({ text, index }, offset) => {
    if (index === -1) return { text, style: ['dim'], tail: '' };
    const more =
      from + offset === from && from > 0 ? '↑' : from + offset === last && last < rows.length - 1 ? '↓' : ' ';
    return index === at
      ? { text: `❯ ${text}`, style: ['cyan'], tail: '' }
      : { text: `${more} ${text}`, style: ['reset'], tail: '' };
  });
}
