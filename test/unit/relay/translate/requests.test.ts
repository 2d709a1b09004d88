import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/agents/agent.ts';
import { at, listAt, parseJson, textAt } from '../../../../src/json-path.ts';
import type { ProtocolId } from '../../../../src/protocols/protocols.ts';
import { pack } from '../../../../src/relay/translate/carrier.ts';
import type { TranslationContext } from '../../../../src/relay/translator.ts';
import { faultsOfRequest } from '../../../support/relay/strict-chat.ts';
import { contextOf, every, requested, smallest, streamed, translator } from '../../../support/relay/translating.ts';
import { callPiece, chunk, named, sse, usageChunk } from '../../../support/relay/upstreams.ts';

const png = 'iVBORw0KGgo=';
const source = { type: 'base64', media_type: 'image/png', data: png };
const schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  properties: { a: { type: 'string' } },
};

function chatOf(from: ProtocolId, body: unknown, more: Partial<TranslationContext> = {}): JsonObject {
  const request = requested(translator(from, 'openai-chat'), body, more);
  expect(faultsOfRequest(request.body)).toEqual([]);
  return request.body;
}

function refusal(from: ProtocolId, to: ProtocolId, body: unknown): string {
  const result = translator(from, to).request(body, contextOf());
  return 'refused' in result ? result.refused.message : 'carried';
}

function claude(messages: readonly unknown[], more: object = {}): object {
  return { model: 'm', max_tokens: 32_000, stream: true, messages, ...more };
}

const tool = (name: string, more: object = {}): object => ({ name, description: name, input_schema: schema, ...more });
const toolUse = (id: string, name = 'Bash'): object => ({ type: 'tool_use', id, name, input: { a: id } });
const toolResult = (id: string, content: unknown, more: object = {}): object => ({
  type: 'tool_result',
  tool_use_id: id,
  content,
  ...more,
});

describe('what real agents have sent', () => {
  const captured = ['claude-code', 'codex', 'gemini-cli', 'opencode'].flatMap((agent) =>
    readFileSync(fileURLToPath(new URL(`../../../support/captured/${agent}.jsonl`, import.meta.url)), 'utf8')
      .trim()
      .split('\n')
      .map((line, index) => ({ name: `${agent} ${index}`, sent: parseJson(line) })),
  );
  const dialects: readonly (readonly [RegExp, ProtocolId])[] = [
    [/\/v1\/messages/, 'anthropic-messages'],
    [/\/responses/, 'openai-responses'],
    [/enerateContent/, 'gemini'],
  ];
  const cases = captured.flatMap(({ name, sent }) => {
    const from = dialects.find(([path]) => path.test(textAt(sent, 'path') ?? ''))?.[1];
    return from === undefined ? [] : [{ name, from, body: at(sent, 'body') }];
  });

  it.each(cases)('is carried as a strict server takes it: $name', ({ from, body }) => {
    const request = chatOf(from, body);
    expect(JSON.stringify(request)).not.toMatch(/metadata|context_management|cache_control|client_metadata|"store"/);
    const tools = listAt(body, 'tools').flatMap((one) =>
      from === 'gemini' ? listAt(one, 'functionDeclarations') : [one],
    );
    expect(listAt(request, 'tools').map((one) => at(one, 'function', 'name'))).toEqual(
      tools.map((one) => at(one, 'name')),
    );
  });
});

