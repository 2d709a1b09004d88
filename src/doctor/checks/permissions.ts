import { checkOf } from '../status-check.ts';

export const permissions = checkOf('permissions', 'Permissions');
