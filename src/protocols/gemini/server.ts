import { at, listAt, textAt } from '../../json-path.ts';
import {
  event,
  json,
  pieces,
  stream,
  textBlocks,
  textOf,
  written,
  type Call,
  type Reply,
  type ProtocolServer,
} from '../replies.ts';

/** Clients leave `models/` out where the id has a slash of its own (@ai-sdk/google of OpenCode 1.18.33). */
const path = /\/v1beta\/(?:models\/)?(.+):(stream)?[gG]enerateContent$/;

/** https://ai.google.dev/api/generate-content, 2026-11. */
export const gemini: ProtocolServer = {
  protocol: 'gemini',
  path,
  read: (body, target) => {
    const model = path.exec(target.split('?')[0] ?? '')?.[1];
    const contents = listAt(body, 'contents');
    if (model === undefined || contents.length === 0) return undefined;
    const user = contents
      .filter((content) => textAt(content, 'role') !== 'model')
      .map((content) => at(content, 'parts'));
    const result = listAt(user.at(-1)).findLast((part) => at(part, 'functionResponse') !== undefined);
    const schema = at(body, 'generationConfig', 'responseJsonSchema') ?? at(body, 'generationConfig', 'responseSchema');
    return {
      model,
      // Without `alt=sse` the vendor sends its chunks as one JSON list.
      stream: /[?&]alt=sse\b/.test(target),
      instructions: textOf(at(body, 'systemInstruction', 'parts')),
      prompt: written(user.flatMap(textBlocks)),
      tools: listAt(body, 'tools').flatMap((tool) =>
        listAt(tool, 'functionDeclarations').map((declaration) => ({
          name: textAt(declaration, 'name') ?? '',
          schema: at(declaration, 'parametersJsonSchema') ?? at(declaration, 'parameters'),
        })),
      ),
      ...(result === undefined ? {} : { toolResult: resultText(at(result, 'functionResponse', 'response')) }),
      ...(schema === undefined ? {} : { schema }),
    };
  },
  write: (reply, call) => {
    const parts = reply.kind === 'text' ? pieces(reply.text).map((text) => ({ text })) : [functionCall(reply)];
    if (!call.stream) return json(chunk(parts, call, true));
    return stream(parts.map((part, index) => event(chunk([part], call, index === parts.length - 1))));
  },
  errorBody: (message) => ({ error: { code: 400, message, status: 'INVALID_ARGUMENT' } }),
};

/** The vendor prescribes no name for it: Gemini CLI says `output`, OpenCode `content`. */
function resultText(response: unknown): string {
  return textAt(response, 'output') ?? textAt(response, 'content') ?? JSON.stringify(response ?? '');
}

function functionCall(reply: Reply & { readonly kind: 'call' }): object {
  return { functionCall: { name: reply.tool, args: reply.arguments } };
}

function chunk(parts: readonly object[], call: Call, last: boolean): object {
  return {
    candidates: [{ content: { role: 'model', parts }, index: 0, ...(last ? { finishReason: 'STOP' } : {}) }],
    usageMetadata: {
      promptTokenCount: call.tokensIn,
      candidatesTokenCount: call.tokensOut,
      totalTokenCount: call.tokensIn + call.tokensOut,
    },
    modelVersion: call.model,
    responseId: call.id,
  };
}
