import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import type { Home } from './home.ts';
import { processesOf } from './processes.ts';

/** A shell in a real terminal of 110 × 40. */
export interface Terminal extends AsyncDisposable {
  /** Types a text, and Enter unless told otherwise. */
  type(text: string, enter?: boolean): void;
  /** Presses keys by tmux's names: `Enter`, `Down`, `C-c`. */
  press(...keys: readonly string[]): void;
  /** What is on the screen now. */
  screen(): string;
  /** All that was ever written to the terminal, escape sequences included, or from this many characters on. */
  written(from?: number): string;
  /** The screen, as soon as this is on it. Fails with the screen after the deadline; milliseconds. */
  until(shown: string | RegExp, deadline?: number): Promise<string>;
  /** Empties the screen of the shell. */
  clear(): Promise<void>;
}

/** tmux on a socket of its own. `wrapper` is what the shell is started by. Throws where tmux is not installed. */
export function openTerminal(home: Home, env: Readonly<Record<string, string>>, wrapper: readonly string[]): Terminal {
  const folder = mkdtempSync(join(tmpdir(), 'jetway-terminal-'));
  const [socket, record] = [join(folder, 'socket'), join(folder, 'written')];
  writeFileSync(record, '');
  const variables = Object.entries({ ...home.env, ...env, PS1: 'shell> ' }).map(([name, value]) => `${name}=${value}`);
  const tmux = (...args: readonly string[]): string =>
    execFileSync('tmux', ['-S', socket, '-f', '/dev/null', ...args], {
      encoding: 'utf8',
      cwd: home.cwd,
      env: { PATH: process.env['PATH'], LANG: 'C.UTF-8', TERM: 'xterm-256color' },
    });
  try {
    const shell = [...wrapper, 'env', ...variables, 'bash', '--norc', '--noprofile'];
    tmux('new-session', '-d', '-s', 'main', '-x', '110', '-y', '40', '-c', home.cwd, ...shell);
  } catch (error) {
    throw new Error('tmux does not start; on Debian: apt-get install tmux', { cause: error });
  }
  tmux('pipe-pane', '-t', 'main', `cat >${record}`);
  const screen = (): string => tmux('capture-pane', '-p', '-t', 'main');
  const press = (...keys: readonly string[]): void => void tmux('send-keys', '-t', 'main', ...keys);
  return {
    type: (text, enter = true) => {
      tmux('send-keys', '-t', 'main', '-l', text);
      if (enter) press('Enter');
    },
    press,
    screen,
    written: (from = 0) => readFileSync(record, 'utf8').slice(from),
    until: (shown, deadline = 30_000) =>
      vi.waitFor(
        () => {
          const text = screen();
          if (typeof shown === 'string' ? text.includes(shown) : shown.test(text)) return text;
          throw new Error(`${shown} is not on the screen:\n${text}`);
        },
        { timeout: deadline, interval: 100 },
      ),
    clear: async () => {
      press('C-l');
      await vi.waitFor(() => expect(screen().trim()).toBe('shell>'), { timeout: 10_000, interval: 50 });
    },
    [Symbol.asyncDispose]: async () => {
      tmux('kill-server');
      await vi.waitFor(() => expect(processesOf(home.path)).toEqual([]), { timeout: 10_000, interval: 50 });
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
