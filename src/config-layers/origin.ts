import type { Host } from '../host.ts';
import type { Removal } from '../edits/removal.ts';
import { clean, ownSeparators } from '../text.ts';

/**
 * One place on this machine that says where an agent connects, with what credential, or to which model. `command`: it
 * has the agent run a program for that, as a repository's `apiKeyHelper` would. `program`: it has one run for other ends.
 * `problem`: it sets none of these, but spoils a start; see `problem`.
 */
export interface Origin {
  readonly sets: 'endpoint' | 'credential' | 'model' | 'command' | 'program' | 'problem';
  readonly from: 'environment' | 'managed' | 'user' | 'project' | 'login';
  /** A path, or `environment`. */
  readonly place: string;
  /** Counted from 1. */
  readonly line?: number;
  /** The variable, or the key inside the file: `env.ANTHROPIC_BASE_URL`. */
  readonly key: string;
  /** An endpoint's origin and path, a credential's last four characters, a model's id: never a whole credential. */
  readonly value: string;
  /** Where an agent can send several credentials at once: the headers that this one goes in, in lower case. */
  readonly headers?: readonly string[];
  /** Why it counts for nothing although it is there: `this folder is not trusted`. */
  readonly void?: string;
  /** It is void only for the model that is chosen now. */
  readonly dormant?: boolean;
  /** It is void only because another credential is there. */
  readonly beaten?: boolean;
  /** Of a program: it is given the gateway's key in a launch by Jetway. */
  readonly seesKey?: boolean;
  /** It would win over what Jetway gives the agent, too. */
  readonly beatsJetway?: boolean;
  /** What it does to a start beside what it sets, and what to do about it. */
  readonly problem?: Problem;
  /** Jetway wrote it into the user's file, and nobody has changed it since: `Jetway's configure, profile work`. */
  readonly by?: string;
  /** Takes it out of a file of the user's: only where that is surely right, if what it sets is of no use. */
  readonly removal?: Removal;
}

export interface Problem {
  /** Goes on behind the place: `holds modelOverrides: …`. */
  readonly what: string;
  readonly hint: string;
  /** The agent does not start with it, not even by Jetway where the origin beats it. Else it is only warned of. */
  readonly stops: boolean;
}

/** How an agent, which reads no file itself, is let look at the user's. */
export interface Look {
  readonly host: Host;
  /** Undefined where there is no such file or it can't be read. */
  read(path: string): string | undefined;
  /** The paths that match: one path, or a folder's files by a last segment `*.json`. */
  glob(pattern: string): readonly string[];
}

/** What wins when the agent is started plainly, and what when Jetway starts it; undefined: the agent's own default, or Jetway. */
export function winner(
  origins: readonly Origin[],
  sets: Origin['sets'],
  startedBy: 'user' | 'jetway',
): Origin | undefined {
  return origins.find(
    (origin) =>
      origin.sets === sets && origin.void === undefined && (startedBy === 'user' || origin.beatsJetway === true),
  );
}

/** Safe to print: names and values come from files of others, a repository's among them. */
export function cleaned(origin: Origin): Origin {
  const { key, place, problem, value } = origin;
  return {
    ...origin,
    place: clean(place, 1000),
    key: clean(key),
    value: clean(value),
    ...(problem === undefined
      ? {}
      : { problem: { ...problem, what: clean(problem.what, 1000), hint: clean(problem.hint, 1000) } }),
  };
}

/** The credentials that go out when the agent is started plainly: the first of each header. More than one is too many. */
export function sentCredentials(origins: readonly Origin[]): readonly Origin[] {
  const taken = new Set<string>();
  const sent: Origin[] = [];
  for (const origin of origins) {
    if (origin.sets !== 'credential' || origin.void !== undefined) continue;
    const headers = (origin.headers ?? ['']).filter((header) => !taken.has(header));
    if (headers.length === 0) continue;
    for (const header of headers) taken.add(header);
    sent.push(origin);
  }
  return sent;
}

/** The credentials for one header that would be taken if no other were there, what wins first; one text is one credential, wherever it stands. */
export function rivals(origins: readonly Origin[]): readonly Origin[] {
  const candidates = origins.filter(
    (origin) => origin.sets === 'credential' && (origin.void === undefined || origin.beaten === true),
  );
  const headers = candidates[0]?.headers ?? [''];
  return candidates
    .filter((origin) => origin.beaten === true || (origin.headers ?? ['']).some((header) => headers.includes(header)))
    .filter(({ value }, index, all) => all.findIndex((other) => other.value === value) === index);
}

/** `~/.claude/settings.json:4 env.ANTHROPIC_BASE_URL`, or the variable alone. */
export function whereIs({ place, line, key }: Origin, home: string): string {
  return place === 'environment' ? key : `${shownPath(place, home)}${line === undefined ? '' : `:${line}`} ${key}`;
}

/** A path with `~` for the home folder. */
export function shownPath(path: string, home: string): string {
  const own = ownSeparators(path);
  return home !== '' && (own.startsWith(`${home}/`) || own.startsWith(`${home}\\`))
    ? `~${own.slice(home.length)}`
    : own;
}

/** An endpoint as it may be shown: without user, password, query and fragment. */
export function shownEndpoint(text: string): string {
  try {
    const { protocol, host, pathname } = new URL(text);
    return `${protocol}//${host}${pathname === '/' ? '' : pathname}`;
  } catch {
    return '(no URL)';
  }
}

/** A credential as it may be shown: its last four characters, where it is long enough for those to tell nothing. */
export function shownCredential(text: string): string {
  return text.length < 16 ? '…' : `…${text.slice(-4)}`;
}

/** A command as it may be shown: its program alone, since the rest may hold a credential. */
export function shownCommand(text: string): string {
  const [program = '', ...rest] = text.trim().split(/\s+/);
  const name = program.split(/[/\\]/).at(-1) ?? '';
  return `${/[=]/.test(name) ? '' : name.slice(0, 40)}${rest.length === 0 ? '' : ' …'}`.trim() || '…';
}
