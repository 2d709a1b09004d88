// @musistudio/llms as a proxy of .config/bench-relay.mjs, by the protocol that both sides speak. It prints its port.
//
//   node bench-llms.mjs <its package's folder> <upstream> <port>
import { createRequire } from 'node:module';

const [, , folder, upstream, port] = process.argv;
// Its modules for `import` do not load in Node: "Dynamic require" (1.0.53).
const { default: Server } = createRequire(import.meta.url)(folder);

const provider = {
  name: 'bench',
  api_base_url: `${upstream}/v1/responses`,
  api_key: 'bench',
  models: ['twenty'],
  transformer: { use: ['openai-responses'] },
};
const server = new Server({ logger: false, initialConfig: { providers: [provider], HOST: '127.0.0.1', PORT: port } });
server.start().then(() => console.log(port));
process.stdin.resume().on('end', () => process.exit());
