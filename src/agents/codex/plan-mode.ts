import type { Planning } from '../agent.ts';

/** Of the instructions about the mode, which developer messages bring with each change, the newest holds (0.171.0). */
export const isPlanning: Planning = ({ turns }) => {
  const modes = turns.flatMap(({ role, text }) =>
    role === 'developer' ? [...text.matchAll(/<collaboration_mode>\s*# (\w+)/g)] : [],
  );
  return modes.at(-1)?.[1] === 'Plan';
};
