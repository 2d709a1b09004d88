import type { Failure } from '../failure.ts';
import { noAnswer, waiting } from './keyring-failure.ts';

/** How a call that may never return is watched; all times in milliseconds. */
export interface Watch {
  readonly noticeAfter: number;
  readonly endAfter: number;
  /** Said once, to a person who may be looking at an unlock window. */
  notice(text: string): void;
  /** Ends the process: nothing after it runs. */
  end(failure: Failure): void;
}

/**
 * With a person there, time to type a password. On macOS the window comes whoever asks, an agent too that left us no
 * terminal, and where nobody can see it the Keychain answers at once.
 */
export function limits(isTerminal: boolean, platform: NodeJS.Platform): Pick<Watch, 'noticeAfter' | 'endAfter'> {
  return { noticeAfter: 2000, endAfter: isTerminal || platform === 'darwin' ? 30_000 : 5000 };
}

/**
 * Runs a call of the keyring under time limits. A call that has started can't be given up: no signal stops it, and
 * `process.exit` waits for it (libuv joins its pool, libuv/libuv#364), so the only way on is to end the process.
 * A frozen bus is out of reach: it blocks this thread in the library's constructor and no timer fires. Ctrl-C works even then,
 * as long as nobody listens for SIGINT.
 */
export async function watched<T>(call: () => Promise<T>, place: string, watch: Watch): Promise<T> {
  const notice = setTimeout(() => watch.notice(waiting(place)), watch.noticeAfter);
  const end = setTimeout(() => watch.end(noAnswer(place)), watch.endAfter);
  try {
    return await call();
  } finally {
    clearTimeout(notice);
    clearTimeout(end);
  }
}