describe('anthropic-messages to openai-chat', () => {
  it('puts results behind their calls, in the order of the calls, and pictures into the turn behind them', () => {
    const body = chatOf(
      'anthropic-messages',
      claude([
        { role: 'user', content: 'look' },
        {
          role: 'assistant',
          content: [{ type: 'text', text: 'Yes.' }, toolUse('toolu_1'), toolUse('toolu_2', 'Read'), toolUse('toolu_3')],
        },
        {
          role: 'user',
          content: [
            toolResult('toolu_3', '', {}),
            { type: 'text', text: '<reminder>' },
            toolResult('toolu_2', [
              { type: 'text', text: 'a dot' },
              { type: 'image', source },
            ]),
            toolResult('toolu_1', 'no such file', { is_error: true }),
          ],
        },
      ]),
    );
    expect(listAt(body, 'messages').slice(1)).toEqual([
      {
        role: 'assistant',
        content: 'Yes.',
        tool_calls: [
          { id: 'toolu_1', type: 'function', function: { name: 'Bash', arguments: '{"a":"toolu_1"}' } },
          { id: 'toolu_2', type: 'function', function: { name: 'Read', arguments: '{"a":"toolu_2"}' } },
          { id: 'toolu_3', type: 'function', function: { name: 'Bash', arguments: '{"a":"toolu_3"}' } },
        ],
      },
      { role: 'tool', tool_call_id: 'toolu_1', content: 'Error: no such file' },
      { role: 'tool', tool_call_id: 'toolu_2', content: 'a dot\n[It follows in the next message.]' },
      { role: 'tool', tool_call_id: 'toolu_3', content: '(no output)' },
      {
        role: 'user',
        content: [
          { type: 'text', text: '<reminder>' },
          { type: 'text', text: 'From the result of Read:' },
          { type: 'image_url', image_url: { url: `data:image/png;base64,${png}` } },
        ],
      },
    ]);
  });

  it('tells a model that sees no pictures that there was one', () => {
    const body = chatOf('anthropic-messages', claude([{ role: 'user', content: [{ type: 'image', source }] }]), {
      inputs: ['text'],
    });
    expect(textAt(body, 'messages', 0, 'content')).toContain("can't see");
  });

  it('gives a call that was interrupted a result, and a result without its call a place', () => {
    const body = chatOf(
      'anthropic-messages',
      claude([
        { role: 'user', content: [toolResult('toolu_9', 'from before')] },
        { role: 'assistant', content: [toolUse('toolu_1')] },
        { role: 'user', content: 'stop that' },
      ]),
    );
    expect(listAt(body, 'messages').map((message) => [at(message, 'role'), at(message, 'content')])).toEqual([
      ['user', 'Result of an earlier call:\nfrom before'],
      ['assistant', null],
      ['tool', '(no result: the call was interrupted)'],
      ['user', 'stop that'],
    ]);
  });

  it('keeps a system turn where it is, marked, whether it is a text or blocks', () => {
    const turns = [
      '# Environment',
      [{ type: 'text', text: '# Environment', cache_control: { type: 'ephemeral' } }],
    ].map((content) =>
      chatOf(
        'anthropic-messages',
        claude(
          [
            { role: 'user', content: 'hi' },
            { role: 'system', content },
          ],
          { system: 'Be brief.' },
        ),
      ),
    );
    expect(listAt(turns[0], 'messages')).toEqual([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'hi\n\n<system>\n# Environment\n</system>' },
    ]);
    expect(turns[1]).toEqual(turns[0]);
  });

  it("leaves its maker's billing out of the prompt", () => {
    const system = [
      { type: 'text', text: 'x-anthropic-billing-header: cc_version=2.1.332;' },
      { type: 'text', text: 'Be brief.' },
    ];
    const body = chatOf('anthropic-messages', claude([{ role: 'user', content: 'hi' }], { system }));
    expect(at(body, 'messages', 0)).toEqual({ role: 'system', content: 'Be brief.' });
  });

  it('offers a deferred tool once it was loaded, added ones from then on, and removed ones no longer', () => {
    const tools = [
      tool('Bash'),
      tool('CronList', { defer_loading: true }),
      tool('Placeholder', { defer_loading: true }),
    ];
    const names = (messages: readonly unknown[]): unknown =>
      listAt(chatOf('anthropic-messages', claude(messages, { tools })), 'tools').map((one) =>
        at(one, 'function', 'name'),
      );
    const asked = { role: 'user', content: 'hi' };
    expect(names([asked])).toEqual(['Bash']);
    const loaded = [
      asked,
      { role: 'assistant', content: [toolUse('toolu_1', 'ToolSearch')] },
      { role: 'user', content: [toolResult('toolu_1', [{ type: 'tool_reference', tool_name: 'CronList' }])] },
    ];
    expect(names(loaded)).toEqual(['Bash', 'CronList']);
    const definition = { name: 'Mine', input_schema: schema };
    const added = { type: 'tool_addition', tool: { type: 'tool_definition', definition } };
    const removed = { type: 'tool_removal', tool: { type: 'tool_reference', name: 'Bash' } };
    expect(names([...loaded, { role: 'system', content: [added, removed] }])).toEqual(['CronList', 'Mine']);
    const result = chatOf('anthropic-messages', claude(loaded, { tools }));
    expect(listAt(result, 'messages').at(-1)).toMatchObject({ role: 'tool', content: 'loaded: CronList' });
  });

  it("refuses what it can't carry in words, and says what it leaves out", () => {
    const user = (block: object): object => claude([{ role: 'user', content: [block] }]);
    const to = 'openai-chat';
    expect(refusal('anthropic-messages', to, user({ type: 'hologram' }))).toContain('hologram');
    expect(
      refusal('anthropic-messages', to, user({ type: 'image', source: { type: 'file', file_id: 'f' } })),
    ).toContain('file');
    expect(
      refusal('anthropic-messages', to, claude([{ role: 'assistant', content: [{ type: 'server_tool_use' }] }])),
    ).toContain('server_tool_use');
    const search = { type: 'web_search_20250305', name: 'web_search' };
    expect(refusal('anthropic-messages', to, claude([{ role: 'user', content: 'hi' }], { tools: [search] }))).toContain(
      'web_search_20250305',
    );
    expect(refusal('anthropic-messages', to, 'no JSON')).toContain('no messages');
    const beside = requested(
      translator('anthropic-messages', to),
      claude([{ role: 'user', content: 'hi' }], { tools: [search, tool('Bash')], safeguards: {} }),
    );
    expect(beside.notes).toEqual([
      expect.stringContaining('safeguards'),
      expect.stringContaining('web_search_20250305'),
    ]);
  });

  it('gives a server its own thoughts back with the calls they led to, and nobody else', () => {
    const own = pack({ model: 'up', to: 'openai-chat', state: { field: 'reasoning_content' } });
    const turns = (signature: string): object =>
      claude([
        { role: 'user', content: 'hi' },
        { role: 'assistant', content: [{ type: 'thinking', thinking: 'Hm.', signature }, toolUse('toolu_1')] },
        { role: 'user', content: [toolResult('toolu_1', 'ok')] },
      ]);
    const message = (signature: string, model = 'up'): unknown =>
      at(chatOf('anthropic-messages', turns(signature), { model }), 'messages', 1);
    expect(at(message(own), 'reasoning_content')).toBe('Hm.');
    expect(at(message(own, 'other'), 'reasoning_content')).toBeUndefined();
    expect(at(message('EqQBCgIYAh'), 'reasoning_content')).toBeUndefined();
  });

  it("knows OpenAI's reasoning models from others by their limits", () => {
    const asked = claude([{ role: 'user', content: 'hi' }], {
      temperature: 1,
      stop_sequences: ['</block>'],
      output_config: { effort: 'max' },
      thinking: { type: 'adaptive' },
    });
    const openai = chatOf('anthropic-messages', asked, { model: 'openai/gpt-5.5', reasons: true, maxOutput: 9000 });
    expect(openai).toMatchObject({
      max_completion_tokens: 9000,
      reasoning_effort: 'high',
      prompt_cache_key: 'session-1',
    });
    expect(Object.keys(openai)).not.toContain('stop');
    const other = chatOf('anthropic-messages', asked, { model: 'kimi-k2' });
    expect(other).toMatchObject({ max_tokens: 32_000, temperature: 1, stop: ['</block>'] });
    expect(Object.keys(other)).not.toContain('reasoning_effort');
  });

  it.each([
    ['gpt-5.5', 'openai-chat'],
    ['gpt-5.5', 'openai-responses'],
  ] as const)('ends an answer of %s over %s at a stop sequence that it can not be asked for', (model, to) => {
    const one = translator('anthropic-messages', to);
    const stop_sequences = ['</severity>', '</block>'];
    const request = requested(one, claude([{ role: 'user', content: 'hi' }], { stop_sequences }), { model });
    expect(JSON.stringify(request.body)).not.toContain('</block>');
    const text = '<block>no</bl<</block> and more';
    const pieces = text
      .split('')
      .map((letter) =>
        to === 'openai-chat'
          ? chunk({ content: letter })
          : { type: 'response.output_text.delta', output_index: 0, delta: letter },
      );
    const end = { type: 'response.completed', response: { status: 'completed', output: [] } };
    const sent = streamed(
      request,
      sse(...pieces, ...(to === 'openai-chat' ? [chunk({}, 'stop'), usageChunk, '[DONE]'] : [end])),
    );
    const said = [...sent.matchAll(/"text_delta","text":"([^"]*)"/g)].map(([, piece]) => piece);
    expect(said.join('')).toBe('<block>no</bl<');
    expect(sent).toContain('"stop_reason":"stop_sequence","stop_sequence":"</block>"');
  });

  it("shortens a tool's name that is too long, and gives the agent its own back", () => {
    const long = `mcp__server__${'x'.repeat(80)}`;
    const one = translator('anthropic-messages', 'openai-chat');
    const request = requested(
      one,
      claude([{ role: 'user', content: 'hi' }], { tools: [tool(long), tool(`${long}y`)] }),
    );
    const names = listAt(request.body, 'tools').map((offered) => textAt(offered, 'function', 'name') ?? '');
    expect(new Set(names).size).toBe(2);
    expect(names.every((name) => name.length <= 64)).toBe(true);
    const sent = streamed(request, sse(callPiece(0, '{}', 'call_1', names[0]), chunk({}, 'stop'), usageChunk));
    expect(sent).toContain(`"name":"${long}"`);
  });

  it("keeps a model's own odd ids, and makes one where an id was used before", () => {
    const one = translator('anthropic-messages', 'openai-chat');
    const ask = (messages: readonly object[]): ReturnType<typeof requested> => requested(one, claude(messages));
    const hi = { role: 'user', content: 'hi' };
    const sent = streamed(ask([hi]), sse(callPiece(0, '{}', 'functions.Bash:0', 'Bash'), chunk({}, 'stop')));
    const id = /"id":"(jwid_[\w-]+)"/.exec(sent)?.[1] ?? '';
    const history = [
      hi,
      { role: 'assistant', content: [toolUse(id)] },
      { role: 'user', content: [toolResult(id, 'ok')] },
    ];
    expect(at(ask(history).body, 'messages', 2, 'tool_call_id')).toBe('functions.Bash:0');
    const again = streamed(ask(history), sse(callPiece(0, '{}', 'functions.Bash:0', 'Bash'), chunk({}, 'stop')));
    expect(again).not.toContain(id);
  });
});

