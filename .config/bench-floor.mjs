// The measures for what is Node's own in a relay's cost: proxies that look at nothing.
//
//   node bench-floor.mjs http|sockets <upstream>     of node:http, or the bytes from one socket to the other
import { Agent, createServer, request } from 'node:http';
import { connect, createServer as createSocketServer } from 'node:net';

const { hostname, port } = new URL(process.argv[3]);

const server = process.argv[2] === 'http' ? ofHttp() : ofSockets();
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.stdin.resume().on('end', () => process.exit());

function ofHttp() {
  const agent = new Agent({ keepAlive: true, scheduling: 'lifo' });
  const made = createServer((incoming, outgoing) => {
    const { method, url, headers } = incoming;
    const forwarded = request({ hostname, port, method, path: url, headers, agent }, (answer) => {
      outgoing.writeHead(answer.statusCode, answer.rawHeaders);
      answer.pipe(outgoing);
    });
    incoming.pipe(forwarded);
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
