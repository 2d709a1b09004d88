import { Failure } from '../failure.ts';
import type { LedgerEntry } from '../relay/ledger.ts';
import type { System } from '../system/system.ts';
import { clean, counted } from '../text.ts';
import { payloads, type ExportedSession, type SessionEnd } from './otlp.ts';
import { tell } from '../say.ts';

/** Requests are collected for so long before they are sent. Milliseconds. */
const collectMs = 2000;
/** A collector is waited for no longer, neither while the session runs nor at its end. Milliseconds. */
const patienceMs = 1000;
/** No more requests than this are kept for a collector that does not answer. */
const keptLimit = 10_000;

export interface Exporter {
  observe(entry: LedgerEntry): void;
  /** Sends what is left and the session itself; within the limit, whatever the collector does. */
  end(code: number | undefined): Promise<void>;
}

/**
 * Tells a collector (OTLP over HTTP, as JSON) of each finished request, and of the session at its end. What it does not take
 * is said once, at the end. Headers as OpenTelemetry's own variable has them.
 */
export function exporter(about: ExportedSession, url: string, system: System): Exporter {
  const address = url.replace(/\/+$/, '');
  const headers = headersOf(system.host.env['OTEL_EXPORTER_OTLP_HEADERS'], system);
  let waiting: LedgerEntry[] = [];
  let timer: NodeJS.Timeout | undefined;
  // How many requests and sessions the collector has not taken yet.
  let untold = 0;
  let reason: string | undefined;
  const post = async (path: string, body: object): Promise<void> => {
    const request = {
      method: 'POST',
      url: `${address}${path}`,
      headers,
      keys: new Map(),
      body: JSON.stringify(body),
    } as const;
    const { status } = await system.http.send({ ...request, timeoutMs: patienceMs });
    if (status < 200 || status > 299) throw new Failure('gateway', `it answers ${status}`, '');
  };
  const send = async (end?: SessionEnd): Promise<void> => {
    const entries = waiting;
    waiting = [];
    const { traces, metrics } = payloads(about, entries, end, system.version, system.sha256);
    const sent = await Promise.allSettled([post('/v1/traces', traces), post('/v1/metrics', metrics)]);
    const failed = sent.find((one) => one.status === 'rejected');
    if (failed === undefined) untold -= entries.length + (end === undefined ? 0 : 1);
    else reason = clean(failed.reason instanceof Error ? failed.reason.message : '', 200);
  };
  let sending: Promise<void> = Promise.resolve();
  return {
    observe: (entry) => {
      if (entry.outcome === 'refused') return;
      if (waiting.length >= keptLimit) waiting.shift();
      waiting.push(entry);
      untold += 1;
      timer ??= setTimeout(() => {
        timer = undefined;
        sending = sending.then(() => send());
      }, collectMs).unref();
    },
    end: async (code) => {
      clearTimeout(timer);
      if (code !== undefined) untold += 1;
      const last = send(code === undefined ? undefined : { until: system.now(), code });
      await within(patienceMs, Promise.all([sending, last]));
      if (untold > 0) {
        tell(
          `${withoutLogin(address)} was not told of ${counted(untold, 'request or session', 'requests and sessions')}: ${reason ?? 'no answer in time'}`,
          system,
        );
      }
    },
  };
}

/** Ends at the time limit, whatever becomes of the work. */
async function within(milliseconds: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((resolve) => void (timer = setTimeout(resolve, milliseconds)));
  await Promise.race([work, late]);
  clearTimeout(timer);
}

/** Reads `name=value,name=value`, whose values are encoded as in a URL. They may hold keys: nothing shows them. */
function headersOf(text: string | undefined, system: System): Readonly<Record<string, string>> {
  const pairs = (text ?? '').split(',').flatMap((pair) => {
    const [, name, value] = /^\s*([^=\s]+)\s*=\s*(.*?)\s*$/.exec(pair) ?? [];
    return name === undefined || value === undefined ? [] : [[name.toLowerCase(), decoded(value)] as const];
  });
  for (const [, value] of pairs) system.hide(value);
  return { 'content-type': 'application/json', ...Object.fromEntries(pairs) };
}

/** An address that holds a password is refused when it is asked, and not shown with it. */
function withoutLogin(address: string): string {
  return address.replace(/^([a-z][a-z\d+.-]*:)?\/\/[^/]*@/i, '$1//');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
