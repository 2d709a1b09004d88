/**
 * What different spellings of one model's name have in common, and nothing else does: case, dots or dashes, dashes
 * beside letters, the word order of `claude-4.5-sonnet`, a maker's name before its own family's, the count of active
 * parameters, `-instruct`. `qwen3-coder:30b` and `Qwen3-Coder-30B-A3B-Instruct` have the same key, and so have
 * `claude-sonnet-4.5` and `claude-sonnet-4-5`; `gpt-5` and `gpt-5-pro` have not.
 */
export function keyOf(name: string): string {
  const words = name.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  const last = words.at(-1);
  if (last === 'v1') words.pop();
  const [first = '', second = ''] = words;
  if (first === 'claude') return glued(isNumber(second) ? familyFirst(words) : words);
  if (first === 'gpt') return glued(words);
  if (ownFamilies.get(first)?.some((family) => second.startsWith(family)) === true) words.shift();
  return glued(words.filter((word, index) => index === 0 || !isIncidental(word, first)));
}

/** Between two digits a dash says where a number ends: 4-5 is not 45. */
function glued(words: readonly string[]): string {
  let key = '';
  let afterDigit = false;
  for (const word of words) {
    key += afterDigit && isDigit(word.charCodeAt(0)) ? `-${word}` : word;
    afterDigit = isDigit(word.charCodeAt(word.length - 1));
  }
  return key;
}

/** `claude 3 5 sonnet …` → `claude sonnet 3 5 …` */
function familyFirst([claude = '', ...words]: readonly string[]): readonly string[] {
  const count = isNumber(words[1] ?? '') ? 2 : 1;
  const family = words[count];
  if (family === undefined || isNumber(family)) return [claude, ...words];
  return [claude, family, ...words.slice(0, count), ...words.slice(count + 1)];
}

/** What some leave out: that it was made to be talked to, and how many of its parameters are in use at a time (`a22b`). */
function isIncidental(word: string, family: string): boolean {
  if (word === 'instruct' || word === 'it') return true;
  if (word.startsWith('a') && word.endsWith('b') && isNumber(word.slice(1, -1))) return true;
  // `llama-4-scout-17b-16e`
  return family.startsWith('llama') && (word === '17b' || word === '16e' || word === '128e');
}

function isNumber(word: string): boolean {
  return word !== '' && Number(word) >= 0;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** `meta-llama-3.3`, `nvidia-nemotron-3`, `zai-glm-5.3`: what stands before the family says nothing. */
const ownFamilies: ReadonlyMap<string, readonly string[]> = new Map([
  ['amazon', ['nova']],
  ['google', ['gem']],
  ['meta', ['llama', 'muse']],
  ['minimax', ['minimax']],
  ['mistral', ['mistral', 'ministral', 'mixtral', 'codestral', 'devstral', 'magistral']],
  ['moonshotai', ['kimi']],
  ['nvidia', ['nemotron', 'llama']],
  ['openai', ['gpt']],
  ['xai', ['grok']],
  ['zai', ['glm']],
]);

/** The maker that a prefix names (`x-ai`, `meta-llama`, `Qwen`), as it stands in front of `maker/model`; undefined for none. */
export function makerOf(prefix: string): string | undefined {
  const name = prefix.toLowerCase();
  return Object.hasOwn(makers, name) ? makers[name as keyof typeof makers] : undefined;
}

/** Whether a maker's models cost the same wherever they are sold: routers and clouds pass its prices on. */
export function hasOnePrice(maker: string): boolean {
  return ['anthropic', 'openai', 'google', 'xai', 'amazon', 'cohere'].includes(maker);
}

/** Names of OpenRouter, Vercel, Hugging Face, Cloudflare, Bedrock, LiteLLM and models.dev, 2026-11. */
const makers = {
  ai21: 'ai21',
  alibaba: 'qwen',
  amazon: 'amazon',
  anthropic: 'anthropic',
  bytedance: 'bytedance',
  'bytedance-seed': 'bytedance',
  cohere: 'cohere',
  dashscope: 'qwen',
  deepseek: 'deepseek',
  'deepseek-ai': 'deepseek',
  gemini: 'google',
  google: 'google',
  'google-ai-studio': 'google',
  grok: 'xai',
  'ibm-granite': 'ibm',
  inception: 'inception',
  inclusionai: 'inclusionai',
  kimi: 'moonshotai',
  liquid: 'liquid',
  meituan: 'meituan',
  meta: 'meta',
  'meta-llama': 'meta',
  'meta-models': 'meta',
  minimax: 'minimax',
  minimaxai: 'minimax',
  mistral: 'mistral',
  mistralai: 'mistral',
  moonshot: 'moonshotai',
  moonshotai: 'moonshotai',
  nvidia: 'nvidia',
  openai: 'openai',
  perplexity: 'perplexity',
  qwen: 'qwen',
  spacexai: 'xai',
  stepfun: 'stepfun',
  'stepfun-ai': 'stepfun',
  tencent: 'tencent',
  thinkingmachines: 'thinkingmachines',
  upstage: 'upstage',
  writer: 'writer',
  'x-ai': 'xai',
  xai: 'xai',
  xiaomi: 'xiaomi',
  xiaomimimo: 'xiaomi',
  'z-ai': 'zai',
  zai: 'zai',
  'zai-org': 'zai',
  zhipuai: 'zai',
} as const;
