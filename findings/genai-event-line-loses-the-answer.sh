#!/usr/bin/env bash
# Google's library drops an event of a stream whose `data:` has another field before it: with `event: message` or an `id:` in
# front, as many servers of event streams write, the answer is empty and nothing is thrown. Both lines are the format's own
# (an event of the type "message" is the default), so the text was expected; behind the data the same line is read as JSON.
#
# Seen: @google/genai 3.3.0, Node 20.20.2 and 22.23.5, 2026-11-30.
# Output seen:
#   data alone: "hello"
#   event before data: ""
#   id before data: ""
#   event behind data: threw SyntaxError
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts @google/genai@3.3.0

cat >try.mjs <<'JS'
import { GoogleGenAI } from '@google/genai';
import { createServer } from 'node:http';

const data = `data: ${JSON.stringify({ candidates: [{ content: { role: 'model', parts: [{ text: 'hello' }] }, finishReason: 'STOP' }] })}`;
let stream = '';
const server = createServer((request, response) => {
  request.resume().on('end', () => response.writeHead(200, { 'content-type': 'text/event-stream' }).end(`${stream}\n\n`));
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const client = new GoogleGenAI({ apiKey: 'none', httpOptions: { baseUrl: `http://127.0.0.1:${server.address().port}` } });
for (const [name, text] of [
  ['data alone', data],
  ['event before data', `event: message\n${data}`],
  ['id before data', `id: 1\n${data}`],
  ['event behind data', `${data}\nevent: message`],
]) {
  stream = text;
  let told = '';
  try {
    for await (const chunk of await client.models.generateContentStream({ model: 'm', contents: 'x' })) told += chunk.text;
    console.log(`${name}: "${told}"`);
  } catch (error) {
    console.log(`${name}: threw ${error.constructor.name}`);
  }
}
server.close();
server.closeAllConnections();
JS
node try.mjs 2>/dev/null | tee seen.txt
diff seen.txt - <<'TXT'
data alone: "hello"
event before data: ""
id before data: ""
event behind data: threw SyntaxError
TXT
