// A gateway for the benchmark, in a process of its own: one port for each size of its model list. Prints the ports;
// `/requests` of each counts the requests that it had.
import { createServer } from 'node:http';

const sizes = process.argv.slice(2).map(Number);

const ports = await Promise.all(
  sizes.map(async (size) => {
    const body = JSON.stringify({ data: Array.from({ length: size }, (_, index) => model(index)) });
    let requests = 0;
    const server = createServer((request, response) => {
      response.setHeader('content-type', 'application/json');
      if (request.url === '/requests') return response.setHeader('connection', 'close').end(String(requests));
      requests += 1;
      return response.end(request.method === 'HEAD' ? undefined : body);
    });
    await new Promise((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    return server.address().port;
  }),
);
process.stdout.write(`${JSON.stringify(ports)}\n`);
process.stdin.resume().on('end', () => process.exit());

function model(index) {
  const id = index === 0 ? 'openai/gpt-5' : `provider-${index % 20}/some-model-${index}`;
  return {
    id,
    name: `Some Model ${index}`,
    context_length: 200_000,
    max_output_tokens: 32_000,
    pricing: { prompt: '0.000003', completion: '0.000015' },
    owned_by: id.split('/')[0],
  };
}
