import { at, textAt, type JsonObject } from '../../json-path.ts';
import { shellWord } from '../../text.ts';
import type { Launch } from '../agent.ts';
import { settingsFiles } from './allowed.ts';
import { parseSettings } from './stored.ts';

/**
 * A status line for `--settings`, which takes the place of the user's: so theirs runs first, as they wrote it, and ours below
 * it. Claude Code gives both the same JSON on standard input, and runs none in a folder that is not trusted (2.1.332).
 * Undefined where none is wanted, and on Windows beside one of the user's: which shell runs it there is not known.
 */
export function statusLine({ host, texts = {}, statusline }: Launch): JsonObject | undefined {
  if (statusline === undefined) return undefined;
  const ours = statusline.map((word) => shellWord(word)).join(' ');
  const [own] = byRank(host).flatMap((path) => {
    const found = at(parseSettings(texts[path] ?? ''), 'statusLine');
    return textAt(found, 'type') === 'command' ? [found as JsonObject] : [];
  });
  const theirs = textAt(own, 'command') ?? '';
  if (theirs.trim() === '') return { type: 'command', command: ours };
  if (host.platform === 'win32') return undefined;
  // In a shell of its own, with a line's end behind it: it may end in a comment, or end the shell.
  const lines = [
    'input=$(cat)',
    `own=$(printf '%s' "$input" | (\n${theirs}\n))`,
    `if [ -n "$own" ]; then printf '%s\\n' "$own"; fi`,
    `printf '%s' "$input" | ${ours}`,
  ];
  return { ...own, type: 'command', command: lines.join('\n') };
}

/** Local settings before the project's, and these before the user's. */
function byRank(host: Launch['host']): readonly string[] {
  const [user, project, ...local] = settingsFiles(host);
  return [...local, ...[project, user].filter((path) => path !== undefined)];
}
