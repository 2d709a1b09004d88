import { styleText } from 'node:util';
import {
  createPrompt,
  isDownKey,
  isEnterKey,
  isSpaceKey,
  isUpKey,
  useKeypress,
  usePrefix,
  useState,
} from '@inquirer/core';
import { cut } from '../../wrap.ts';
import type { PromptChoice } from '../system.ts';
import { back, isBack, keyLine, type Vanishing } from './keys.ts';

export interface BoxesConfig {
  readonly message: string;
  readonly its: Vanishing;
  readonly choices: readonly PromptChoice<string>[];
  readonly ticked: readonly string[];
  size(): { readonly columns: number };
}

/** A few things to tick, at least one. Gives their values in the order of the choices, or `back`. */
export const boxes = createPrompt<readonly string[] | typeof back, BoxesConfig>((config, done) => {
  const [ticked, setTicked] = useState(config.ticked);
  const [active, setActive] = useState(0);
  const [answer, setAnswer] = useState<string | undefined>(undefined);
  const [wrong, setWrong] = useState(false);
  const prefix = usePrefix({ status: answer === undefined ? 'idle' : 'done' });
  const { choices } = config;

  useKeypress((key, rl) => {
    rl.clearLine(0);
    if (answer !== undefined) return;
    const value = choices[active]?.value ?? '';
    if (isEnterKey(key)) {
      const taken = choices.filter((choice) => ticked.includes(choice.value));
      setWrong(taken.length === 0);
      if (taken.length === 0) return;
      setAnswer(taken.map((choice) => choice.value).join(', '));
      done(taken.map((choice) => choice.value));
    } else if (isBack(key, '')) {
      config.its.clearPromptOnDone = true;
      done(back);
    } else if (isUpKey(key)) setActive(Math.max(0, active - 1));
    else if (isDownKey(key)) setActive(Math.min(choices.length - 1, active + 1));
    else if (isSpaceKey(key)) {
      setTicked(ticked.includes(value) ? ticked.filter((one) => one !== value) : [...ticked, value]);
      setWrong(false);
    }
  });

  const message = styleText('bold', config.message);
  if (answer !== undefined) return `${prefix} ${message} ${styleText('cyan', answer)}`;
  const columns = config.size().columns - 1;
  const rows = choices.map(({ value, name }, index) => {
    const text = cut(`${index === active ? '❯' : ' '} [${ticked.includes(value) ? 'x' : ' '}] ${name}`, columns);
    return index === active ? styleText('cyan', text) : text;
  });
  const hints = styleText('dim', `  ${keyLine('Space ticks', '↑↓', 'Enter', 'Esc back')}`);
  return [`${prefix} ${message}`, [...rows, wrong ? styleText('red', '  Tick one at least.') : hints].join('\n')];
});
