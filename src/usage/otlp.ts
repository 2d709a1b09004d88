import { vendorOf } from '../models/vendors.ts';
import type { LedgerEntry } from '../relay/ledger.ts';

/** What is told of a session beside its requests. Times: milliseconds since 1970. */
export interface ExportedSession {
  /** UUID. */
  readonly session: string;
  readonly agent: string;
  readonly gateway: string;
  readonly model: string;
  readonly profile: string | undefined;
  readonly project: string | undefined;
  readonly user: string | undefined;
  readonly since: number;
}

/** How a session ended. */
export interface SessionEnd {
  readonly until: number;
  readonly code: number | undefined;
}

/** `double` marks a fraction, even one that happens to be whole. */
type Value = string | number | { readonly double: number } | undefined;

/**
 * OpenTelemetry's JSON for `/v1/traces` and `/v1/metrics`, in the words of its GenAI conventions (2026-11): ids in hex, times
 * in nanoseconds and whole numbers as texts. No text of anybody's is in it. `sha256`: in hex.
 */
export function payloads(
  about: ExportedSession,
  entries: readonly LedgerEntry[],
  end: SessionEnd | undefined,
  version: string,
  sha256: (text: string) => string,
): { readonly traces: object; readonly metrics: object } {
  const resource = {
    attributes: attributes({
      'service.name': 'jetway',
      'service.version': version,
      'service.instance.id': about.session,
    }),
  };
  const scope = { name: 'jetway', version };
  const traceId = about.session.replaceAll('-', '');
  const parentSpanId = sha256(about.session).slice(0, 16);
  const spans = entries.map((entry, index) => ({
    traceId,
    spanId: sha256(`${about.session} ${entry.at} ${index} ${entry.totalMs}`).slice(0, 16),
    parentSpanId,
    name: `chat ${entry.model}`,
    kind: 3,
    startTimeUnixNano: nanoseconds(Date.parse(entry.at)),
    endTimeUnixNano: nanoseconds(Date.parse(entry.at) + entry.totalMs),
    attributes: attributes({ ...requestAttributes(entry), ...sessionAttributes(about) }),
    status: entry.outcome === 'whole' ? {} : { code: 2 },
  }));
  const whole =
    end === undefined
      ? []
      : [
          {
            ...{ traceId, spanId: parentSpanId, name: `invoke_agent ${about.agent}`, kind: 1 },
            startTimeUnixNano: nanoseconds(about.since),
            endTimeUnixNano: nanoseconds(end.until),
            attributes: attributes({
              'gen_ai.operation.name': 'invoke_agent',
              'gen_ai.provider.name': providerOf(about.model, about.gateway),
              'gen_ai.request.model': about.model,
              'jetway.exit_code': end.code,
              ...sessionAttributes(about),
            }),
            status: end.code === 0 ? {} : { code: 2 },
          },
        ];
  return {
    traces: { resourceSpans: [{ resource, scopeSpans: [{ scope, spans: [...spans, ...whole] }] }] },
    metrics: { resourceMetrics: [{ resource, scopeMetrics: [{ scope, metrics: metricsOf(about, entries, end) }] }] },
  };
}

function sessionAttributes({
  session,
  agent,
  gateway,
  profile,
  project,
  user,
}: ExportedSession): Record<string, Value> {
  return {
    'gen_ai.conversation.id': session,
    'gen_ai.agent.name': agent,
    'user.name': user,
    'jetway.gateway': gateway,
    'jetway.profile': profile,
    'jetway.project': project,
  };
}

function requestAttributes(entry: LedgerEntry): Record<string, Value> {
  const { usage, status, outcome, firstOutputMs, estimatedUsd } = entry;
  return {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': providerOf(entry.model, entry.gateway),
    'gen_ai.request.model': entry.model,
    'gen_ai.response.model': entry.answered,
    'gen_ai.usage.input_tokens': usage.input,
    'gen_ai.usage.output_tokens': usage.output,
    'gen_ai.usage.cache_read.input_tokens': usage.cached,
    'gen_ai.usage.cache_creation.input_tokens': usage.cacheWritten,
    'gen_ai.usage.reasoning.output_tokens': usage.reasoning,
    'gen_ai.response.time_to_first_chunk': firstOutputMs === undefined ? undefined : { double: firstOutputMs / 1000 },
    'http.response.status_code': status,
    'error.type': outcome === 'whole' ? undefined : status !== undefined && status >= 400 ? `${status}` : outcome,
    'jetway.estimated_cost_usd': estimatedUsd === undefined ? undefined : { double: estimatedUsd },
  };
}

