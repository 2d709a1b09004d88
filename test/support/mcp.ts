import { at, parseJson, textAt } from '../../src/json-path.ts';
import type { ServedAnswer, ServedRequest } from '../../src/net/served.ts';

/** How a stand-in for a gateway's MCP server behaves. */
export interface McpManners {
  /** The value that its `authorization` header must have. Absent: none is asked for. */
  readonly demand?: string;
  /** Answers come as events, and a session is kept, as LiteLLM does; else JSON without one, as Bifrost does. */
  readonly events?: true;
}

/** A server of MCP's at `/mcp` with one tool, `echo`, over streamable HTTP; for `answers` of a gateway. */
export function mcpAt({ demand, events }: McpManners = {}): (request: ServedRequest) => ServedAnswer | undefined {
  return (request) => {
    if (request.path !== '/mcp') return undefined;
    const json = { 'content-type': 'application/json' };
    if (demand !== undefined && request.headers['authorization'] !== demand) {
      return { status: 401, headers: json, body: JSON.stringify({ error: { message: 'virtual key not found' } }) };
    }
    if (request.method !== 'POST')
      return { status: request.method === 'DELETE' && events ? 200 : 405, headers: json, body: '' };
    const asked = parseJson(request.body);
    const id = at(asked, 'id');
    if (id === undefined) return { status: 202, headers: json, body: '' };
    const result = results[textAt(asked, 'method') ?? ''];
    const answer =
      result === undefined ? { error: { code: -32601, message: 'no such method' } } : { result: result(asked) };
    const text = JSON.stringify({ jsonrpc: '2.0', id, ...answer });
    if (events === undefined) return { status: 200, headers: json, body: text };
    const headers = { 'content-type': 'text/event-stream', 'mcp-session-id': 'a-session' };
    return { status: 200, headers, body: `event: message\ndata: ${text}\n\n` };
  };
}

const results: Readonly<Record<string, (asked: unknown) => object>> = {
  initialize: (asked) => ({
    protocolVersion: textAt(asked, 'params', 'protocolVersion') ?? '2025-06-18',
    capabilities: { tools: {} },
    serverInfo: { name: 'stand-in', version: '1.0.0' },
  }),
  ping: () => ({}),
  'tools/list': () => ({
    tools: [
      {
        name: 'echo',
        description: 'Says the text again.',
        inputSchema: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
      },
    ],
  }),
  'tools/call': (asked) => ({
    content: [{ type: 'text', text: textAt(asked, 'params', 'arguments', 'text') ?? '' }],
  }),
};
