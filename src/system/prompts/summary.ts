import { styleText } from 'node:util';
import { createPrompt, isEnterKey, useKeypress, usePrefix, useState } from '@inquirer/core';
import { cut } from '../../wrap.ts';
import type { SummaryRow } from '../system.ts';
import { back, isBack, keyLine, type Vanishing } from './keys.ts';

export interface SummaryConfig {
  readonly message: string;
  readonly its: Vanishing;
  readonly rows: readonly SummaryRow[];
  size(): { readonly columns: number };
}

/** What was answered, a line each, and the key that changes it. Gives that key, `go`, or `back`. */
export const summary = createPrompt<string | typeof back, SummaryConfig>((config, done) => {
  const [over, setOver] = useState(false);
  const prefix = usePrefix({ status: over ? 'done' : 'idle' });
  const { rows } = config;

  useKeypress((key, rl) => {
    rl.clearLine(0);
    if (over) return;
    const isKnown = rows.some((row) => row.key === key.name);
    if (!isEnterKey(key) && !isBack(key, '') && !isKnown) return;
    config.its.clearPromptOnDone = !isEnterKey(key);
    setOver(true);
    done(isEnterKey(key) ? 'go' : isKnown ? key.name : back);
  });

  const width = Math.max(...rows.map(({ label }) => label.length));
  const columns = config.size().columns - 1;
  const lines = rows.map(({ key, label, text }) =>
    cut(`  ${key === undefined ? ' ' : styleText('cyan', key)}  ${label.padEnd(width)}  ${text}`, columns),
  );
  const body = [`${prefix} ${styleText('bold', config.message)}`, ...lines].join('\n');
  if (over) return body;
  return [body, styleText('dim', `  ${keyLine('Enter goes', 'a letter changes its line', 'Esc back')}`)];
});
