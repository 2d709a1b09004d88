import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, delimiter, dirname, join, relative } from 'node:path';
import process from 'node:process';

const windows = process.platform === 'win32';

/** What a program of this name is called in a folder of PATH, where it is a script: npm gives it a batch file on Windows. */
export const scriptName = (name: string): string => (windows ? `${name}.cmd` : name);

/**
 * Puts a script of Node's, a CommonJS module, where `path` says, to be started by its name. Gives what is started. `node`: by
 * which Node on POSIX; default: the one on PATH.
 */
export function installScript(path: string, text: string, node = '/usr/bin/env node'): string {
  mkdirSync(dirname(path), { recursive: true });
  for (const [file, content] of Object.entries(scriptFiles(path, text, node))) writeFileSync(file, content);
  chmodSync(path, 0o755);
  return join(dirname(path), scriptName(basename(path)));
}

/** The files that such a script is made of, by their paths, for what installs it itself. Its first line is the same on Windows, as in npm's packages. */
export function scriptFiles(path: string, text: string, node = '/usr/bin/env node'): Readonly<Record<string, string>> {
  const script = { [path]: `#!${node}\n${text}\n` };
  return windows ? { ...script, [`${path}.cmd`]: `@node "%~dp0\\${basename(path)}" %*\r\n` } : script;
}

/** Puts a way to a script of Node's where `path` says, as `npm install -g` does: a link, or a batch file on Windows. */
export function installLink(path: string, script: string): string {
  const from = relative(dirname(path), script);
  if (windows) writeFileSync(`${path}.cmd`, `@node "%~dp0\\${from}" %*\r\n`);
  else symlinkSync(from, path);
  return join(dirname(path), scriptName(basename(path)));
}

/** Node itself by its name in a folder, for scripts that PATH leads to. */
export function installNode(folder: string): void {
  if (windows) writeFileSync(join(folder, 'node.cmd'), `@"${process.execPath}" %*\r\n`);
  else symlinkSync(process.execPath, join(folder, 'node'));
}

/** The folders of this process's PATH that hold a program of the machine's. None: it is not here. */
export function foldersWith(program: string): readonly string[] {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.filter((folder) => existsSync(join(folder, windows ? `${program}.exe` : program)));
}

/** As one word of a shell's. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
