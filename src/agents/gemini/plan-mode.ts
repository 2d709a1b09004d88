import type { Planning } from '../agent.ts';

/** In plan mode alone it is offered the tool that leaves it, and out of it the one that enters it (0.61.0). */
export const isPlanning: Planning = ({ tools }) => tools.includes('exit_plan_mode');
