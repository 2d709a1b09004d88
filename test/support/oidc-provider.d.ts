declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  interface Context {
    readonly path: string;
    readonly method: string;
    status: number;
    body: unknown;
  }

  /** What tests use of it: the package has no types of its own (9.13). */
  export default class Provider {
    constructor(issuer: string, configuration: object);
    readonly RefreshToken: { find(token: string): Promise<{ destroy(): Promise<void> } | undefined> };
    use(middleware: (context: Context, next: () => Promise<void>) => Promise<void>): void;
    callback(): (request: IncomingMessage, response: ServerResponse) => void;
  }
}
