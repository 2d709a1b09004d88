import { checkOf } from '../status-check.ts';

export const budget = checkOf('budget', 'Budget and limits', { preflight: true });
