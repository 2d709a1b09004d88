import type { Version } from '../bifrost.ts';

export interface Limited {
  /** In USD. `period`: as Bifrost writes it, `1d`, `1M`. `since`: of its last reset. */
  readonly budget?: { readonly used: number; readonly limit: number; readonly period: string; readonly since: string };
  readonly tokens?: { readonly used: number; readonly limit: number; readonly period: string; readonly since: string };
  readonly requests?: {
    readonly used: number;
    readonly limit: number;
    readonly period: string;
    readonly since: string;
  };
}

const text = ['chat_completion', 'responses'];

/** Gemini alone tells its limits to 1.4; the others' stand on a sheet of 2.0's own. */
const models = [
  { id: 'anthropic/claude-sonnet-4-5', name: 'Claude Sonnet 4.5', window: 200_000, output: 64_000 },
  { id: 'openai/gpt-5.5', name: 'GPT-5.5', window: 272_000, output: 128_000, supported_methods: text },
  {
    id: 'gemini/gemini-2.5-pro',
    name: 'Gemini 2.5 Pro',
    context_length: 1_114_112,
    max_input_tokens: 1_048_576,
    max_output_tokens: 65_536,
    supported_methods: ['generateContent'],
  },
] as const;

/** `/v1/models`, in pages where that is asked for. `providers`: those that the key may use; undefined: all. */
export function modelList(query: URLSearchParams, version: Version, providers: readonly string[] | undefined): object {
  // A key without any provider may use all of them in 1.4, and none since.
  const all = providers === undefined || (version === '1.4' && providers.length === 0);
  const offered = models.filter(({ id }) => all || providers.includes(id.split('/', 1)[0] ?? ''));
  const start = Number(query.get('page_token')?.replace(/^opaque-/, '') ?? 0);
  const size = Number(query.get('page_size') ?? offered.length);
  const data = offered.slice(start, start + size).map((entry) => {
    if (!('window' in entry)) return entry;
    const { window, output, ...rest } = entry;
    return version === '1.4' ? rest : { ...rest, context_length: window, max_output_tokens: output };
  });
  return {
    data,
    extra_fields: { latency: 2 },
    ...(start + size < offered.length ? { next_page_token: `opaque-${start + size}` } : {}),
    ...(version === '1.4' ? {} : { key_statuses: [] }),
  };
}