describe('openai-responses to openai-chat', () => {
  const hi = { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'hi' }] };
  const developer = (text: string): object => ({
    type: 'message',
    role: 'developer',
    content: [{ type: 'input_text', text }],
  });
  const exec = {
    type: 'custom',
    name: 'exec',
    description: 'Runs code.',
    format: { type: 'grammar', syntax: 'lark', definition: 'start: /.+/' },
  };
  const wait = { type: 'function', name: 'wait', strict: false, parameters: schema };

  it('makes one system message of what stands in front, and keeps later instructions in place', () => {
    const body = chatOf('openai-responses', {
      input: [developer('One.'), developer('Two.'), hi, developer('Three.')],
      instructions: 'Zero.',
    });
    expect(at(body, 'messages')).toEqual([
      { role: 'system', content: 'Zero.\n\nOne.\n\nTwo.' },
      { role: 'user', content: 'hi\n\n<system>\nThree.\n</system>' },
    ]);
  });

  it('takes tools from the input too, out of their namespaces, and gives calls back into them', () => {
    const additional = {
      type: 'additional_tools',
      role: 'developer',
      tools: [{ type: 'namespace', name: 'functions', tools: [exec, wait] }],
    };
    const one = translator('openai-responses', 'openai-chat');
    const request = requested(one, { input: [additional, hi] });
    expect(listAt(request.body, 'tools').map((offered) => at(offered, 'function', 'name'))).toEqual([
      'functions__exec',
      'functions__wait',
    ]);
    expect(textAt(request.body, 'tools', 0, 'function', 'description')).toContain('start: /.+/');
    const sent = streamed(
      request,
      sse(
        callPiece(0, '{"input":"a\\n\\u00fc"}', 'call_1', 'functions__exec'),
        callPiece(1, '{}', 'call_2', 'functions__wait'),
        chunk({}, 'stop'),
      ),
    );
    expect(sent).toContain('"name":"exec","namespace":"functions","input":"a\\nü"');
    expect(sent).toContain('"name":"wait","namespace":"functions","arguments":"{}"');
    const history = [
      additional,
      hi,
      { type: 'custom_tool_call', call_id: 'call_1', name: 'exec', namespace: 'functions', input: 'a\nü' },
      { type: 'custom_tool_call_output', call_id: 'call_1', output: 'ok' },
    ];
    expect(at(requested(one, { input: history }).body, 'messages', 1, 'tool_calls', 0, 'function')).toEqual({
      name: 'functions__exec',
      arguments: '{"input":"a\\nü"}',
    });
  });

  it.each([
    ['{"input":"*** Begin Patch\\n"}', '*** Begin Patch\n'],
    ['{"patch":"x"}', 'x'],
    ['{"command":["apply_patch","x"]}', 'x'],
    ['*** Begin Patch\nx', '*** Begin Patch\nx'],
    ['{"input":"```\\nx\\n```"}', 'x'],
    ['{"whatever":"x \\ud83d\\ude00"}', 'x 😀'],
  ])('takes the text of a freeform tool out of %s', (words, input) => {
    const request = requested(translator('openai-responses', 'openai-chat'), {
      input: [hi],
      tools: [{ type: 'custom', name: 'apply_patch' }],
    });
    const stream = sse(
      ...[...words].map((letter, index) =>
        callPiece(0, letter, index === 0 ? 'call_1' : undefined, index === 0 ? 'apply_patch' : undefined),
      ),
      chunk({}, 'tool_calls'),
    );
    const sent = streamed(request, stream);
    expect(sent).toContain(
      `"status":"completed","call_id":"call_1","name":"apply_patch","input":${JSON.stringify(input)}`,
    );
    const deltas = [...sent.matchAll(/custom_tool_call_input\.delta","[^\n]*"delta":("(?:[^"\\]|\\.)*")/g)].map(
      ([, text]) => JSON.parse(text ?? '""') as string,
    );
    expect(deltas.length === 0 || deltas.join('') === input).toBe(true);
    expect(/^\{"input":"(?!`)/.test(words) ? deltas.length : 1).toBeGreaterThan(0);
  });

  it('lets the client search for tools, and offers what was found', () => {
    const search = { type: 'tool_search', execution: 'client', description: 'Finds tools.', parameters: schema };
    const one = translator('openai-responses', 'openai-chat');
    const request = requested(one, { input: [hi], tools: [search] });
    const sent = streamed(request, sse(callPiece(0, '{"query":"agents"}', 'call_1', 'tool_search'), chunk({}, 'stop')));
    expect(sent).toContain(
      '"type":"tool_search_call","status":"completed","call_id":"call_1","execution":"client","arguments":{"query":"agents"}',
    );
    const found = { type: 'namespace', name: 'agents', tools: [wait] };
    const history = [
      hi,
      { type: 'tool_search_call', call_id: 'call_1', execution: 'client', arguments: { query: 'agents' } },
      { type: 'tool_search_output', call_id: 'call_1', execution: 'client', tools: [found] },
    ];
    const body = chatOf('openai-responses', { input: history, tools: [search] });
    expect(listAt(body, 'tools').map((offered) => at(offered, 'function', 'name'))).toEqual([
      'tool_search',
      'agents__wait',
    ]);
    expect(at(body, 'messages', 2, 'content')).toBe('loaded: agents__wait');
  });

  it("refuses what it can't carry in words, and says what it leaves out", () => {
    const to = 'openai-chat';
    const ask = (more: object): string => refusal('openai-responses', to, { input: [hi], ...more });
    expect(ask({ previous_response_id: 'resp_1' })).toContain('previous_response_id');
    expect(ask({ store: true })).toContain('store');
    expect(ask({ tools: [{ type: 'web_search' }] })).toContain('web_search');
    for (const type of ['compaction', 'compaction_trigger', 'item_reference', 'web_search_call', 'agent_message']) {
      expect(ask({ input: [hi, { type }] }), type).toContain(type);
    }
    expect(ask({ input: [{ ...hi, content: [{ type: 'input_image', file_id: 'f' }] }] })).toContain('file_id');
    expect(ask({ input: [] })).toContain('no input');
    const beside = requested(translator('openai-responses', to), {
      input: [hi],
      tools: [wait, { type: 'web_search' }],
    });
    expect(beside.notes).toEqual([expect.stringContaining('web_search')]);
  });
});

