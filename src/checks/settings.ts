import { checkOf } from '../standing.ts';

export const settings = checkOf('settings', 'Gateway settings');
