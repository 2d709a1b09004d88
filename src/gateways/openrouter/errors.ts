import { explain, messageOf } from '../diagnosis.ts';
import { numberAt, textAt } from '../../json-path.ts';
import { clean } from '../../text.ts';
import type { Connection, Diagnosis } from '../gateway.ts';

export const keysUrl = 'https://openrouter.ai/settings/keys';

export const limitReached = (said: string): Diagnosis => ({
  code: 'gateway',
  message: `The limit of this key is reached${said}.`,
  hint: `Wait for its reset, or raise it at ${keysUrl}`,
});

/** By code, then text; a body without OpenRouter's code is not its own. Behind a general text stands the provider's. */
export function explainBody(
  connection: Pick<Connection, 'gateway' | 'url'>,
  status: number,
  body: unknown,
): Diagnosis | undefined {
  const text = messageOf(body) ?? '';
  const raw = clean(textAt(body, 'error', 'metadata', 'raw') ?? '');
  if (text === 'Provider returned error' && raw !== '') {
    return explain({ ...connection, explain: () => undefined }, status, { message: raw });
  }
  const code = numberAt(body, 'error', 'code') ?? 0;
  const found = errors.find(([codes, pattern]) => codes.includes(code) && pattern.test(text));
  return found?.[2](text === '' ? '' : ` (${text})`);
}

const refused = (said: string): Diagnosis => ({
  code: 'gateway',
  message: `A guardrail or privacy setting of OpenRouter refuses this${said}.`,
  hint: 'Change it at https://openrouter.ai/settings/privacy, or choose another model: jetway list-models',
});

const any = /^/;

/** The first whose code and text fit. */
const errors: readonly (readonly [codes: readonly number[], text: RegExp, (said: string) => Diagnosis])[] = [
  [
    [401],
    any,
    (said) => ({
      code: 'credential',
      message: `OpenRouter does not know this key${said}.`,
      hint: `Make one at ${keysUrl}, then: jetway login`,
    }),
  ],
  [
    [402],
    any,
    (said) => ({
      code: 'gateway',
      message: `OpenRouter wants more credit for this request${said}.`,
      hint: 'Buy some at https://openrouter.ai/settings/credits, or choose a cheaper model: jetway list-models --sort price',
    }),
  ],
  [[403], /limit exceeded/i, limitReached],
  [[403], any, refused],
  [[400, 404], /data policy|privacy|guardrail|zero data retention/i, refused],
  [
    [400, 404],
    /not a valid model|no endpoints found|no allowed providers/i,
    (said) => ({
      code: 'model',
      message: `OpenRouter can't serve this model${said}.`,
      hint: 'See what it has: jetway list-models',
    }),
  ],
];
