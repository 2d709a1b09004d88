import { checkOf } from '../standing.ts';

export const budget = checkOf('budget', 'Budget and limits');
