import type { Environment } from '../host.ts';
import type { Setter } from './layer.ts';

/** A file of variables. */
export interface DotEnv extends Pick<Setter, 'from' | 'place' | 'void'> {
  readonly entries: readonly { readonly name: string; readonly text: string; readonly line: number }[];
}

/** As programs do that read it by the npm package dotenv (17.x), save for texts of several lines. */
export function parseDotEnv(text: string): DotEnv['entries'] {
  return parsed(text, (value) => {
    const quoted = /^(["'`])(.*)\1/.exec(value);
    return quoted?.[2] ?? value.replace(/\s*#.*$/, '');
  });
}

/** As programs in Rust do that read it by dotenvy (0.15, driven with Codex 0.171), save for `$NAME`, which is left as it is. */
export function parseRustDotEnv(text: string): DotEnv['entries'] {
  return parsed(text, rustValue);
}

/** `read` gives undefined where the program passes over the line. */
function parsed(text: string, read: (value: string) => string | undefined): DotEnv['entries'] {
  // In UTF-16, which none of them takes.
  if (text.startsWith('\uFEFF\uFEFF')) return [];
  return text.split(/\r?\n/).flatMap((line, index) => {
    const [, name, value = ''] = /^\s*(?:export\s+)?([\w.-]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    const found = name === undefined ? undefined : read(value);
    return name === undefined || found === undefined ? [] : [{ name, text: found, line: index + 1 }];
  });
}

/** Pieces in quotes and without, as in a shell; behind a blank only a comment, else the whole line counts for nothing. */
function rustValue(value: string): string | undefined {
  if (value.startsWith('#')) return '';
  let text = '';
  for (let rest = value; rest !== '';) {
    if (/^\s+#/.test(rest)) break;
    const piece = /^(?:'([^']*)'|"((?:\\.|[^"\\])*)"|\\(.)|([^\s'"\\]+))/.exec(rest);
    if (piece === null) return undefined;
    const [whole, single, double, escaped, bare] = piece;
    text += single ?? double?.replaceAll(/\\(.)/g, '$1') ?? escaped ?? bare ?? '';
    rest = rest.slice(whole.length);
  }
  return text;
}

/** Where files of variables set one, in their order; of several in one file the last, and an empty one is none. */
export function settersIn(files: readonly DotEnv[], name: string): readonly Setter[] {
  return files.flatMap(({ from, place, entries, void: why }): readonly Setter[] => {
    const entry = entries.findLast((one) => one.name === name);
    if (entry === undefined || entry.text === '') return [];
    const { line, text } = entry;
    return [{ from, place, line, key: name, text, ...(why === undefined ? {} : { void: why }) }];
  });
}

/** `$NAME` and `${NAME}` stand for variables; one that is not set stays as it is written. */
export function expanded(text: string, env: Environment): string {
  return text.replaceAll(
    /\$(?:\{(\w+)\}|(\w+))/g,
    (whole, braced?: string, bare?: string) => env[braced ?? bare ?? ''] ?? whole,
  );
}

/** The same in each of these; what is empty then says nothing. */
export function allExpanded(setters: readonly Setter[], env: Environment): readonly Setter[] {
  return setters.map((setter) => ({ ...setter, text: expanded(setter.text, env) })).filter(({ text }) => text !== '');
}
