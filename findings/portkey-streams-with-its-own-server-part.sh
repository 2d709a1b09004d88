#!/usr/bin/env bash
# Portkey's gateway, installed by npm without any override, answers every forwarded list and every stream with 500
# "Something went wrong"; a whole answer over the same path passes. Its range for @hono/node-server takes a version in which the
# headers of a forwarded answer can't be changed any more (its log: "TypeError: immutable"); with 1.13.8 all three pass.
#
# Seen: @portkey-ai/gateway 1.15.2 with @hono/node-server 1.19.19 (and 1.13.8), hono 4.13.19, Node 20.20.2, 2026-11-29.
# Output seen:
#   1.19.19: whole 200, stream 500, list 500
#   1.13.8: whole 200, stream 200, list 200
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >try.cjs <<'JS'
const { spawn } = require('node:child_process');
const { createServer } = require('node:http');

const json = { 'content-type': 'application/json' };
const provider = createServer(async (request, response) => {
  let text = '';
  for await (const piece of request) text += piece;
  if (request.method === 'GET') response.writeHead(200, json).end('{"object":"list","data":[{"id":"m","object":"model"}]}');
  else if (JSON.parse(text).stream !== true) response.writeHead(200, json).end('{"id":"x","object":"chat.completion","choices":[]}');
  else response.writeHead(200, { 'content-type': 'text/event-stream' }).end('data: {"id":"x","choices":[]}\n\ndata: [DONE]\n\n');
});
// The gateway listens on every interface; here on loopback alone.
const loopback = `const { Server } = require('node:net'); const { listen } = Server.prototype;
Server.prototype.listen = function (port, ...rest) {
  return listen.call(this, { port: Number(port?.port ?? port), host: '127.0.0.1' }, rest.find((one) => typeof one === 'function'));
};`;
require('node:fs').writeFileSync('loopback.cjs', loopback);

async function main() {
  await new Promise((done) => provider.listen(0, '127.0.0.1', done));
  const spare = createServer();
  const port = await new Promise((done) => spare.listen(0, '127.0.0.1', () => done(spare.address().port)));
  await new Promise((done) => spare.close(done));
  const args = ['--require', './loopback.cjs', 'node_modules/@portkey-ai/gateway/build/start-server.js', `--port=${port}`, '--headless'];
  const gateway = spawn(process.execPath, args, { stdio: 'ignore' });
  const headers = { ...json, authorization: 'Bearer k', 'x-portkey-provider': 'openai', 'x-portkey-custom-host': `http://127.0.0.1:${provider.address().port}/v1` };
  const url = `http://127.0.0.1:${port}`;
  for (let tries = 0; tries < 100 && !(await fetch(url).then(() => true, () => false)); tries += 1) await new Promise((done) => setTimeout(done, 200));
  const ask = async (stream) => {
    const body = JSON.stringify({ model: 'm', stream, messages: [{ role: 'user', content: 'hello' }] });
    return (await fetch(`${url}/v1/chat/completions`, { method: 'POST', headers, body })).status;
  };
  const list = (await fetch(`${url}/v1/models`, { headers })).status;
  const { version } = JSON.parse(require('node:fs').readFileSync('node_modules/@hono/node-server/package.json', 'utf8'));
  console.log(`${version}: whole ${await ask(false)}, stream ${await ask(true)}, list ${list}`);
  gateway.kill();
  provider.closeAllConnections();
  provider.close();
}
main();
JS
for version in 1.19.19 1.13.8; do
  rm -rf node_modules package-lock.json
  echo "{\"private\":true,\"dependencies\":{\"@portkey-ai/gateway\":\"1.15.2\",\"hono\":\"4.13.19\"},\"overrides\":{\"@hono/node-server\":\"$version\"}}" >package.json
  npm install --silent --no-audit --no-fund --ignore-scripts
  node try.cjs
done | tee seen.txt
diff seen.txt - <<'TXT'
1.19.19: whole 200, stream 500, list 500
1.13.8: whole 200, stream 200, list 200
TXT
