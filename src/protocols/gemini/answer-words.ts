import type { JsonObject } from '../../agents/agent.ts';
import { isObject, parseJson } from '../../json-path.ts';
import { outputOf, type AnswerEnd, type AnswerFrame, type AnswerWords, type Block } from '../answer.ts';
import { event } from '../replies.ts';
import { errors } from './errors.ts';

/**
 * https://ai.google.dev/api/generate-content, 2026-11. A call is one part, so it is sent when it is whole. Gemini CLI
 * keeps no thoughts, but sends back the `thoughtSignature` of what came behind them (0.61.0): a sealed thought travels on
 * the next call, or on an empty text at the end, as the vendor's own do.
 */
export const answerWords: AnswerWords = {
  writer: (frame) => {
    const signed = createSigned(frame);
    let written = 0;
    let broken = false;
    // All of a chunk but its part: an answer has hundreds.
    const bare = event(envelope(frame, []));
    const from = bare.indexOf('[]') + 1;
    const [before, behind] = [bare.slice(0, from), bare.slice(from)];
    const chunk = (part: JsonObject): string => before + JSON.stringify(part) + behind;
    return {
      start: () => '',
      open: () => '',
      piece: ({ kind }, text) => {
        written += text.length;
        if (kind === 'call') return '';
        return chunk(kind === 'thought' ? { text, thought: true } : { text });
      },
      close: (block) => {
        const call = signed.part(block);
        broken ||= block.kind === 'call' && block.whole && call === undefined;
        return call === undefined ? '' : chunk(call);
      },
      end: (end) => event(last(frame, signed.rest(), end, written, broken)),
      fail: (complaint) => errors.events(complaint),
    };
  },

  whole: (frame, blocks, end) => {
    const signed = createSigned(frame);
    const parts = blocks.flatMap((block): readonly JsonObject[] => {
      const call = signed.part(block);
      if (block.kind === 'call') return call === undefined ? [] : [call];
      return block.text === ''
        ? []
        : [block.kind === 'thought' ? { text: block.text, thought: true } : { text: block.text }];
    });
    const written = blocks.reduce((total, block) => total + block.text.length, 0);
    const broken = blocks.some((block) => block.kind === 'call' && block.whole && argumentsOf(block) === undefined);
    return last(frame, [...parts, ...signed.rest()], end, written, broken);
  },
};

interface Signed {
  /** The part of a call that is whole. */
  part(block: Block): JsonObject | undefined;
  /** What carries a thought that no call followed. */
  rest(): readonly JsonObject[];
}

function createSigned(frame: AnswerFrame): Signed {
  let carrier: string | undefined;
  const signature = (): JsonObject => {
    const found: JsonObject = carrier === undefined ? {} : { thoughtSignature: carrier };
    carrier = undefined;
    return found;
  };
  return {
    part: (block) => {
      if (block.kind === 'thought') carrier = frame.carrierOf(block) ?? carrier;
      const args = block.kind === 'call' ? argumentsOf(block) : undefined;
      if (args === undefined) return undefined;
      return { functionCall: { id: block.id, name: frame.toolOf(block.name).name, args }, ...signature() };
    },
    rest: () => (carrier === undefined ? [] : [{ text: '', ...signature() }]),
  };
}

function argumentsOf({ whole, text }: Block): JsonObject | undefined {
  const parsed = whole ? parseJson(text) : undefined;
  return isObject(parsed) ? parsed : undefined;
}

function envelope(frame: AnswerFrame, parts: readonly JsonObject[], more: JsonObject = {}): JsonObject {
  return {
    candidates: [{ content: { role: 'model', parts: [...parts] }, index: 0, ...more }],
    modelVersion: frame.model,
    responseId: frame.id,
  };
}

/** The stream's last chunk, and a whole answer. */
function last(
  frame: AnswerFrame,
  parts: readonly JsonObject[],
  end: AnswerEnd,
  written: number,
  broken: boolean,
): JsonObject {
  const finishReason = end.reason === 'stop' && broken ? 'MALFORMED_FUNCTION_CALL' : finishReasons[end.reason];
  const { input = frame.estimate, cached, reasoning = 0 } = end.usage;
  const output = outputOf(end, written);
  return {
    ...envelope(frame, parts, { finishReason }),
    usageMetadata: {
      promptTokenCount: input,
      ...(cached === undefined ? {} : { cachedContentTokenCount: cached }),
      candidatesTokenCount: Math.max(0, output - reasoning),
      ...(reasoning === 0 ? {} : { thoughtsTokenCount: reasoning }),
      totalTokenCount: input + output,
    },
  };
}

const finishReasons = { stop: 'STOP', length: 'MAX_TOKENS', filter: 'SAFETY' } as const;
