/** A value in pieces: as it stands, from a variable, or what a command prints. */
export type Piece = { readonly text: string } | { readonly variable: string } | { readonly command: readonly string[] };

/** How one shell writes what sets a process's environment. */
export interface Shell {
  /** `name` of a variable, a valid one. */
  set(name: string, value: readonly Piece[]): string;
  unset(name: string): string;
  /** Arguments of ours before the user's own for a program. */
  wrap(command: string, args: readonly string[]): string;
  unwrap(command: string): string;
}

/** In single quotes nothing is special; a single quote ends them. */
const sh = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
const fishText = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`;
const pwsh = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const posix: Shell = {
  set: (name, value) =>
    `export ${name}=${value
      .map((piece) => {
        if ('text' in piece) return sh(piece.text);
        return 'variable' in piece ? `"\${${piece.variable}}"` : `"$(${piece.command.map(sh).join(' ')})"`;
      })
      .join('')}`,
  unset: (name) => `unset ${name}`,
  wrap: (command, args) => `${command}() { command ${command} ${args.map(sh).join(' ')} "$@"; }`,
  unwrap: (command) => `unset -f ${command} 2>/dev/null || :`,
};

/** The shells that `eval` what `jetway env` prints, or its like. */
export const shells: Readonly<Record<'bash' | 'zsh' | 'fish' | 'powershell', Shell>> = {
  bash: posix,
  zsh: posix,
  fish: {
    set: (name, value) =>
      `set -gx ${name} ${value
        .map((piece) => {
          if ('text' in piece) return fishText(piece.text);
          if ('variable' in piece) return `"$${piece.variable}"`;
          return `(${piece.command.map(fishText).join(' ')} | string collect)`;
        })
        .join('')}`,
    unset: (name) => `set -e ${name}`,
    wrap: (command, args) => `function ${command}; command ${command} ${args.map(fishText).join(' ')} $argv; end`,
    unwrap: (command) => `functions -e ${command}`,
  },
  powershell: {
    set: (name, value) =>
      `$env:${name} = ${value
        .map((piece) => {
          if ('text' in piece) return pwsh(piece.text);
          return 'variable' in piece ? `$env:${piece.variable}` : `(& ${piece.command.map(pwsh).join(' ')})`;
        })
        .join(' + ')}`,
    unset: (name) => `Remove-Item Env:${name} -ErrorAction SilentlyContinue`,
    wrap: (command, args) =>
      `function ${command} { & (Get-Command ${command} -CommandType Application, ExternalScript | Select-Object -First 1) ${args.map(pwsh).join(' ')} @args }`,
    unwrap: (command) => `Remove-Item Function:${command} -ErrorAction SilentlyContinue`,
  },
};

/** A line of a file of variables, as docker and the npm package dotenv read it; undefined for what it can't hold. */
export function dotenvLine(name: string, text: string): string | undefined {
  if (/[\r\n]/.test(text)) return undefined;
  if (/^[\w@%+=:,./{}[\]"*-]*$/.test(text)) return `${name}=${text}`;
  return text.includes("'") ? undefined : `${name}='${text}'`;
}
