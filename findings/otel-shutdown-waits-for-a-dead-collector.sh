#!/usr/bin/env bash
# `shutdown()` of an OpenTelemetry tracer provider takes more than five seconds where nothing listens at the collector's
# address: a refused connection is retried with growing pauses, and a program that ends waits for all of them. Refused was
# expected to be final, as it answers in a millisecond.
#
# Seen: @opentelemetry/exporter-trace-otlp-http 0.223.1 with @opentelemetry/sdk-trace-base 2.12.1, Node 20.20.2,
# 2026-11-29. (Took 8 s there.)
# Output seen:
#   shutdown took more than 5 seconds: true
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts \
  @opentelemetry/exporter-trace-otlp-http@0.223.1 @opentelemetry/sdk-trace-base@2.12.1 @opentelemetry/api@1
cat >try.cjs <<'JS'
const { OTLPTraceExporter } = require('@opentelemetry/exporter-trace-otlp-http');
const { BasicTracerProvider, BatchSpanProcessor } = require('@opentelemetry/sdk-trace-base');
const { createServer } = require('node:net');

// A port at which nothing listens any more.
const server = createServer().listen(0, '127.0.0.1', () => {
  const { port } = server.address();
  server.close(async () => {
    const exporter = new OTLPTraceExporter({ url: `http://127.0.0.1:${port}/v1/traces` });
    const provider = new BasicTracerProvider({ spanProcessors: [new BatchSpanProcessor(exporter)] });
    provider.getTracer('t').startSpan('s').end();
    const start = Date.now();
    await provider.shutdown().catch(() => undefined);
    const took = Date.now() - start;
    console.error(`${took} ms`);
    console.log(`shutdown took more than 5 seconds: ${took > 5000}`);
  });
});
JS
node try.cjs | tee seen.txt
diff seen.txt - <<'TXT'
shutdown took more than 5 seconds: true
TXT
