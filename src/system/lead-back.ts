import { closeSync, openSync, readSync } from 'node:fs';
import { type Environment, type Host, variable } from '../host.ts';

/** Tells a program that Jetway starts, and all that it starts, which files were started for each command, one by one. */
const mark = 'JETWAY_STARTED';

/** How often one and the same file is started inside itself; a session inside a session is no fault. */
const limits = { script: 3, program: 8 };

/** The variable for a program that is started by this path. */
export function marked(command: string, path: string, env: Environment): Readonly<Record<string, string>> {
  const started = startedIn(env[mark]);
  return { [mark]: JSON.stringify({ ...started, [command]: [...(started[command] ?? []), path].slice(-20) }) };
}

/**
 * Whether starting this file may start Jetway for the same command again, and so on without end: a script called like the
 * agent that runs `jetway`, as editors and orchestrators are served, or one that was seen to. `surely`: it did already.
 */
export function leadsBack(command: string, path: string, file: string, host: Host): 'no' | 'perhaps' | 'surely' {
  const times = (startedIn(variable(host.env, mark, host.platform))[command] ?? []).filter(
    (one) => one === path,
  ).length;
  const text = scriptIn(file);
  if (text === undefined) return times >= limits.program ? 'surely' : 'no';
  if (times >= limits.script) return 'surely';
  if (!callsJetway.test(text.replaceAll(/^\s*(?:#|\/\/).*$/gm, ''))) return 'no';
  return times > 0 ? 'surely' : 'perhaps';
}

/** As a word of a command: alone, behind a path, with a version, or as its file; not a folder's name. */
const callsJetway = /(?<![\w.-])jetway(?:@[\w.^~-]+|\.js|\.cmd)?(?![\w./-])/;

function startedIn(text: string | undefined): Readonly<Record<string, readonly string[]>> {
  try {
    const found: unknown = JSON.parse(text ?? '{}');
    const entries = Object.entries(found ?? {}) as [string, unknown][];
    return Object.fromEntries(
      entries.map(([name, list]) => [
        name,
        Array.isArray(list) ? list.filter((one): one is string => typeof one === 'string') : [],
      ]),
    );
  } catch {
    return {};
  }
}

/** The first 64 KiB of a script; undefined for another program, of which two bytes are read, and where they can't be. */
function scriptIn(file: string): string | undefined {
  try {
    const descriptor = openSync(file, 'r');
    try {
      const start = (length: number): string => {
        const bytes = Buffer.allocUnsafe(length);
        return bytes.toString('latin1', 0, readSync(descriptor, bytes, 0, length, 0));
      };
      return start(2) === '#!' ? start(64 * 1024) : undefined;
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return undefined;
  }
}
