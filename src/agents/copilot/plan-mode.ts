import type { Planning } from '../agent.ts';

/** What the user types in plan mode is marked (1.0.102); the model's own turns and tools' results come after it. */
export const isPlanning: Planning = ({ turns }) =>
  /(?:^|\n)\[\[PLAN\]\] /.test(turns.findLast(({ role }) => role === 'user')?.text ?? '');
