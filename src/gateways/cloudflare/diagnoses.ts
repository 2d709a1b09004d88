import type { Diagnosis } from '../gateway.ts';

/** Where tokens for Cloudflare's API are made. */
export const tokensPage = 'https://dash.cloudflare.com/profile/api-tokens';

export const credential = (message: string, hint: string): Diagnosis => ({ code: 'credential', message, hint });
export const gateway = (message: string, hint: string): Diagnosis => ({ code: 'gateway', message, hint });
export const model = (message: string, hint: string): Diagnosis => ({ code: 'model', message, hint });
/** It may be over in a moment. */
export const passing = (message: string, hint: string): Diagnosis => ({
  code: 'gateway',
  message,
  hint,
  transient: true,
});

export const tooLong = model(
  "The conversation is longer than this model's window.",
  'Choose a model with a larger one: jetway list-models',
);
