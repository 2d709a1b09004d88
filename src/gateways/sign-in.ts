/** Where a gateway's users sign in, and as which client: what `jetway login --sso` must know that no discovery tells. */
export interface SignInPlace {
  /** The issuer, without a slash at the end. Absent: the gateway itself is asked which (RFC 9728), else it is its own. */
  readonly issuer?: string;
  /** A public client that is known there. Absent: Jetway registers itself (RFC 7591), or `--client-id` names one. */
  readonly clientId?: string;
  /** Absent: by what the issuer says that it has. */
  readonly scopes?: readonly string[];
  /** What the token is for (RFC 8707). */
  readonly resource?: string;
  /** Where the browser may come back to, for a client that is registered with such addresses alone. Absent: any port of 127.0.0.1. */
  readonly redirect?: { readonly host: string; readonly ports: readonly number[]; readonly path: string };
  /** Whose sign-in it is, by the token's answer; for an issuer that gives no id token. */
  whose?(answer: unknown): string | undefined;
}
