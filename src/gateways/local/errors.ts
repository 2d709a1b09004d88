import type { Diagnosis } from '../gateway.ts';
import type { LocalServer } from './server.ts';

/** By the server's text alone: what they say is alike, their codes are not. */
export function explainBody({ name, window, missing }: LocalServer, said: string): Diagnosis | undefined {
  const [, model] = /\bmodel ['"`]([\w./:@-]{1,200})['"`] (?:not found|does not exist)/i.exec(said) ?? [];
  if (model !== undefined && missing !== undefined) {
    return { code: 'model', message: `${name} has no model ${model}.`, hint: missing(model) };
  }
  if (/\b(?:context (?:size|length|window)|n_ctx)\b/i.test(said)) {
    // llama.cpp, 2026.10
    const [, asked, given] = /\((\d+) tokens\).*\((\d+) tokens\)/.exec(said) ?? [];
    const figures = given === undefined ? '' : ` (${asked} tokens, of ${given})`;
    return { code: 'model', message: `The conversation is longer than what ${name} gives it${figures}.`, hint: window };
  }
  return undefined;
}
