/** The escape character, at which every terminal sequence starts. */
const escape = String.fromCodePoint(0x1b);

/** Colours and cursor moves; titles and links, up to their end. */
const sequences = new RegExp(
  `${escape}(?:\\[[0-?]*[ -/]*[@-~]|[\\]PX^_][^${escape}\\u0007]*(?:${escape}\\\\|\\u0007)?)`,
  'g',
);

/**
 * A text from outside as one line that is safe on a terminal and in a log: no terminal sequences, control characters,
 * invisible characters or changes of direction; at most `limit` characters.
 */
export function clean(text: string, limit = 200): string {
  const line = text
    .slice(0, limit * 8)
    .replace(sequences, '')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Zs}]+/gu, ' ')
    .replace(/[\p{Cf}\p{Cs}]/gu, '')
    .trim();
  const characters = [...line];
  return characters.length <= limit
    ? line
    : `${characters
        .slice(0, limit - 1)
        .join('')
        .trimEnd()}…`;
}

/** What the user typed, quoted in a message: by its first and last characters where it is long, since it may be a key in the wrong place. */
export function quote(typed: string): string {
  const line = clean(typed.trim());
  return line.length > 24 ? `"${line.slice(0, 4)}…${line.slice(-4)}"` : `"${line}"`;
}

/** The same as `clean` for a text of many lines, as it comes in pieces: line breaks and tabs stay, and nothing is cut. */
export function cleanLines(text: string): string {
  return text.replace(sequences, '').replace(unsafe, '');
}

/** A number before its noun: `1 request`, `2 requests`. `many`: the plural, and its verb, where an s does not make it. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** How long, in the unit in which one would say it: `58 minutes`, `3 hours`, `2 days`. */
export function spanOf(milliseconds: number): string {
  const minutes = Math.max(1, Math.round(milliseconds / 60_000));
  if (minutes < 100) return counted(minutes, 'minute');
  return minutes < 48 * 60 ? counted(Math.round(minutes / 60), 'hour') : counted(Math.round(minutes / 1440), 'day');
}

/** How far this machine's clock is from the gateway's, behind `clock is`: `3 hours ahead of the gateway's`. */
export function offClock(ahead: number): string {
  return `${spanOf(Math.abs(ahead))} ${ahead > 0 ? 'ahead of' : 'behind'} the gateway's`;
}

/** By their numbers, since a class of Unicode takes half a millisecond to make at every start: control characters save tab and line feed, and the changes of direction that make a text read otherwise than it is. */
const unsafe = /[^\t\n\x20-\x7e\xa0-\u{10ffff}]|[\u{202a}-\u{202e}\u{2066}-\u{2069}]/gu;

/**
 * As one would type it in a POSIX shell, or on Windows: there as cmd.exe and PowerShell both take it, save for what has a
 * meaning inside double quotes, which PowerShell alone can be given. `<model>` stands for a word, and stays.
 */
export function shellWord(word: string, platform: NodeJS.Platform = 'linux'): string {
  if (/^<[\w-]+>$/.test(word)) return word;
  if (platform !== 'win32') return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
  if (/^[\w+=:./\\-]+$/.test(word)) return word;
  return /["$`\u201c-\u201f]/.test(word) ? `'${word.replaceAll("'", "''")}'` : `"${word}"`;
}

/** What a person types to have a file out of the way, in a POSIX shell and in PowerShell. */
export function movingAway(path: string): string {
  return `mv '${path}' '${path}.old'`;
}

/** In the text of a file as `Files.read` gives it: the file is not in UTF-8, and written again it would be another. */
export const otherEncoding = /^\uFEFF\uFEFF|\uFFFD/;

/** A path as its system writes it: agents' files are put together with `/` on Windows, too. A path of another system is left alone. */
export function ownSeparators(path: string): string {
  return /^(?:[a-z]:[\\/]|\\\\)/i.test(path) ? path.replaceAll('/', '\\') : path;
}