describe('gemini to openai-chat', () => {
  it("reads what Google's library for Python sends: both spellings of its names, and base64 for addresses", () => {
    const blob = { data: 'iVBOR__-', mime_type: 'image/png' };
    const args = { user_name: 'x' };
    const body = chatOf('gemini', {
      contents: [
        { role: 'user', parts: [{ inlineData: blob }, { text: 'see' }] },
        { role: 'model', parts: [{ function_call: { name: 'f', args } }] },
        { role: 'user', parts: [{ function_response: { name: 'f', response: { all_is: 'well', n: 1 } } }] },
      ],
      tools: [
        {
          function_declarations: [
            {
              name: 'f',
              parameters: {
                type: 'OBJECT',
                properties: { user_name: { any_of: [{ type: 'STRING' }] } },
                $defs: { a_b: { type: 'STRING' } },
              },
            },
          ],
        },
      ],
      generationConfig: { max_output_tokens: 7, thinkingConfig: { include_thoughts: true } },
    });
    expect(at(body, 'messages', 0, 'content', 0, 'image_url', 'url')).toBe('data:image/png;base64,iVBOR//+');
    expect(at(body, 'messages', 1, 'tool_calls', 0, 'function', 'arguments')).toBe('{"user_name":"x"}');
    expect(at(body, 'messages', 2, 'content')).toBe('{"all_is":"well","n":1}');
    expect(at(body, 'tools', 0, 'function', 'parameters', 'properties')).toEqual({
      user_name: { anyOf: [{ type: 'string' }] },
    });
    expect(at(body, 'tools', 0, 'function', 'parameters', '$defs')).toHaveProperty('a_b');
    expect(at(body, 'max_tokens') ?? at(body, 'max_completion_tokens')).toBe(7);
  });

  const contents = [
    { role: 'user', parts: [{ text: 'hi' }] },
    {
      role: 'model',
      parts: [
        { functionCall: { name: 'read', args: { a: '1' } } },
        { functionCall: { name: 'read', args: { a: '2' } } },
      ],
    },
    {
      role: 'user',
      parts: [
        { functionResponse: { name: 'read', response: { name: 'read', content: 'one' } } },
        { functionResponse: { name: 'read', response: { error: 'none' } } },
        { inlineData: { mimeType: 'image/png', data: png } },
      ],
    },
  ];

  it('gives calls without ids one each, and matches their results by name and order', () => {
    const body = chatOf('gemini', { contents });
    expect(listAt(body, 'messages').slice(2, 4)).toEqual([
      { role: 'tool', tool_call_id: 'call_1', content: 'one' },
      { role: 'tool', tool_call_id: 'call_2', content: 'Error: none' },
    ]);
    expect(listAt(body, 'messages')[4]).toMatchObject({ role: 'user', content: [{ type: 'image_url' }] });
  });

  it("reads Google's own schemas, in which a property may be named like a keyword", () => {
    const parameters = {
      type: 'OBJECT',
      properties: { nullable: { type: 'STRING', nullable: true }, type: { type: 'ARRAY', items: { type: 'INTEGER' } } },
    };
    const body = chatOf('gemini', { contents, tools: [{ functionDeclarations: [{ name: 'read', parameters }] }] });
    expect(at(body, 'tools', 0, 'function', 'parameters')).toEqual({
      type: 'object',
      properties: { nullable: { type: ['string', 'null'] }, type: { type: 'array', items: { type: 'integer' } } },
    });
  });

  it("refuses what it can't carry in words", () => {
    const ask = (more: object): string => refusal('gemini', 'openai-chat', { contents, ...more });
    expect(ask({ tools: [{ googleSearch: {} }] })).toContain('googleSearch');
    expect(
      ask({
        contents: [{ role: 'user', parts: [{ fileData: { fileUri: 'https://x/files/1', mimeType: 'audio/wav' } }] }],
      }),
    ).toContain('audio/wav');
    expect(ask({ contents: [{ role: 'model', parts: [{ executableCode: {} }] }] })).toContain('executableCode');
    expect(ask({ contents: [] })).toContain('no contents');
  });
});

