/**
 * The model's name for Gemini CLI. Some names are only its own for what it takes to be their latest, and it asks for that:
 * `gemini-3.8-flash` for `gemini-3.5-flash`; without a key, `gemini-2.5-pro` for `gemini-3-pro-preview`. Behind `./`,
 * which is gone from the address of the request, it knows none of them (0.61.0, driven).
 */
export function exactName(model: string): string {
  return replaced.has(model) ? `./${model}` : model;
}

/** What makes the CLI treat such a name as it does the plain one. */
export function aliasOf(model: string): Readonly<Record<string, object>> {
  const name = exactName(model);
  return name === model || !isThird(model) ? {} : { [name]: { extends: 'chat-base-3', modelConfig: { model: name } } };
}

/** What is asked for in place of a model that has its plain name, by how the CLI logs in; as far as that was seen. */
export function latestOf(model: string, login: string | undefined): string | undefined {
  if (model === 'gemini-3.5-flash' || model === 'gemini-3-flash') return 'gemini-3.8-flash';
  if (model === 'gemini-3.1-flash-lite') return 'gemini-3.5-flash-lite';
  if (model === 'gemini-3-pro-preview' && login === 'gemini-api-key') return 'gemini-3.1-pro-preview';
  return /^gemini-3(\.1)?-pro-preview$/.test(model) && login === 'gateway' ? 'gemini-2.5-pro' : undefined;
}

const isThird = (model: string): boolean => model.startsWith('gemini-3');

const replaced: ReadonlySet<string> = new Set([
  'auto',
  'auto-gemini-2.5',
  'auto-gemini-3',
  'pro',
  'flash',
  'flash-lite',
  'none',
  'gemini-3-pro-preview',
  'gemini-3.1-pro-preview',
  'gemini-3.1-pro-preview-customtools',
  'gemini-3-flash',
  'gemini-3-flash-preview',
  'gemini-3.5-flash',
  'gemini-3.1-flash-lite',
]);
