import { leaveFailure } from '../../lazy.ts';
import type { TlsConnection } from '../../net/tls-connection.ts';
import { dateOf } from '../status-words.ts';
import { type SharedCheck } from '../check.ts';
import { fail, pass, skip, warn, type Outcome } from '../outcome.ts';

/** A certificate that ends sooner should have been renewed: most are a month before. Milliseconds. */
const soon = 7 * 24 * 60 * 60_000;

export const tls: SharedCheck = {
  id: 'tls',
  title: 'TLS',
  about: 'all',
  needsGateway: true,
  preflight: false,
  run: async (facts) => {
    const { connection } = await facts.choice();
    if (!connection.url.startsWith('https:')) return skip('none: the gateway is on this machine');
    const line = await facts.tlsConnection().catch(leaveFailure);
    return line === undefined ? skip('no connection') : outcomeOf(line, new URL(connection.url).host, facts.now());
  },
};

function outcomeOf(connection: TlsConnection, host: string, now: number): Outcome {
  const { certificate, distrust, protocol, milliseconds } = connection;
  const until = dateOf(certificate.until) ?? 'a day that it does not tell';
  const evidence = [{ protocol, milliseconds: milliseconds.tls, issuer: certificate.issuer, until }];
  const by = `made by ${certificate.issuer}`;
  if (certificate.until < now) {
    return fail(
      'gateway',
      `The certificate of ${host} ended on ${until}.`,
      "Check this computer's clock; else ask who runs the gateway to renew it.",
      evidence,
    );
  }
  if (certificate.from > now) {
    return fail(
      'gateway',
      `The certificate of ${host} begins on ${dateOf(certificate.from)} only.`,
      "Check this computer's clock: it may be behind.",
      evidence,
    );
  }
  if (distrust === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return fail(
      'gateway',
      `The certificate of ${host}, ${by}, is another host's.`,
      'Check how the address is spelled: --base-url <url>',
      evidence,
    );
  }
  if (distrust !== undefined) {
    return fail(
      'gateway',
      `The certificate of ${host}, ${by}, is not trusted here (${distrust}).`,
      'Name a file with the certificate of your organisation in NODE_EXTRA_CA_CERTS, and for Codex in SSL_CERT_FILE.',
      evidence,
    );
  }
  if (certificate.until - now < soon) {
    return warn(
      `the certificate of ${host}, ${by}, ends on ${until}`,
      'Ask who runs the gateway to renew it.',
      evidence,
    );
  }
  return pass(`${protocol} in ${milliseconds.tls} ms; certificate until ${until}, ${by}`, evidence);
}
