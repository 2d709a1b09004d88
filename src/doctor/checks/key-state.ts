import { checkOf } from '../status-check.ts';

export const keyState = checkOf('key-state', 'State of the key', { preflight: true });
