import type { Environment } from '../host.ts';
import type { Setter } from './layer.ts';

/** A file of variables. */
export interface DotEnv extends Pick<Setter, 'from' | 'place' | 'void'> {
  readonly entries: readonly { readonly name: string; readonly text: string; readonly line: number }[];
}

/**
 * As programs do that read it by the npm package dotenv (17.x), save for texts of several lines; `comments`: those in Rust
 * take a `#` for one only behind a blank (dotenvy 0.15).
 */
export function parseDotEnv(text: string, comments: 'anywhere' | 'after-blank' = 'anywhere'): DotEnv['entries'] {
  const comment = comments === 'anywhere' ? /\s*#.*$/ : /\s+#.*$/;
  return text.split(/\r?\n/).flatMap((line, index) => {
    const [, name, value = ''] = /^\s*(?:export\s+)?([\w.-]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (name === undefined) return [];
    const quoted = /^(["'`])(.*)\1/.exec(value);
    return [{ name, text: quoted?.[2] ?? value.replace(comment, ''), line: index + 1 }];
  });
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
