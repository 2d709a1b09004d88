/** A machine on which several places set where an agent goes, and who wins there. */
export interface Scenario {
  readonly agent: string;
  readonly what: string;
  /** Under the home. Default: the repository's root. */
  readonly cwd?: string;
  env?(at: Place): Readonly<Record<string, string>>;
  /** By their paths in the home; objects become JSON. */
  files?(at: Place): Readonly<Record<string, object | string>>;
  readonly endpoint: 'a' | 'b' | 'c';
  readonly credentials: readonly string[];
  /** Undefined: the agent's own. */
  readonly model: string | undefined;
  /** What a program that is run for a credential prints. */
  readonly printed?: string;
}

/** Three gateways, and the home. */
export interface Place {
  readonly a: string;
  readonly b: string;
  readonly c: string;
  readonly home: string;
}

export const exported = 'sk-exported-000000001111';
export const key = 'sk-api-key-00000000002222';
export const stored = 'sk-stored-00000000003333';
export const loggedIn = 'tok-login-0000000004444';
export const printed = 'sk-printed-0000000005555';

/** What foreign code leaves behind. */
export const ran = 'foreign code was here';
