import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
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
  /** The same with its colours, as SGR sequences, and with what has scrolled away. */
  coloured(): string;
  /** All that was ever written to the terminal, escape sequences included, or from this many characters on. */
  written(from?: number): string;
  /** The screen, as soon as this is on it. Fails with the screen after the deadline; milliseconds. */
  until(shown: string | RegExp, deadline?: number): Promise<string>;
  /** Presses keys in answer to what this screen asks, once it stands still: a program may paint before it listens. */
  answer(shown: string | RegExp, ...keys: readonly string[]): Promise<void>;
  /** Types a text, and Enter when it is shown: an Enter that comes as fast as a paste would be a part of the text. */
  submit(text: string, shown?: string): Promise<void>;
  /** Moves down a list until this is on the screen. */
  reach(located: string | RegExp): Promise<void>;
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
  const type = (text: string, enter = true): void => {
    tmux('send-keys', '-t', 'main', '-l', text);
    if (enter) press('Enter');
  };
  const until = (shown: string | RegExp, deadline = 30_000): Promise<string> =>
    vi.waitFor(() => found(shown, screen()), { timeout: deadline, interval: 100 });
  const answer = async (shown: string | RegExp, ...keys: readonly string[]): Promise<void> => {
    found(shown, await still(screen, await until(shown)));
    press(...keys);
  };
  return {
    type,
    press,
    screen,
    coloured: () => tmux('capture-pane', '-p', '-e', '-S', '-', '-t', 'main'),
    written: (from = 0) => readFileSync(record, 'utf8').slice(from),
    until,
    answer,
    submit: async (text, shown = text) => {
      type(text, false);
      await answer(shown, 'Enter');
    },
    reach: async (located) => {
      await vi.waitFor(
        async () => {
          const shown = await still(screen, screen());
          if (!isOn(shown, located)) press('Down');
          found(located, shown);
        },
        { timeout: 30_000, interval: 1 },
      );
    },
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

const isOn = (screen: string, shown: string | RegExp): boolean =>
  typeof shown === 'string' ? screen.includes(shown) : shown.test(screen);

function found(shown: string | RegExp, screen: string): string {
  if (isOn(screen, shown)) return screen;
  throw new Error(`${shown} is not on the screen:\n${screen}`);
}

/** The screen once it has not changed for 200 ms, or as it is after 2 s: some programs never rest. */
async function still(screen: () => string, first: string): Promise<string> {
  let [before, since] = [first, 0];
  for (let waited = 0; since < 200 && waited < 2000; waited += 50) {
    await setTimeout(50);
    const now = screen();
    [before, since] = [now, now === before ? since + 50 : 0];
  }
  return before;
}