describe('anthropic-messages to openai-responses', () => {
  const one = translator('anthropic-messages', 'openai-responses');
  const sealed = {
    type: 'reasoning',
    id: 'rs_1',
    summary: [{ type: 'summary_text', text: 'Hm.' }],
    encrypted_content: 'SEALED',
  };
  const call = { type: 'function_call', id: 'fc_1', call_id: 'call_1', name: 'Read', arguments: '{}' };

  it('carries encrypted thoughts over, without the id that nobody has stored, and pictures in results', () => {
    const first = requested(one, claude([{ role: 'user', content: 'hi' }], { tools: [tool('Read')] }));
    const sent = streamed(
      first,
      named(
        { type: 'response.output_item.done', output_index: 0, item: sealed },
        { type: 'response.output_item.done', output_index: 1, item: call },
        { type: 'response.completed', response: { status: 'completed', output: [sealed, call] } },
      ),
    );
    const signature = /"signature_delta","signature":"([^"]+)"/.exec(sent)?.[1] ?? '';
    const { body } = requested(
      one,
      claude([
        { role: 'user', content: 'hi' },
        { role: 'assistant', content: [{ type: 'thinking', thinking: 'Hm.', signature }, toolUse('call_1', 'Read')] },
        {
          role: 'user',
          content: [
            toolResult('call_1', [
              { type: 'text', text: 'dot' },
              { type: 'image', source },
            ]),
          ],
        },
      ]),
      { reasons: true },
    );
    expect(listAt(body, 'input').slice(1)).toEqual([
      { type: 'reasoning', summary: [], encrypted_content: 'SEALED' },
      { type: 'function_call', call_id: 'call_1', name: 'Read', arguments: '{"a":"call_1"}' },
      {
        type: 'function_call_output',
        call_id: 'call_1',
        output: [
          { type: 'input_text', text: 'dot' },
          { type: 'input_image', image_url: `data:image/png;base64,${png}`, detail: 'auto' },
        ],
      },
    ]);
    expect(body).toMatchObject({
      store: false,
      prompt_cache_key: 'session-1',
      include: ['reasoning.encrypted_content'],
    });
  });
});

