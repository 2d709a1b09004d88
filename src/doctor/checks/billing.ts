import { checkOf } from '../status-check.ts';

export const billing = checkOf('billing', 'Billing');
