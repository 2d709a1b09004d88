import * as fc from 'fast-check';
import type { JsonObject } from '../../../src/agents/agent.ts';
import type { ProtocolId } from '../../../src/protocols/protocols.ts';
import { pack } from '../../../src/relay/translate/carrier.ts';

/** A step of a session, in no protocol's words. What agents send seldom, and may. */
export type Step =
  | { readonly kind: 'user'; readonly parts: readonly Piece[] }
  | { readonly kind: 'aside'; readonly text: string }
  | { readonly kind: 'answer'; readonly blocks: readonly Block[]; readonly results: Results };

type Piece = 'text' | 'image' | 'blank';
type Block =
  | { readonly kind: 'thought'; readonly seal: 'own' | 'foreign' | 'none' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'call'; readonly tool: number; readonly json: string };

/** Of an answer's calls: how many have one, in which order they come, what they say, what stands beside them. */
interface Results {
  readonly missing: readonly boolean[];
  readonly backwards: boolean;
  readonly content: readonly ('text' | 'empty' | 'image' | 'failed')[];
  readonly beside: boolean;
}

const anyText = fc.constantFrom('So.', '', ' ', '\n', 'x-anthropic-billing-header: no', '<system>', 'ü😀');
const anyJson = fc.constantFrom('{"a":"1"}', '{}', '', '[1]', '"x"', '{"a": "ech', 'null');
const anyBlock: fc.Arbitrary<Block> = fc.oneof(
  fc.record({ kind: fc.constant('thought' as const), seal: fc.constantFrom('own', 'foreign', 'none') }),
  fc.record({ kind: fc.constant('text' as const), text: anyText }),
  fc.record({ kind: fc.constant('call' as const), tool: fc.nat({ max: 4 }), json: anyJson }),
);
const anyResults: fc.Arbitrary<Results> = fc.record({
  missing: fc.array(fc.boolean(), { maxLength: 2 }),
  backwards: fc.boolean(),
  content: fc.array(fc.constantFrom('text', 'empty', 'image', 'failed'), { minLength: 1, maxLength: 3 }),
  beside: fc.boolean(),
});
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('user' as const),
    parts: fc.array(fc.constantFrom('text', 'image', 'blank'), { minLength: 1, maxLength: 3 }),
  }),
  fc.record({ kind: fc.constant('aside' as const), text: anyText }),
  fc.record({
    kind: fc.constant('answer' as const),
    blocks: fc.array(anyBlock, { maxLength: 5 }),
    results: anyResults,
  }),
);

export const sessions: fc.Arbitrary<readonly Step[]> = fc.array(anyStep, { minLength: 1, maxLength: 8 });

/** Whether an agent of the protocol asks after this step: the turn is the model's. */
export function isAsked(step: Step | undefined, from: ProtocolId): boolean {
  if (step === undefined) return true;
  if (step.kind === 'user') return step.parts.some((part) => part !== 'blank');
  if (step.kind === 'aside') return from !== 'gemini' && step.text.trim() !== '';
  const calls = step.blocks.filter(({ kind }) => kind === 'call');
  return calls.some((_call, index) => step.results.missing[index] !== true);
}

/** The tools' names; two of them would be the same in a protocol that has no namespaces. */
const names = ['Bash', 'ns__x', 'x', `mcp__${'long'.repeat(20)}`, 'odd.name:1'] as const;
const png = 'iVBORw0KGgo=';
const schema: JsonObject = { type: 'object', properties: { a: { type: 'string' } } };