describe('openai-responses to anthropic-messages', () => {
  const one = translator('openai-responses', 'anthropic-messages');
  const hi = { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'hi' }] };
  const answer = JSON.stringify({
    type: 'message',
    content: [
      { type: 'thinking', thinking: 'Hm.', signature: 'SEALED' },
      { type: 'tool_use', id: 'toolu_1', name: 'Bash', input: {} },
      { type: 'tool_use', id: 'toolu_2', name: 'Bash', input: {} },
    ],
    stop_reason: 'tool_use',
  });
  const ask = (input: readonly object[], model: string): JsonObject =>
    requested(one, { input, reasoning: { effort: 'high' }, max_output_tokens: 20_000 }, { model, reasons: true }).body;

  function turn(model: string, withThought: boolean): readonly object[] {
    const sent = streamed(requested(one, { input: [hi] }, { model }), answer);
    const items = [...sent.matchAll(/event: response\.output_item\.done\ndata: (.*)/g)].map(
      ([, data]) => at(parseJson(data ?? ''), 'item') as JsonObject,
    );
    const outputs = ['toolu_2', 'toolu_1'].map((id) => ({ type: 'function_call_output', call_id: id, output: id }));
    return [hi, ...items.filter(({ type }) => withThought || type !== 'reasoning'), ...outputs];
  }

  it('carries a signed thought over in its very letters, and puts all results first into one turn', () => {
    const body = ask([...turn('claude-opus-4-6', true), { ...hi, content: 'and?' }], 'claude-opus-4-6');
    expect(at(body, 'messages', 1, 'content', 0)).toEqual({ type: 'thinking', thinking: 'Hm.', signature: 'SEALED' });
    expect(
      listAt(body, 'messages', 2, 'content').map((block) => at(block, 'tool_use_id') ?? at(block, 'text')),
    ).toEqual(['toolu_1', 'toolu_2', 'and?']);
    expect(body).toMatchObject({
      thinking: { type: 'adaptive' },
      output_config: { effort: 'high' },
      max_tokens: 20_000,
    });
  });

  it('lets a newer model think as much as it likes where the agent names no effort', () => {
    const asked = { input: [hi], reasoning: { summary: 'auto' } };
    const body = (model: string): JsonObject => requested(one, asked, { model, reasons: true }).body;
    expect(at(body('claude-sonnet-4-6'), 'thinking')).toEqual({ type: 'adaptive', display: 'summarized' });
    expect(at(body('claude-sonnet-4-5'), 'thinking')).toBeUndefined();
  });

  it('gives an older model a budget, and no thinking where a turn has lost its thought', () => {
    expect(ask(turn('claude-sonnet-4-5', true), 'claude-sonnet-4-5')).toMatchObject({
      thinking: { type: 'enabled', budget_tokens: 16_384 },
    });
    expect(Object.keys(ask(turn('claude-sonnet-4-5', false), 'claude-sonnet-4-5'))).not.toContain('thinking');
    // Another model's thought is not its own.
    expect(JSON.stringify(ask(turn('claude-opus-4-6', true), 'claude-sonnet-4-5'))).not.toContain('SEALED');
  });
});

