import { Failure } from '../failure.ts';
import { clean } from '../text.ts';
import { isLoopback } from '../net/url.ts';

/** The Failure for an exchange that brought no answer; an error that is a Failure already is handed back. */
export function httpFailure(error: unknown, url: URL): Failure {
  if (error instanceof Failure) return error;
  const codes = codesOf(error);
  const code = codes.find((candidate) => explained(candidate, url) !== undefined);
  const found = code === undefined ? undefined : explained(code, url);
  return found ?? gateway(`The exchange with ${url.origin} broke down: ${said(error)}.`, network);
}

/** The Failure for an answer that was not whole in time. */
export function tooLate(url: URL, milliseconds: number): Failure {
  return gateway(`${url.origin} did not answer within ${Number((milliseconds / 1000).toFixed(1))} s.`, network);
}

/** The Failure for a body over the limit, in bytes. */
export function tooLarge(url: URL, limit: number): Failure {
  return gateway(
    `${url.origin} sent more than ${limit < 1024 * 1024 ? `${limit / 1024} KiB` : `${limit / 1024 / 1024} MiB`}.`,
    'Check that the address is that of a gateway: --base-url <url>.',
  );
}

/** The Failure for an answer that switches to another protocol, which no request asks for. */
export function switched(url: URL, status: number | undefined): Failure {
  return gateway(
    `${url.origin} answers ${status ?? 'a request'} as if it were asked for another protocol.`,
    'Check that the address is that of a gateway: --base-url <url>.',
  );
}

const network = 'Check the network, a VPN and the proxy variables (HTTPS_PROXY, NO_PROXY), then run it again.';
const spelling = 'Check how the address is spelled: --base-url <url>, or the profile: jetway profile show';

function explained(code: string, url: URL): Failure | undefined {
  const { origin, hostname } = url;
  switch (code) {
    case 'ECONNREFUSED':
      return gateway(
        `Nothing listens at ${origin}: the connection was refused.`,
        isLoopback(hostname) ? `Start the gateway, or give its address: --base-url <url>.` : spelling,
      );
    case 'ENOTFOUND':
      return gateway(`There is no host ${hostname}.`, spelling);
    case 'EAI_AGAIN':
      return gateway(`The name ${hostname} could not be looked up: DNS does not answer.`, network);
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EADDRNOTAVAIL':
    case 'UND_ERR_CONNECT_TIMEOUT':
      return gateway(`${origin} can't be reached (${code}).`, network);
    case 'ECONNRESET':
    case 'ECONNABORTED':
    case 'EPIPE':
    case 'UND_ERR_SOCKET':
      return gateway(`${origin} broke the connection off before its answer was whole.`, network);
    case 'UND_ERR_ABORTED':
      return gateway(`The proxy did not open a way to ${origin}.`, 'Check HTTPS_PROXY, or name the host in NO_PROXY.');
    case 'ERR_INVALID_CHAR':
    case 'UND_ERR_INVALID_ARG':
      return new Failure(
        'credential',
        'The key, or a header, holds a character that no header may hold.',
        'Store the key again, without line ends or other control characters: jetway login',
      );
    default:
      return code.startsWith('HPE_') ? gateway(`${origin} answers, but not in HTTP.`, spelling) : tls(code, origin);
  }
}

function tls(code: string, origin: string): Failure | undefined {
  if (/^(EPROTO|ERR_SSL_|ERR_TLS_(?!CERT))/.test(code)) {
    return gateway(`${origin} does not speak TLS as it should (${code}).`, spelling);
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return gateway(`The certificate of ${origin} belongs to another host.`, spelling);
  }
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') {
    return gateway(`The certificate of ${origin} is not valid today.`, "Check this computer's clock, then the server.");
  }
  if (/CERT|ISSUER|SIGNATURE/.test(code)) {
    return gateway(
      `The certificate of ${origin} is not trusted (${code}).`,
      "Name a file with your organisation's certificate in NODE_EXTRA_CA_CERTS.",
    );
  }
  return undefined;
}

/** Of the error, of those it gathers (one for each address of a host) and of its cause. */
function codesOf(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return [];
  const own = 'code' in error && typeof error.code === 'string' ? [error.code] : [];
  const gathered = error instanceof AggregateError ? error.errors.flatMap(codesOf) : [];
  return [...own, ...gathered, ...codesOf(error.cause)];
}

function said(error: unknown): string {
  const [code] = codesOf(error);
  return code ?? clean(error instanceof Error ? error.message : String(error));
}

const gateway = (message: string, hint: string): Failure => new Failure('gateway', message, hint);
