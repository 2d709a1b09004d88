import type { Planning } from '../agent.ts';

/** The mode in which the newest message was typed, where it tells; else the instructions that a session began with (3.0.65). */
export const isPlanning: Planning = ({ system, turns }) => {
  const typed = turns.flatMap(({ role, text }) =>
    role === 'user' ? [...text.matchAll(/<user_input mode="(\w+)">/g)] : [],
  );
  const newest = typed.at(-1)?.[1];
  return newest === undefined ? /^# Plan Mode$/m.test(system) : newest === 'plan';
};
