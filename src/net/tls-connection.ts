/** A line to a server as it was found, without a request over it. */
export interface TlsConnection {
  /** Scheme, host and port of the proxy in between. */
  readonly proxy?: string;
  /** Of the server, or of the proxy in between. */
  readonly addresses: readonly string[];
  /** What each step took by itself. */
  readonly milliseconds: { readonly lookup: number; readonly connect: number; readonly tls: number };
  /** `TLSv1.3`. */
  readonly protocol: string;
  /** Why the certificate is not trusted, in OpenSSL's word; absent: it is. */
  readonly distrust?: string;
  /** Milliseconds since 1970. */
  readonly certificate: { readonly issuer: string; readonly from: number; readonly until: number };
}
