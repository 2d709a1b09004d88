import { posix, win32 } from 'node:path';

// In place of node:path where the tests run on Windows, for what reads files that are data: their paths are POSIX, but for
// those that have a drive or a backslash.
const kind = (paths: readonly string[]): typeof posix =>
  paths.some((path) => /^[a-z]:|\\/i.test(path)) ? win32 : posix;

export const basename = (path: string, ending?: string): string => kind([path]).basename(path, ending);
export const dirname = (path: string): string => kind([path]).dirname(path);
export const extname = (path: string): string => kind([path]).extname(path);
export const isAbsolute = (path: string): boolean => kind([path]).isAbsolute(path);
export const join = (...paths: string[]): string => kind(paths).join(...paths);
export const normalize = (path: string): string => kind([path]).normalize(path);
export const relative = (from: string, to: string): string => kind([from, to]).relative(from, to);
export const resolve = (...paths: string[]): string => kind(paths).resolve(...paths);
export const { delimiter } = posix;
export { posix, win32 };