describe.each(every.map((one) => ({ name: `${one.from} to ${one.to}`, one })))('$name', ({ one }) => {
  it('never throws for a body, whatever it is', () => {
    for (const body of [
      undefined,
      null,
      'x',
      7,
      [],
      {},
      { messages: {}, input: {}, contents: {} },
      { messages: [null], input: [null], contents: [null] },
    ]) {
      const result = one.request(body, contextOf());
      expect('refused' in result || 'body' in result).toBe(true);
    }
  });

  it("words a gateway's error for the agent, with the time to wait, and says when to stop", () => {
    const limited = one.error(
      429,
      { error: { message: 'Slow down', code: 'rate_limit_exceeded' } },
      { 'retry-after': '7' },
    );
    expect([limited.status, limited.headers]).toEqual([429, { 'retry-after': '7' }]);
    const message =
      'prompt is too long: maximum context length is 128000 tokens, your messages resulted in 150000 tokens; input token count exceeds the maximum number of tokens allowed';
    const long = one.error(400, { error: { message, type: 'invalid_request_error' } }, {});
    expect([long.status, long.headers['x-should-retry']]).toEqual([400, 'false']);
    expect(JSON.stringify(long.body)).toContain('150000 tokens > 128000 maximum');
    const words = {
      'anthropic-messages': /"prompt is too long: /,
      'openai-responses': /"context_length_exceeded"/,
      gemini: /input token count exceeds/,
      'openai-chat': /never/,
    };
    expect(JSON.stringify(long.body)).toMatch(words[one.from]);
    expect(one.error(502, '<html><body>Bad <b>gateway</b></body></html>', {})).toMatchObject({
      status: 502,
      headers: {},
    });
    expect(JSON.stringify(one.error(502, '<html><body>Bad <b>gateway</b></body></html>', {}).body)).toContain(
      'Bad gateway',
    );
  });

  it('answers a request that is not streamed in one piece, with the same content', () => {
    const answers: Readonly<Record<string, object>> = {
      'openai-chat': {
        object: 'chat.completion',
        choices: [
          {
            index: 0,
            message: {
              content: 'Hello',
              reasoning_content: 'Hm.',
              tool_calls: [{ id: 'call_1', function: { name: 'Bash', arguments: '{"a":1}' } }],
            },
            finish_reason: 'stop',
          },
        ],
      },
      'openai-responses': {
        object: 'response',
        status: 'completed',
        output: [
          { type: 'reasoning', summary: [{ text: 'Hm.' }] },
          { type: 'message', content: [{ type: 'output_text', text: 'Hello' }] },
          { type: 'function_call', call_id: 'call_1', name: 'Bash', arguments: '{"a":1}' },
        ],
      },
      'anthropic-messages': {
        type: 'message',
        content: [
          { type: 'thinking', thinking: 'Hm.', signature: 's' },
          { type: 'text', text: 'Hello' },
          { type: 'tool_use', id: 'call_1', name: 'Bash', input: { a: 1 } },
        ],
        stop_reason: 'end_turn',
      },
    };
    const request = requested(one, smallest[one.from], { streams: false });
    expect(request.body['stream']).toBe(false);
    const whole = request.whole(answers[one.to]);
    const shapes: Readonly<Record<string, object>> = {
      'anthropic-messages': {
        type: 'message',
        stop_reason: 'tool_use',
        content: [
          { type: 'thinking', thinking: 'Hm.' },
          { type: 'text', text: 'Hello' },
          { type: 'tool_use', id: 'call_1', input: { a: 1 } },
        ],
      },
      'openai-responses': {
        object: 'response',
        status: 'completed',
        output: [
          { type: 'reasoning', summary: [{ text: 'Hm.' }] },
          { type: 'message', content: [{ text: 'Hello' }] },
          { type: 'function_call', call_id: 'call_1', arguments: '{"a":1}' },
        ],
      },
      gemini: {
        candidates: [
          {
            finishReason: 'STOP',
            content: {
              parts: [
                { text: 'Hm.', thought: true },
                { text: 'Hello' },
                { functionCall: { id: 'call_1', args: { a: 1 } } },
              ],
            },
          },
        ],
      },
    };
    expect(whole).toMatchObject({ body: shapes[one.from] ?? {} });
    expect(request.whole({ error: { message: 'No.' } })).toMatchObject({ refused: { message: 'No.' } });
    expect(request.whole({})).toMatchObject({ refused: { kind: 'failed' } });
  });

  it('counts tokens upwards where the protocol can be asked', () => {
    const count = one.count?.({ ...smallest[one.from], system: 'word '.repeat(1000) }, contextOf());
    if (one.from === 'openai-responses') expect(count).toBeUndefined();
    else expect(Object.values(count ?? {})[0]).toBeGreaterThan(1000);
  });
});
