/** One request that a relay has got, and the door through which it is answered. */
export interface Exchange {
  readonly method: string;
  /** Path and query, as sent. */
  readonly path: string;
  /** Names in lower case; what came several times is joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
  /** Aborted where the client goes away before its answer is whole. */
  readonly signal: Leaving;
  /** The whole body; undefined where it is larger than so many bytes. Rejects where the client goes away. */
  body(limit: number): Promise<Uint8Array | undefined>;
  /** Names and values in turn, as they are to be sent. Nothing goes out before a piece of the body, or the end. */
  begin(status: number, headers: readonly string[]): void;
  /** Gives something to wait for where the client reads more slowly than this. */
  write(piece: Uint8Array | string): Promise<void> | undefined;
  end(piece?: Uint8Array | string): void;
  /** Breaks the connection off: for an answer that can't be ended as it should. */
  destroy(): void;
}

/** A signal without the machinery of an AbortSignal, which each request would pay for. */
export interface Leaving {
  readonly aborted: boolean;
  /** Called once, where it is aborted later on. */
  onAbort(listener: () => void): void;
}

export interface ExchangeServer {
  /** `http://127.0.0.1:<port>`. */
  readonly origin: string;
  /** New for each server, and not to be guessed. */
  readonly token: string;
  /** Whether a text is the token, found out in a time that says nothing of how much of it is right. */
  isToken(text: string): boolean;
  /** Stops listening at once, and ends what is still open. */
  close(): Promise<void>;
}

/** Requests to servers over lines that are kept for the next one. */
export interface Forwarder {
  /**
   * HTTPS only, loopback excepted; follows no redirect. Rejects with a `gateway` Failure where no answer comes.
   * `plain`: the body is to be read here, so whatever it was packed by is taken off.
   */
  send(request: ForwardedRequest): Promise<ForwardedAnswer>;
  close(): void;
}

export interface ForwardedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string | undefined;
  readonly signal: Leaving;
  readonly plain?: boolean;
}

export interface ForwardedAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Names and values in turn, as they came. */
  readonly rawHeaders: readonly string[];
  /** Throws a `gateway` Failure where the line breaks. */
  readonly body: AsyncIterable<Uint8Array>;
}
