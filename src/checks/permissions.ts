import { checkOf } from '../standing.ts';

export const permissions = checkOf('permissions', 'Permissions');
