import { styleText } from 'node:util';
import { createPrompt, isEnterKey, useKeypress, usePrefix, useState } from '@inquirer/core';
import { wrap } from '../../wrap.ts';
import { back, isBack, keyLine, type Pressed, type Vanishing } from './keys.ts';

export interface LineConfig {
  readonly message: string;
  size(): { readonly columns: number };
  readonly its: Vanishing;
  /** Shown behind the question, and taken by Enter where nothing was typed. */
  readonly preset?: string;
  /** What is typed is shown as asterisks, and never otherwise. */
  readonly secret: boolean;
  /** What is wrong with an answer. Throws nothing. */
  check(text: string): Promise<string | undefined> | string | undefined;
}

/** One line of text. Gives it, or `back`. */
export const line = createPrompt<string | typeof back, LineConfig>((config, done) => {
  const [typed, setTyped] = useState('');
  const [answer, setAnswer] = useState<string | undefined>(undefined);
  const [wrong, setWrong] = useState<string | undefined>(undefined);
  const [isTried, setTried] = useState(false);
  const prefix = usePrefix({ status: isTried ? 'loading' : answer === undefined ? 'idle' : 'done' });
  const shown = (text: string): string => (config.secret ? '*'.repeat(text.length) : text);

  useKeypress(async (key: Pressed, rl) => {
    if (answer !== undefined || isTried) {
      rl.clearLine(0);
      return;
    }
    if (isEnterKey(key)) {
      const text = typed === '' ? (config.preset ?? '') : typed;
      const checked = config.check(text);
      const isLong = checked instanceof Promise;
      setTried(isLong);
      const complaint = isLong ? await checked : checked;
      setTried(false);
      setWrong(complaint);
      if (complaint !== undefined) {
        // A text is corrected; what of a key can't be seen is typed anew.
        if (config.secret) setTyped('');
        else rl.write(typed);
        return;
      }
      setAnswer(text);
      done(text);
      return;
    }
    if (isBack(key, typed)) {
      config.its.clearPromptOnDone = true;
      done(back);
      return;
    }
    if (key.name === 'escape') rl.clearLine(0);
    setTyped(rl.line);
    setWrong(undefined);
  });

  const message = styleText('bold', config.message);
  if (answer !== undefined) return `${prefix} ${message} ${styleText('cyan', shown(answer))}`;
  const preset = config.preset === undefined || typed !== '' ? '' : ` ${styleText('dim', `(${config.preset})`)}`;
  const hints = keyLine('Enter', typed === '' ? 'Esc back' : 'Esc clear');
  return [
    `${prefix} ${message}${preset} ${shown(typed)}`,
    wrong === undefined
      ? styleText('dim', `  ${hints}`)
      : styleText(
          'red',
          wrap(wrong, config.size().columns - 3)
            .map((one) => `  ${one}`)
            .join('\n'),
        ),
  ];
});
