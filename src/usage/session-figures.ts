import { folders, type Host } from '../host.ts';

/** Where a session's sums are kept while it runs, for its status line. */
export function figuresFile(session: string, host: Host): string {
  return `${folders(host).cache}/statusline/${session}.json`;
}
