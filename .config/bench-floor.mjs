// The measures for what is Node's own in a relay's cost: proxies that look at nothing, and one that has all JSON read and
// written anew, which is the least that a translator does.
//
//   node bench-floor.mjs http|json|sockets <upstream>     of node:http, or the bytes from one socket to the other
import { Agent, createServer, request } from 'node:http';
import { connect, createServer as createSocketServer } from 'node:net';

const { hostname, port } = new URL(process.argv[3]);

const kind = process.argv[2];
const again = (text) => JSON.stringify(JSON.parse(text));
const untouched = {
  request: (incoming, forwarded) => incoming.pipe(forwarded),
  answer: (answer, outgoing) => answer.pipe(outgoing),
};
const anew = {
  request: (incoming, forwarded) => {
    const chunks = [];
    incoming.on('data', (chunk) => chunks.push(chunk));
    incoming.on('end', () => forwarded.end(again(Buffer.concat(chunks).toString())));
  },
  answer: (answer, outgoing) => {
    let rest = '';
    answer.setEncoding('utf8').on('data', (text) => {
      const lines = `${rest}${text}`.split('\n');
      rest = lines.pop();
      outgoing.write(
        lines.map((line) => `${line.startsWith('data: {') ? `data: ${again(line.slice(6))}` : line}\n`).join(''),
      );
    });
    answer.on('end', () => outgoing.end(rest));
  },
};

const server = kind === 'sockets' ? ofSockets() : ofHttp(kind === 'json' ? anew : untouched);
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.stdin.resume().on('end', () => process.exit());

/** `hand`: gives a request and its answer on. */
function ofHttp(hand) {
  const agent = new Agent({ keepAlive: true, scheduling: 'lifo' });
  const made = createServer((incoming, outgoing) => {
    const { method, url, headers } = incoming;
    const forwarded = request({ hostname, port, method, path: url, headers, agent }, (answer) => {
      outgoing.writeHead(answer.statusCode, answer.rawHeaders);
      hand.answer(answer, outgoing);
    });
    hand.request(incoming, forwarded);
  });
  made.keepAliveTimeout = 60_000;
  return made;
}

function ofSockets() {
  return createSocketServer({ noDelay: true }, (client) => {
    const gateway = connect({ host: hostname, port, noDelay: true });
    client.pipe(gateway).pipe(client);
    for (const socket of [client, gateway]) socket.on('error', () => undefined);
  });
}
