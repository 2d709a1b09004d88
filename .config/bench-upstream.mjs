// A gateway for .config/bench-relay.mjs, over openai-responses and openai-chat: what it sends depends on the model's name.
//   twenty: twenty events at once · paced: fifty, one every 8 ms, each with the time at which it left · bulk: 128 MiB
import { createServer } from 'node:http';

const dialects = {
  '/v1/responses': {
    delta: (text) =>
      `data: {"type":"response.output_text.delta","item_id":"i","output_index":0,"content_index":0,"delta":"${text}"}\n\n`,
    end: 'data: {"type":"response.completed","response":{"id":"r","object":"response","status":"completed","model":"m","output":[],"usage":{"input_tokens":12500,"output_tokens":20}}}\n\n',
  },
  '/v1/chat/completions': {
    delta: (text) =>
      `data: {"id":"c","object":"chat.completion.chunk","model":"m","choices":[{"index":0,"delta":{"content":"${text}"}}]}\n\n`,
    end: 'data: {"id":"c","object":"chat.completion.chunk","model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: {"id":"c","object":"chat.completion.chunk","model":"m","choices":[],"usage":{"prompt_tokens":12500,"completion_tokens":20}}\n\ndata: [DONE]\n\n',
  },
};
const bulk = Buffer.alloc(1024 * 1024, dialects['/v1/responses'].delta('x'.repeat(4000)));

const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => void answer(request.url, Buffer.concat(chunks).toString('latin1'), response));
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.stdin.resume().on('end', () => process.exit());

async function answer(path, body, response) {
  const { delta, end } = dialects[path];
  const model = /"model":"(\w+)"/.exec(body)?.[1];
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  if (model === 'bulk') {
    for (let index = 0; index < 128; index += 1) {
      if (!response.write(bulk)) await new Promise((resolve) => response.once('drain', resolve));
    }
  } else if (model === 'paced') {
    for (let index = 0; index < 50; index += 1) {
      response.write(delta(`@${process.hrtime.bigint()}@`));
      await new Promise((resolve) => setTimeout(resolve, 8));
    }
  } else for (let index = 0; index < 20; index += 1) response.write(delta('some words '));
  response.end(end);
}
