/**
 * What npm and its kin put on PATH on Windows: a batch file (`claude.cmd`) or a PowerShell script (`claude.ps1`) beside
 * the modules, which starts Node with a script or the executable itself. Node refuses to start batch files without a
 * shell since CVE-2024-27980 (nodejs.org, April 2024 security releases), and a shell would read the user's arguments.
 * Formats: cmd-shim 8 (npm 11), @zkochan/cmd-shim 7 (pnpm 10).
 */
export interface Shim {
  /** Relative to the shim's folder, with `/`. */
  readonly target: string;
  /** Arguments for Node before the script, from its `#!` line. */
  readonly nodeArguments: readonly string[];
  /** Whether Node runs the target; if not, it is an executable. */
  readonly script: boolean;
}

/** Undefined for a batch file that is no shim, or one that starts something else than Node. */
export function readShim(text: string): Shim | undefined {
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

/** `"%_prog%" --flag "%dp0%\path\cli.js" %*`, `node "%~dp0\..\path\cli.js" %*`, `"%dp0%\path\tool.exe" %*`. */
const batchCall =
  /(?:(?<interpreter>"%_prog%"|"%~?dp0%?\\node\.exe"|\bnode(?:\.exe)?)\s+(?<flags>(?:-[^\s"]+\s+)*))?"%~?dp0%?\\(?<target>(?!node\.exe")[^"%]+)"\s+%\*/i;

/** `& "$basedir/node$exe" --flag "$basedir/path/cli.js" $args`. */
const powershellCall =
  /&\s+(?:(?<interpreter>"(?:\$basedir\/)?node\$exe")\s+(?<flags>(?:-[^\s"]+\s+)*))?"\$basedir\/(?<target>(?!node\$exe)[^"$]+)"\s+\$args/i;

function startsNode(text: string, interpreter: string): boolean {
  return interpreter !== '"%_prog%"' || /SET "?_prog=(%~?dp0%?\\)?node(\.exe)?"?\s*$/im.test(text);
}
