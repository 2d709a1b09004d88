import type { Row } from './row.ts';
import { configureRows } from './rows/configure.ts';
import { keyRows } from './rows/keys.ts';
import { launchRows } from './rows/launch.ts';
import { manageRows } from './rows/manage.ts';
import { profileRows } from './rows/profiles.ts';
import { shellRows } from './rows/shell.ts';

/** In the order of the help. Each is loaded when it runs. */
export const rows: readonly Row[] = [
  ...launchRows,
  ...keyRows,
  ...profileRows,
  ...manageRows,
  ...configureRows,
  ...shellRows,
];
