// @musistudio/llms as a proxy of .config/bench-relay.mjs, by the protocol that both sides speak. It prints its port.
//
//   node bench-llms.cjs <its package's folder> <upstream> <port>
const [, , folder, upstream, port] = process.argv;
const { default: Server } = require(folder);

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