/** The maker of the model, as the conventions call it; for a maker that is not known, the gateway. */
function providerOf(model: string, gateway: string): string {
  const vendor = vendorOf(model)?.id;
  return vendor === 'gemini' ? 'gcp.gemini' : (vendor ?? gateway);
}

/** Bounds that the conventions want. */
const tokenBounds = Array.from({ length: 14 }, (_, index) => 4 ** index);
const secondBounds = Array.from({ length: 14 }, (_, index) => 0.01 * 2 ** index);

interface Point {
  readonly at: number;
  readonly until: number;
  readonly value: number;
  readonly labels: Record<string, Value>;
}

function metricsOf(
  about: ExportedSession,
  entries: readonly LedgerEntry[],
  end: SessionEnd | undefined,
): readonly object[] {
  const requests = entries.map((entry) => {
    const at = Date.parse(entry.at);
    const { 'error.type': error } = requestAttributes(entry);
    const named = { 'gen_ai.operation.name': 'chat', 'gen_ai.provider.name': providerOf(entry.model, entry.gateway) };
    return { entry, at, until: at + entry.totalMs, error, labels: { ...named, 'gen_ai.request.model': entry.model } };
  });
  const used = requests.flatMap(({ entry: { usage }, at, until, labels }) =>
    (['input', 'output'] as const).flatMap((type): readonly Point[] => {
      const value = usage[type];
      return value === undefined ? [] : [{ at, until, value, labels: { ...labels, 'gen_ai.token.type': type } }];
    }),
  );
  const took = requests.map(({ entry, at, until, error, labels }) => ({
    ...{ at, until, value: entry.totalMs / 1000, labels: { ...labels, 'error.type': error } },
  }));
  const whole =
    end === undefined
      ? []
      : [
          {
            ...{ at: about.since, until: end.until, value: (end.until - about.since) / 1000 },
            labels: {
              'gen_ai.operation.name': 'invoke_agent',
              'gen_ai.provider.name': providerOf(about.model, about.gateway),
              'gen_ai.request.model': about.model,
            },
          },
        ];
  return [
    histogram('gen_ai.client.token.usage', '{token}', tokenBounds, used),
    histogram('gen_ai.client.operation.duration', 's', secondBounds, [...took, ...whole]),
  ].flat();
}

/** A histogram as OTLP has it. Its temporality is delta (1), since each figure is sent once. */
function histogram(
  name: string,
  unit: string,
  explicitBounds: readonly number[],
  points: readonly Point[],
): readonly object[] {
  if (points.length === 0) return [];
  const dataPoints = [...grouped(points).values()].map((group) => {
    const bucketCounts = Array.from({ length: explicitBounds.length + 1 }, () => 0);
    for (const { value } of group) {
      const place = explicitBounds.findIndex((bound) => value <= bound);
      const index = place === -1 ? explicitBounds.length : place;
      bucketCounts[index] = (bucketCounts[index] ?? 0) + 1;
    }
    const values = group.map(({ value }) => value);
    return {
      attributes: attributes(group[0]?.labels ?? {}),
      startTimeUnixNano: nanoseconds(Math.min(...group.map(({ at }) => at))),
      timeUnixNano: nanoseconds(Math.max(...group.map(({ until }) => until))),
      count: `${group.length}`,
      sum: values.reduce((sum, value) => sum + value, 0),
      ...{ min: Math.min(...values), max: Math.max(...values) },
      bucketCounts: bucketCounts.map(String),
      explicitBounds,
    };
  });
  return [{ name, unit, histogram: { aggregationTemporality: 1, dataPoints } }];
}

function grouped(points: readonly Point[]): ReadonlyMap<string, readonly Point[]> {
  const groups = new Map<string, Point[]>();
  for (const point of points) {
    const key = JSON.stringify(point.labels);
    groups.set(key, [...(groups.get(key) ?? []), point]);
  }
  return groups;
}

function attributes(values: Record<string, Value>): readonly object[] {
  return Object.entries(values).flatMap(([key, value]) =>
    // A session whose program chooses its models by itself has no model of its own.
    value === undefined || value === '' ? [] : [{ key, value: valueOf(value) }],
  );
}

function valueOf(value: NonNullable<Value>): object {
  if (typeof value === 'string') return { stringValue: value };
  return typeof value === 'number' ? { intValue: `${value}` } : { doubleValue: value.double };
}

function nanoseconds(milliseconds: number): string {
  return `${BigInt(Math.round(milliseconds)) * 1_000_000n}`;
}
