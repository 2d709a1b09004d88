import type { ForwardedRequest } from '../net/exchange.ts';
import { token } from './head-lines.ts';
import { httpFailure } from './http-failure.ts';

const foreign = /[^\t\u0020-\u007e\u0080-\u00ff]/;

/** As Node's own client has it. */
function invalid(code: string, what: string): Error {
  return Object.assign(new Error(`${what} holds what it may not hold`), { code });
}

/** The bytes in front of a body of `length`. Throws the Failure of a key that no header may hold. */
export function requestHead(
  { method, headers }: ForwardedRequest,
  length: number | undefined,
  origin: URL,
  path: string,
): Buffer {
  try {
    if (/[^\u0021-\u00ff]/.test(path)) throw invalid('ERR_UNESCAPED_CHARACTERS', 'path');
    let text = `${method} ${path} HTTP/1.1\r\nhost: ${origin.host}\r\n`;
    for (const name in headers) {
      const value = headers[name] ?? '';
      if (!token.test(name) || foreign.test(value)) throw invalid('ERR_INVALID_CHAR', name);
      text += `${name}: ${value}\r\n`;
    }
    if (length !== undefined) text += `content-length: ${length}\r\n`;
    return Buffer.from(`${text}connection: keep-alive\r\n\r\n`, 'latin1');
  } catch (error) {
    throw httpFailure(error, origin);
  }
}
