import { checkOf } from '../status-check.ts';

export const health = checkOf('health', 'Health', { preflight: true });
