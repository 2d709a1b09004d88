import { checkOf } from '../standing.ts';

export const billing = checkOf('billing', 'Billing');
