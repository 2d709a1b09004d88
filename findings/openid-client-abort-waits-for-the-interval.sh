#!/usr/bin/env bash
# An AbortSignal given to openid-client's device-grant polling is noticed at the end of the wait between two polls, not when
# it fires: with the interval of 5 seconds that RFC 8628 has by default, an abort after 300 ms rejects after 5 seconds.
#
# Seen: openid-client 6.9.0, Node 20.20.2, 2026-11-29.
# Output seen:
#   rejected by the abort after at least 4 seconds: true
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts openid-client@6.9.0
cat >try.mjs <<'JS'
import { createServer } from 'node:http';
import * as client from 'openid-client';

const server = createServer((request, response) => {
  response.writeHead(400, { 'content-type': 'application/json' });
  response.end('{"error":"authorization_pending"}');
}).listen(0, '127.0.0.1', async () => {
  const origin = `http://127.0.0.1:${server.address().port}`;
  const config = new client.Configuration({ issuer: origin, token_endpoint: `${origin}/token` }, 'cli', undefined, client.None());
  client.allowInsecureRequests(config);
  const device = { device_code: 'd', user_code: 'u', verification_uri: origin, expires_in: 600 };
  const start = Date.now();
  const polling = client.pollDeviceAuthorizationGrant(config, device, undefined, { signal: AbortSignal.timeout(300) });
  const error = await polling.catch((reason) => reason);
  const took = Date.now() - start;
  console.error(`${took} ms: ${error.name} ${error.code}`);
  console.log(`rejected by the abort after at least 4 seconds: ${took >= 4000}`);
  server.close();
});
JS
node try.mjs | tee seen.txt
diff seen.txt - <<'TXT'
rejected by the abort after at least 4 seconds: true
TXT
