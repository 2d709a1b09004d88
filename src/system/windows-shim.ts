/**
 * What npm and its kin put on PATH on Windows: a batch file (`claude.cmd`) or a PowerShell script (`claude.ps1`) beside
 * the modules, which starts Node with a script or an executable, or has a version manager start it. Node refuses to start batch files without a
 * shell since CVE-2024-27980 (nodejs.org, April 2024 security releases), and a shell would read the user's arguments.
 * Formats: cmd-shim 8 (npm 11), @zkochan/cmd-shim 7 (pnpm 10), npm's and npx's own of Node 20 to 26, Volta 2, mise, Scoop,
 * Yarn 1.22.
 */
export type Shim = FileShim | ProgramShim;

interface FileShim {
  /** Relative to the shim's folder, with `/`, or absolute. */
  readonly target: string;
  /** Arguments for Node before the script, from its `#!` line. */
  readonly nodeArguments: readonly string[];
  /** Whether Node runs the target; if not, it is an executable, or a shim itself. */
  readonly script: boolean;
}

interface ProgramShim {
  /** Looked up on PATH. */
  readonly program: string;
  readonly words: readonly string[];
}

/** `name`: the shim's own, without its ending. Undefined for a batch file that is no shim, or one that starts something else. */
export function readShim(text: string, name: string): Shim | undefined {
  return readCall(text) ?? readPassing(text, name);
}

function readCall(text: string): FileShim | undefined {
  for (const line of text.split(/\r?\n/)) {
    const found = batchCall.exec(line) ?? powershellCall.exec(line);
    const target = found?.groups?.['target']?.replaceAll('\\', '/');
    if (target === undefined) continue;
    const interpreter = found?.groups?.['interpreter'];
    const nodeArguments = (found?.groups?.['flags'] ?? '').split(/\s+/).filter(Boolean);
    if (interpreter === undefined)
      return /\.(exe|com)$/i.test(target) ? { target, nodeArguments, script: false } : undefined;
    return startsNode(text, interpreter) ? { target, nodeArguments, script: true } : undefined;
  }
  return undefined;
}

/** One command, beside what a batch file says to cmd.exe. */
function readPassing(text: string, name: string): Shim | undefined {
  const lines = text.split(/\r?\n/).map((line) => line.trim().replace(/^@/, ''));
  const own = ownCall(lines);
  if (own !== undefined) return own;
  const [line = '', ...more] = lines.filter((one) => one !== '' && !toItself.test(one));
  if (more.length > 0) return undefined;
  const target = /^"(?:%~dp0\\?)?((?:[a-z]:\\|\.\.?\\)[^"%]+\.(?:exe|com|cmd|bat))"\s+%\*$/i
    .exec(line)?.[1]
    ?.replaceAll('\\', '/');
  if (target !== undefined) return { target, nodeArguments: [], script: false };
  const [program = '', ...words] =
    /^((?:[\w.=-]+|%~n0)(?:\s+(?:[\w.=-]+|%~n0))+)\s+%\*$/.exec(line)?.[1]?.split(/\s+/) ?? [];
  if (program === '' || commands.test(program)) return undefined;
  return { program, words: words.map((word) => (word === '%~n0' ? name : word)) };
}

const toItself = /^(?:echo off|setlocal\b.*|endlocal|rem\b.*|::.*|exit \/b.*)$/i;

/** Of cmd.exe, which are no programs, and what would lead in a circle. */
const commands = /^(?:%~n0|call|cmd|copy|del|dir|echo|for|if|node|set|start|type)(?:\.exe)?$/i;

/** npm's and npx's own, which come with Node: `"%NODE_EXE%" "%NPX_CLI_JS%" %*`, both set above. */
function ownCall(lines: readonly string[]): FileShim | undefined {
  const variable = lines.map((line) => /^"%NODE_EXE%" "%(NP[MX]_CLI_JS)%" %\*$/.exec(line)?.[1]).find(Boolean);
  const set = lines.find((line) => line.startsWith(`SET "${variable}=%~dp0\\`));
  const target = set
    ?.replace(/^[^\\]*\\/, '')
    .replace(/"$/, '')
    .replaceAll('\\', '/');
  return target === undefined ? undefined : { target, nodeArguments: [], script: true };
}

/** `"%_prog%" --flag "%dp0%\path\cli.js" %*`, `node "%~dp0\..\path\cli.js" %*`, `"%dp0%\path\tool.exe" %*`. */
const batchCall =
  /(?:(?<interpreter>"%_prog%"|"%~?dp0%?\\node\.exe"|\bnode(?:\.exe)?)\s+(?<flags>(?:-[^\s"]+\s+)*))?"%~?dp0%?\\(?<target>(?!node\.exe")[^"%]+)"\s+%\*/i;

/** `& "$basedir/node$exe" --flag "$basedir/path/cli.js" $args`. */
const powershellCall =
  /&\s+(?:(?<interpreter>"(?:\$basedir\/)?node\$exe")\s+(?<flags>(?:-[^\s"]+\s+)*))?"\$basedir\/(?<target>(?!node\$exe)[^"$]+)"\s+\$args/i;

function startsNode(text: string, interpreter: string): boolean {
  return interpreter !== '"%_prog%"' || /SET "?_prog=(%~?dp0%?\\)?node(\.exe)?"?\s*$/im.test(text);
}
