import { messageOf } from '../diagnosis.ts';
import { textAt } from '../../json-path.ts';
import type { Diagnosis } from '../gateway.ts';

export const keysUrl = 'https://vercel.com/d?to=%2F%5Bteam%5D%2F~%2Fai-gateway%2Fapi-keys';

/** By type, the only field beside the message that is always told. https://vercel.com/docs/ai-gateway, 2026-11 */
export function explainBody(url: string, body: unknown): Diagnosis | undefined {
  const text = messageOf(body) ?? '';
  const said = text === '' ? '' : ` (${text})`;
  return errors.get(textAt(body, 'error', 'type') ?? '')?.(said, url);
}

const errors = new Map<string, (said: string, url: string) => Diagnosis>([
  [
    'authentication_error',
    (said) => ({
      code: 'credential',
      message: `Vercel AI Gateway does not accept the key${said}.`,
      hint: `Make one at ${keysUrl}, then: jetway login. A Vercel OIDC token needs --set key-header=authorization`,
    }),
  ],
  [
    'model_not_found',
    (said) => ({
      code: 'model',
      message: `Vercel AI Gateway has no such model${said}.`,
      hint: 'See what it has: jetway list-models',
    }),
  ],
  [
    'forbidden',
    (said) => ({
      code: 'gateway',
      message: `A rule of the Vercel team refuses this${said}.`,
      hint: "Ask the team's owner, or choose another model: jetway list-models",
    }),
  ],
  [
    'not_found',
    (said, url) => ({
      code: 'configuration',
      message: `Vercel AI Gateway has nothing at this address${said}.`,
      hint: `Check the base URL (${url}), or leave it out.`,
    }),
  ],
  [
    'failed_dependency',
    (said) => ({
      code: 'gateway',
      message: `The provider behind Vercel AI Gateway failed${said}.`,
      hint: 'Try again, or choose another model: jetway list-models',
      transient: true,
    }),
  ],
]);
