import { describe, expect, it, test } from 'vitest';
import { cn } from '../../../src/agents/cn.ts';
import { attach } from '../../../src/agents/cn/mcp.ts';
import { requests } from '../../../src/agents/cn/requests.ts';
import { transcripts } from '../../../src/agents/cn/transcripts.ts';
import { assemble } from '../../../src/doctor/live-requests/assemble.ts';
import { parseJson } from '../../../src/json-path.ts';
import { Secret } from '../../../src/keys/secret.ts';
import type { ProtocolId } from '../../../src/protocols/protocols.ts';
import { launchOf, targetOf, type AgentCase } from '../../support/agent-cases.ts';

const main = {
  protocol: 'anthropic-messages',
  baseUrl: 'https://gateway.test',
  model: 'claude-haiku-4-5',
  credentials: { authorization: 'Bearer <key>' },
} as const;
const caseOf = (protocol: ProtocolId, texts: Readonly<Record<string, string>> = {}): AgentCase => ({
  target: { main: { ...main, protocol } },
  launch: { version: '1.5.47', texts },
});

test.each<readonly [ProtocolId, string, object]>([
  [
    'anthropic-messages',
    '/v1/messages',
    { stream: true, system: [{}, { cache_control: { type: 'ephemeral' } }], max_tokens: 512 },
  ],
  ['openai-responses', '/responses', { parallel_tool_calls: false, input: [{ role: 'developer' }, { role: 'user' }] }],
  ['openai-chat', '/chat/completions', { stream_options: { include_usage: true }, messages: [{ role: 'system' }, {}] }],
])('what is asked over %s is as Continue asks it', (protocol, path, body) => {
  const [request] = requests(targetOf(caseOf(protocol)));
  expect(request?.path).toBe(path);
  expect(request && assemble(request, request.features)).toMatchObject({ body });
});

test("a server of MCP's stands beside the user's, with its key in a variable", () => {
  const texts = { '/home/dev/.continue/config.yaml': 'mcpServers:\n  - name: mine\n    command: x\n' };
  const given = caseOf('openai-chat', texts);
  const plan = cn.plan(targetOf(given), launchOf(given));
  const token = new Secret('https://gateway.test');
  const server = { name: 'gw-1', url: 'https://gateway.test/mcp?a=${{ secrets.X }}' };
  const attached = attach(plan, { ...server, headers: { authorization: ['Bearer ', token] } }, launchOf(given));
  const settings = attached.files?.find(({ path }) => path.endsWith('/config.yaml'))?.content() ?? '';
  expect(parseJson(settings)).toMatchObject({
    models: [{ model: 'claude-haiku-4-5' }],
    mcpServers: [
      { name: 'mine', command: 'x' },
      {
        name: 'gw-1',
        type: 'streamable-http',
        url: 'https://gateway.test/mcp?a=%24{{ secrets.X }}',
        requestOptions: { headers: { authorization: '${{ secrets.JETWAY_MCP_AUTHORIZATION }} ' } },
      },
    ],
  });
  expect(attached.set['JETWAY_MCP_AUTHORIZATION']).toEqual(['Bearer ', token]);
});

describe('its records', () => {
  const since = Date.parse('2026-11-30T10:00:00Z');
  const session = { session: 'x', folder: '/p', folderSha256: '', since, until: since + 60_000 };
  const claude = {
    model: 'claude-haiku-4-5',
    prompt_tokens: 11,
    completion_tokens: 7,
    prompt_tokens_details: { cache_write_tokens: 3, cache_read_tokens: 5, cached_tokens: 5 },
  };
  const gpt = {
    model: 'gpt-5:demo/gpt-5.5',
    prompt_tokens: 20,
    completion_tokens: 6,
    prompt_tokens_details: { cached_tokens: 4, cache_write_tokens: 2 },
  };
  const read = (began: number, { folder = '/p', sum = 31 } = {}): readonly object[] => {
    const written = {
      workspaceDirectory: folder,
      history: [{ message: { role: 'user' } }, { message: { usage: claude } }, { message: { usage: gpt } }, 1, {}],
      usage: { promptTokens: sum },
    };
    const list = JSON.stringify([null, { sessionId: 'one', dateCreated: String(began) }]);
    const files = new Map([
      ['/h/sessions/sessions.json', list],
      ['/h/sessions/one.json', JSON.stringify(written, undefined, 2)],
    ]);
    return transcripts.read([], session, '/h/sessions/one.json', (path) => files.get(path));
  };

  it('are counted, each protocol by its own sums, under the names that went out', () => {
    const at = '2026-11-30T10:00:00.005Z';
    expect(read(since + 5)).toEqual([
      {
        ...{ id: 'one 1', own: 'one', at, model: 'claude-haiku-4-5' },
        usage: { input: 19, cached: 5, cacheWritten: 3, output: 7 },
      },
      {
        ...{ id: 'one 2', own: 'one', at, model: 'demo/gpt-5.5' },
        usage: { input: 20, cached: 4, cacheWritten: 2, output: 6 },
      },
    ]);
  });

  it('are left out of another folder, another time, and where answers of another session were taken over', () => {
    expect([
      read(since + 5, { folder: '/q' }),
      read(since - 1),
      read(since + 60_001),
      read(since + 5, { sum: 20 }),
    ]).toEqual([[], [], [], []]);
    expect(transcripts.read([], session, '/h/sessions/one.json', () => '{')).toEqual([]);
  });
});
