import process from 'node:process';

/** A text of Jetway's as it is shown here: paths from the home on (`~/.codex/config.toml`) have Windows' separators there. */
export function shown(text: string): string {
  if (process.platform !== 'win32') return text;
  return text.replaceAll(/~\/[^\s,)]+/g, (path) => path.replaceAll('/', '\\'));
}

/** What was broken between words for a terminal, as it was told. */
export function unbroken(text: string): string {
  return text.trimEnd().replaceAll(/\n */g, ' ');
}
