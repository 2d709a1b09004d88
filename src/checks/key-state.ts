import { checkOf } from '../standing.ts';

export const keyState = checkOf('key-state', 'State of the key');