/** A session as an agent of the protocol sends it, to be given back to this model over that protocol. */
export function requestOf(steps: readonly Step[], from: ProtocolId, to: ProtocolId, model: string): JsonObject {
  const seal = (own: Block & { readonly kind: 'thought' }): string | undefined => {
    if (own.seal === 'none') return undefined;
    if (own.seal === 'foreign') return 'WaUjzkyp';
    const states = {
      'anthropic-messages': { signature: 'SEALED' },
      'openai-responses': { encrypted: 'SEALED' },
      'openai-chat': { field: 'reasoning_content' },
      gemini: {},
    };
    return pack({ model, to, state: states[to], text: 'Hm.' });
  };
  const first: Step = { kind: 'user', parts: ['text'] };
  switch (from) {
    case 'anthropic-messages':
      return claude([first, ...steps], seal);
    case 'openai-responses':
      return codex([first, ...steps], seal);
    default:
      return gemini([first, ...steps], seal);
  }
}

type Seal = (own: Block & { readonly kind: 'thought' }) => string | undefined;

/** The results of an answer's calls that there are, as they come. */
function resultsOf<T>(
  { missing, backwards, content }: Results,
  calls: readonly T[],
): readonly (readonly [T, string])[] {
  const all = calls
    .map((call, index) => [call, content[index % content.length] ?? 'text'] as const)
    .filter((_one, index) => missing[index] !== true);
  return backwards ? all.toReversed() : all;
}

function claude(steps: readonly Step[], seal: Seal): JsonObject {
  const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: png } };
  const messages = steps.flatMap((one, turn): JsonObject[] => {
    if (one.kind === 'aside') return [{ role: 'system', content: one.text }];
    if (one.kind === 'user') {
      const words = { text: { type: 'text', text: `Do ${turn}.` }, blank: { type: 'text', text: ' ' }, image };
      return [{ role: 'user', content: one.parts.map((part) => words[part]) }];
    }
    const calls = one.blocks.flatMap((block, place) => (block.kind === 'call' ? [`toolu_${turn}_${place}`] : []));
    const content = one.blocks.map((block, place): JsonObject => {
      if (block.kind === 'text') return { type: 'text', text: block.text };
      if (block.kind === 'call') {
        return { type: 'tool_use', id: `toolu_${turn}_${place}`, name: names[block.tool] ?? '', input: { a: '1' } };
      }
      const signature = seal(block);
      return { type: 'thinking', thinking: 'Hm.', ...(signature === undefined ? {} : { signature }) };
    });
    const told = resultsOf(one.results, calls).map(([id, kind]): JsonObject => {
      const said = kind === 'image' ? [image] : kind === 'empty' ? '' : `result of ${id}`;
      return { type: 'tool_result', tool_use_id: id, content: said, ...(kind === 'failed' ? { is_error: true } : {}) };
    });
    const beside: JsonObject[] = one.results.beside ? [{ type: 'text', text: '<reminder>' }] : [];
    const back = one.results.backwards ? [...beside, ...told] : [...told, ...beside];
    return [{ role: 'assistant', content }, ...(back.length === 0 ? [] : [{ role: 'user', content: back }])];
  });
  return {
    max_tokens: 32_000,
    system: [
      { type: 'text', text: `x-anthropic-billing-header: cc_version=2.1; cch=NEVER-${steps.length};` },
      { type: 'text', text: 'Be brief.' },
    ],
    messages,
    tools: names.map((name) => ({ name, input_schema: schema })),
    thinking: { type: 'adaptive' },
    output_config: { effort: 'high' },
    stream: true,
  };
}

