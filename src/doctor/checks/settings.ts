import { checkOf } from '../status-check.ts';

export const settings = checkOf('settings', 'Gateway settings');
