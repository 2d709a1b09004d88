import type { Host } from './host.ts';

/**
 * One place on this machine that says where an agent connects, with what credential, or to which model. `command`: it
 * has the agent run a program for that, as a repository's `apiKeyHelper` would.
 */
export interface Claim {
  readonly sets: 'endpoint' | 'credential' | 'model' | 'command';
  readonly from: 'environment' | 'managed' | 'user' | 'project' | 'login';
  /** A path, or `environment`. */
  readonly place: string;
  /** Counted from 1. */
  readonly line?: number;
  /** The variable, or the key inside the file: `env.ANTHROPIC_BASE_URL`. */
  readonly key: string;
  /** An endpoint's origin, a credential's last four characters, a model's id: never a whole credential. */
  readonly value: string;
  /** Why it counts for nothing although it is there: `this folder is not trusted`. */
  readonly void?: string;
  /** It would win over what Jetway gives the agent, too. */
  readonly beatsJetway?: boolean;
}

/** How an agent, which reads no file itself, is let look at the user's. */
export interface Look {
  readonly host: Host;
  /** Undefined where there is no such file or it can't be read. */
  read(path: string): string | undefined;
  /** The paths that match: one path, or a folder's files by a last segment `*.json`. */
  expand(pattern: string): readonly string[];
}

/** What wins when the agent is started plainly, and what when Jetway starts it; undefined: the agent's own default, or Jetway. */
export function winner(claims: readonly Claim[], sets: Claim['sets'], startedBy: 'user' | 'jetway'): Claim | undefined {
  return claims.find(
    (claim) => claim.sets === sets && claim.void === undefined && (startedBy === 'user' || claim.beatsJetway === true),
  );
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