function codex(steps: readonly Step[], seal: Seal): JsonObject {
  const image = { type: 'input_image', image_url: `data:image/png;base64,${png}`, detail: 'original' };
  const input = steps.flatMap((one, turn): JsonObject[] => {
    if (one.kind === 'aside') {
      return [{ type: 'message', role: 'developer', content: [{ type: 'input_text', text: one.text }] }];
    }
    if (one.kind === 'user') {
      const words = {
        text: { type: 'input_text', text: `Do ${turn}.` },
        blank: { type: 'input_text', text: ' ' },
        image,
      };
      return [{ type: 'message', role: 'user', content: one.parts.map((part) => words[part]) }];
    }
    const items = one.blocks.map((block, place): JsonObject => {
      const id = `call_${turn}_${place}`;
      if (block.kind === 'text') {
        return { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: block.text }] };
      }
      if (block.kind === 'thought') {
        return {
          type: 'reasoning',
          summary: [{ type: 'summary_text', text: 'Hm.' }],
          encrypted_content: seal(block) ?? null,
        };
      }
      if (block.tool === 0) return { type: 'custom_tool_call', call_id: id, name: 'Bash', input: block.json };
      const within = block.tool === 2 ? { namespace: 'ns' } : {};
      return { type: 'function_call', call_id: id, name: names[block.tool] ?? '', ...within, arguments: block.json };
    });
    const calls = items.filter((item) => item['call_id'] !== undefined);
    const told = resultsOf(one.results, calls).map(([call, kind]): JsonObject => ({
      type: `${call['type'] as string}_output`,
      call_id: call['call_id'] ?? '',
      output: kind === 'image' ? [image] : kind === 'empty' ? '' : `result of ${call['call_id'] as string}`,
    }));
    const beside: JsonObject[] = one.results.beside
      ? [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: '<reminder>' }] }]
      : [];
    return [...items, ...(one.results.backwards ? [...beside, ...told] : [...told, ...beside])];
  });
  const plain = (name: string): JsonObject => ({ type: 'function', name, parameters: schema, strict: false });
  return {
    instructions: 'Be brief.',
    input,
    tools: [
      { type: 'custom', name: 'Bash', description: 'Runs.' },
      plain(names[1]),
      { type: 'namespace', name: 'ns', tools: [plain(names[2])] },
      plain(names[3]),
      plain(names[4]),
    ],
    reasoning: { effort: 'high' },
    store: false,
    stream: true,
  };
}

function gemini(steps: readonly Step[], seal: Seal): JsonObject {
  const image = { inlineData: { mimeType: 'image/png', data: png } };
  const contents = steps.flatMap((one, turn): JsonObject[] => {
    if (one.kind === 'aside') return [];
    if (one.kind === 'user') {
      const words = { text: { text: `Do ${turn}.` }, blank: { text: ' ' }, image };
      return [{ role: 'user', parts: one.parts.map((part): JsonObject => words[part]) }];
    }
    let signature: string | undefined;
    const parts = one.blocks.flatMap((block): JsonObject[] => {
      if (block.kind === 'thought') {
        signature = seal(block);
        return [{ text: 'Hm.', thought: true }];
      }
      const signed = signature === undefined ? {} : { thoughtSignature: signature };
      signature = undefined;
      if (block.kind === 'text') return [{ text: block.text, ...signed }];
      return [{ functionCall: { name: names[block.tool] ?? '', args: { a: '1' } }, ...signed }];
    });
    const calls = parts.flatMap(({ functionCall }) => (functionCall as JsonObject | undefined)?.['name'] ?? []);
    const told = resultsOf({ ...one.results, backwards: false }, calls).map(([name, kind]): JsonObject => ({
      functionResponse: {
        name,
        response: kind === 'failed' ? { error: 'none' } : { output: kind === 'empty' ? '' : 'ok' },
      },
    }));
    const beside: JsonObject[] = one.results.beside ? [{ text: '<reminder>' }] : [];
    // Some clients give each call a turn of its own.
    const said = one.results.backwards
      ? parts.map((part): JsonObject => ({ role: 'model', parts: [part] }))
      : [{ role: 'model', parts }];
    return [...said, ...(told.length + beside.length === 0 ? [] : [{ role: 'user', parts: [...told, ...beside] }])];
  });
  return {
    contents,
    systemInstruction: { parts: [{ text: 'Be brief.' }] },
    tools: [{ functionDeclarations: names.map((name) => ({ name, parametersJsonSchema: schema })) }],
    generationConfig: { thinkingConfig: { includeThoughts: true } },
  };
}
