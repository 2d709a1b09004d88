import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installLiteLlm, startLiteLlm, type LiteLlm } from '../support/litellm.ts';
import { judge, type Judged } from '../support/relay/judges.ts';
import { faultsOf } from '../support/relay/grammar.ts';
import { requested, smallest, streamed, translator } from '../support/relay/translating.ts';
import { chatStreams } from '../support/relay/upstreams.ts';

/** The pinned release's version, or why it could not be installed; in CI that is a failure. */
const [version, missing] = await installLiteLlm().then(
  (installed) => [installed, false] as const,
  (error: unknown) => {
    if (process.env['CI'] !== undefined) throw error;
    return [`which is not here: ${String(error).split('\n', 1)[0]}`, true] as const;
  },
);

/** Where the proxy makes something else of a stream than Jetway does, and what is right about Jetway's. */
const explained: Readonly<Record<string, string>> = {
  'parallel calls whose pieces alternate':
    'the client gets both calls; the proxy glues their pieces together and it throws',
  'stop beside calls, nulls everywhere, no usage': 'there is a call, so the turn does not end',
  'a call that is cut, and the server says stop': 'half a call was cut off, and is none to run',
  'whole calls in one chunk': 'the client gets both calls; the proxy makes one of them and it throws',
  'calls without index, with arguments that are an object': 'the client gets both calls',
  'an end without a finish': 'an answer that broke off is no success',
  'nothing at all': 'no answer is no success',
  'a text inside a call': 'the text waits for the call; the proxy begins the call again and the client throws',
  'one whole completion for a stream': 'what the server said is told',
  'an answer that a filter ends': 'the protocol has a word for it',
};

const pair = translator('anthropic-messages', 'openai-chat');
describe.skipIf(missing)(`streams that the LiteLLM proxy ${version} translates too`, () => {
  let proxy: LiteLlm;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (piece: Buffer) => chunks.push(piece));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const name = Object.keys(chatStreams).find((one) => body.includes(`<${one}>`)) ?? '';
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(chatStreams[name]?.stream ?? '');
      if (chatStreams[name]?.broke === undefined) response.end();
      else setImmediate(() => response.destroy());
    });
  });
  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const params = { model: 'hosted_vllm/up', api_base: `http://127.0.0.1:${port}/v1`, api_key: 'upstream-key' };
    proxy = await startLiteLlm({ models: [{ model_name: 'up', litellm_params: params }], keys: { 'sk-one': {} } });
  });
  afterAll(async () => {
    await proxy?.[Symbol.asyncDispose]();
    server.close();
    server.closeAllConnections();
  });

  const ask = async (path: string, body: object): Promise<string> => {
    const response = await fetch(`${proxy.url}${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: 'Bearer sk-one',
        'anthropic-version': '2023-06-01',
      },
      body: JSON.stringify(body),
    });
    return response.text();
  };

  it('mean the same to an official client, but for what is explained', async () => {
    const found: string[] = [];
    for (const [name, { stream, broke }] of Object.entries(chatStreams)) {
      const body = { model: 'up', max_tokens: 100, stream: true, messages: [{ role: 'user', content: `<${name}>` }] };
      const theirs = await ask('/v1/messages', body);
      const ours = streamed(requested(pair, smallest[pair.from]), stream, 50, broke);
      expect(faultsOf(pair.from, ours)).toEqual([]);
      const [there, here] = [comparable(await judge(pair.from, theirs)), comparable(await judge(pair.from, ours))];
      if (JSON.stringify(there) !== JSON.stringify(here)) found.push(name);
    }
    expect(found).toEqual(Object.keys(explained));
  });
});

/** Ids are each one's own. */
function comparable({ calls, error, usage, ...rest }: Judged): object {
  return error === undefined
    ? {
        ...rest,
        input: usage.input,
        output: usage.output,
        calls: calls.map(({ name, arguments: args }) => [name, args]),
      }
    : { failed: true };
}
