import process from 'node:process';
import { Failure } from '../failure.ts';
import { ownSeparators } from '../text.ts';

/** The code of a system error: `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** The `configuration` Failure for a file that the system refuses. */
export function trouble(what: 'read' | 'written' | 'removed', place: string, error: unknown): Failure {
  const path = ownSeparators(place);
  const code = codeOf(error) ?? '';
  // The same code as of a file that is too large to read.
  if (what === 'written' && code === 'EFBIG') {
    return new Failure(
      'configuration',
      `${path} can't be written: ${tooLarge}.`,
      'Raise the limit: ulimit -f unlimited',
    );
  }
  return new Failure('configuration', `${path} can't be ${what}: ${reasonOf(error)}.`, mends[code] ?? mend(path));
}

/** Why the system refuses, as an end of a sentence. */
export function reasonOf(error: unknown): string {
  const code = codeOf(error) ?? (error instanceof Error ? error.message : String(error));
  return reasons[code] ?? code;
}

const tooLarge = 'a limit of this shell on the size of files is reached';

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'it is a folder',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  ELOOP: 'its symbolic links lead in a circle',
  EFBIG: 'it is too large to be what it should be',
  ENXIO: 'it is no regular file',
  ESTALE: 'the name leads elsewhere than to what was written',
  ENOTDIR: 'a part of its path is a file, not a folder',
};

const mends: Readonly<Record<string, string>> = {
  ENOSPC: 'Free some space, then run the same command again.',
  EDQUOT: 'Free some space, then run the same command again.',
};

const mend = (path: string): string =>
  `Look at it and at its folder, correct what is wrong, then run the same command: ${process.platform === 'win32' ? `icacls "${path}"` : `ls -ld '${path}'`}`;
