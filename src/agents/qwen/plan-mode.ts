import type { Planning } from '../agent.ts';

/** Reminders in the conversation say that the mode begins and that it ends; the last one holds (0.24.4). */
export const isPlanning: Planning = ({ turns }) => {
  const reminders = turns.flatMap(({ role, text }) =>
    role === 'user' ? [...text.matchAll(/<system-reminder>\s*Plan mode is (active|no longer active)\./g)] : [],
  );
  return reminders.at(-1)?.[1] === 'active';
};
