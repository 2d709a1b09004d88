// The measure for what is Node's own in a relay's cost: a proxy of node:http alone, which looks at nothing.
//
//   node bench-floor.mjs <upstream>
import { Agent, createServer, request } from 'node:http';

const { hostname, port } = new URL(process.argv[2]);
const agent = new Agent({ keepAlive: true, scheduling: 'lifo' });

const server = createServer((incoming, outgoing) => {
  const { method, url, headers } = incoming;
  const forwarded = request({ hostname, port, method, path: url, headers, agent }, (answer) => {
    outgoing.writeHead(answer.statusCode, answer.rawHeaders);
    answer.pipe(outgoing);
  });
  incoming.pipe(forwarded);
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.stdin.resume().on('end', () => process.exit());
