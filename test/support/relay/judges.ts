import Anthropic from '@anthropic-ai/sdk';
import { GoogleGenAI } from '@google/genai';
import { createServer } from 'node:http';
import { once } from 'node:events';
import OpenAI from 'openai';
import type { ProtocolId } from '../../../src/protocols/protocols.ts';

/** What an official client makes of a stream. */
export interface Judged {
  readonly text: string;
  readonly thought: string;
  /** In order. `arguments`: parsed, but for a custom tool's text. */
  readonly calls: readonly { readonly name: string; readonly arguments: unknown; readonly id?: string }[];
  /** Why it ended, in the protocol's word. */
  readonly stop: string;
  /** As the client counts: all of the prompt, what was cached of it, all of the answer. */
  readonly usage: { readonly input: number; readonly cached: number; readonly output: number };
  /** What it threw, or was told. */
  readonly error?: string;
}

const nobody: Judged = { text: '', thought: '', calls: [], stop: '', usage: { input: 0, cached: 0, output: 0 } };

/** The vendor's own client reads it. */
export async function judge(protocol: ProtocolId, stream: string): Promise<Judged> {
  try {
    switch (protocol) {
      case 'anthropic-messages':
        return await anthropic(stream);
      case 'openai-responses':
        return await openai(stream);
      case 'gemini':
        return await google(stream);
      case 'openai-chat':
        throw new Error('Nobody writes openai-chat.');
    }
  } catch (error) {
    return { ...nobody, error: error instanceof Error ? error.message : String(error) };
  }
}

function answering(stream: string): typeof globalThis.fetch {
  return async () => new Response(stream, { status: 200, headers: { 'content-type': 'text/event-stream' } });
}

async function anthropic(stream: string): Promise<Judged> {
  const client = new Anthropic({
    apiKey: 'none',
    baseURL: 'http://127.0.0.1:9',
    maxRetries: 0,
    fetch: answering(stream),
  });
  const message = await client.messages
    .stream({ model: 'm', max_tokens: 1, messages: [{ role: 'user', content: 'x' }] })
    .finalMessage();
  const { usage } = message;
  const cached = usage.cache_read_input_tokens ?? 0;
  return {
    text: message.content.map((block) => (block.type === 'text' ? block.text : '')).join(''),
    thought: message.content.map((block) => (block.type === 'thinking' ? block.thinking : '')).join(''),
    calls: message.content.flatMap((block) =>
      block.type === 'tool_use' ? [{ name: block.name, arguments: block.input, id: block.id }] : [],
    ),
    stop: message.stop_reason ?? '',
    usage: {
      input: usage.input_tokens + cached + (usage.cache_creation_input_tokens ?? 0),
      cached,
      output: usage.output_tokens,
    },
  };
}

async function openai(stream: string): Promise<Judged> {
  const client = new OpenAI({ apiKey: 'none', baseURL: 'http://127.0.0.1:9', maxRetries: 0, fetch: answering(stream) });
  const events = client.responses.stream({ model: 'm', input: 'x' });
  let failed: string | undefined;
  events.on('event', (event) => {
    if (event.type === 'response.failed') failed = event.response.error?.message ?? 'failed';
  });
  const response = await events.finalResponse();
  return {
    text: response.output_text,
    thought: response.output
      .flatMap((item) => (item.type === 'reasoning' ? item.summary.map(({ text }) => text) : []))
      .join(''),
    calls: response.output.flatMap((item): Judged['calls'][number][] => {
      if (item.type === 'function_call') {
        const args = item.status === 'completed' ? (JSON.parse(item.arguments) as unknown) : item.arguments;
        return [{ name: item.name, arguments: args, id: item.call_id }];
      }
      return item.type === 'custom_tool_call' ? [{ name: item.name, arguments: item.input, id: item.call_id }] : [];
    }),
    stop: response.incomplete_details?.reason ?? response.status ?? '',
    usage: {
      input: response.usage?.input_tokens ?? 0,
      cached: response.usage?.input_tokens_details.cached_tokens ?? 0,
      output: response.usage?.output_tokens ?? 0,
    },
    ...(failed === undefined ? {} : { error: failed }),
  };
}

/** This client takes no `fetch` of ours, but an address. */
async function google(stream: string): Promise<Judged> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(200, { 'content-type': 'text/event-stream' }).end(stream));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  try {
    const client = new GoogleGenAI({ apiKey: 'none', httpOptions: { baseUrl: `http://127.0.0.1:${port}` } });
    let judged = nobody;
    for await (const chunk of await client.models.generateContentStream({ model: 'm', contents: 'x' })) {
      const candidate = chunk.candidates?.[0];
      const parts = candidate?.content?.parts ?? [];
      const usage = chunk.usageMetadata;
      judged = {
        text: judged.text + parts.map((part) => (part.thought === true ? '' : (part.text ?? ''))).join(''),
        thought: judged.thought + parts.map((part) => (part.thought === true ? (part.text ?? '') : '')).join(''),
        calls: [
          ...judged.calls,
          ...parts.flatMap(({ functionCall: call }) =>
            call === undefined ? [] : [{ name: call.name ?? '', arguments: call.args, id: call.id ?? '' }],
          ),
        ],
        stop: candidate?.finishReason ?? judged.stop,
        usage:
          usage === undefined
            ? judged.usage
            : {
                input: usage.promptTokenCount ?? 0,
                cached: usage.cachedContentTokenCount ?? 0,
                output: (usage.candidatesTokenCount ?? 0) + (usage.thoughtsTokenCount ?? 0),
              },
      };
    }
    return judged;
  } finally {
    server.close();
    server.closeAllConnections();
  }
}
