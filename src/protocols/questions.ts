import type { ProtocolId } from './protocols.ts';

/** What a request of a client's asks for, by its method and path. */
export interface Asked {
  readonly protocol: ProtocolId;
  /** `answer`: a model's, which costs; `count`: of tokens; `other`: whatever else stands below the base URL. */
  readonly verb: 'answer' | 'count' | 'other';
  /** Where the path names it: elsewhere it stands in the body. */
  readonly model?: string;
  /** Whether the answer is to be a stream; where the path does not say it, the body does. */
  readonly streams?: boolean;
}

const geminiModel = /^\/v1beta\/(?:models\/)?(.+):(streamGenerateContent|generateContent|countTokens)$/;

/**
 * The question in a path behind a base URL, of a client that speaks `protocol`. Clients of Gemini's leave `models/` out
 * where the id has a slash of its own (@ai-sdk/google of OpenCode 1.18.33).
 */
export function askedOf(protocol: ProtocolId, method: string, path: string): Asked {
  const [bare = '', query = ''] = path.split('?', 2);
  if (method !== 'POST') return { protocol, verb: 'other' };
  switch (protocol) {
    case 'anthropic-messages':
      if (bare === '/v1/messages') return { protocol, verb: 'answer' };
      return { protocol, verb: bare === '/v1/messages/count_tokens' ? 'count' : 'other' };
    case 'openai-responses':
      return { protocol, verb: bare === '/responses' ? 'answer' : 'other' };
    case 'openai-chat':
      return { protocol, verb: bare === '/chat/completions' ? 'answer' : 'other' };
    case 'gemini': {
      const [, model, action] = geminiModel.exec(bare) ?? [];
      if (model === undefined) return { protocol, verb: 'other' };
      if (action === 'countTokens') return { protocol, verb: 'count', model };
      const streams = action === 'streamGenerateContent' && /(^|&)alt=sse\b/.test(query);
      return { protocol, verb: 'answer', model, streams };
    }
  }
}

/** The same path for another model; a path that names none stays. */
export function pathFor(path: string, asked: Asked, model: string): string {
  if (asked.model === undefined || asked.model === model) return path;
  return path.replace(asked.model, () => model);
}
