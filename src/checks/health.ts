import { checkOf } from '../standing.ts';

export const health = checkOf('health', 'Health');
