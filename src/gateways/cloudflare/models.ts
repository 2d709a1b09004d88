import type { Model } from '../../catalogue.ts';
import { readModelList } from '../../model-list.ts';
import { routesTo } from './routes.ts';

/**
 * The models that are known to be called on the providers' own paths: Cloudflare has no list of what an account may use.
 * A model that is missing here may well work.
 */
export function bundled(): { readonly date: string; readonly models: readonly Model[] } {
  const ids = [
    ...[
      'claude-fable-5',
      'claude-fable-5-1',
      'claude-haiku-4-5',
      'claude-haiku-5-5',
      'claude-opus-4-5',
      'claude-opus-4-6',
      'claude-opus-4-7',
      'claude-opus-4-8',
      'claude-opus-5',
      'claude-opus-5-5',
      'claude-sonnet-4-5',
      'claude-sonnet-4-6',
      'claude-sonnet-5',
      'claude-sonnet-5-5',
    ],
    ...['gpt-4.1', 'gpt-4.1-mini', 'gpt-4.1-nano', 'gpt-4o', 'gpt-4o-mini', 'gpt-5', 'gpt-5-mini', 'gpt-5-nano'],
    ...['gpt-5.1', 'gpt-5.4', 'gpt-5.4-mini', 'gpt-5.4-nano', 'gpt-5.4-pro', 'gpt-5.5', 'gpt-5.5-pro'],
    ...['gpt-5.6-luna', 'gpt-5.6-sol', 'gpt-5.6-terra', 'gpt-6-astra', 'gpt-6-luna', 'gpt-6-sol'],
    ...['gpt-6.1-sol', 'gpt-6.1-terra', 'o3', 'o3-mini', 'o4-mini'],
    'workers-ai/@cf/moonshotai/kimi-k2.7-code',
    'workers-ai/@cf/openai/gpt-oss-120b',
    'workers-ai/@cf/zai-org/glm-5.3',
  ];
  return { date: '2026-11-10', models: ids.map((id) => ({ id, name: nameOf(id), protocols: protocolsOf(id) })) };
}

/** Anthropic's own list names dated versions; the shorter names of those, which people use, are added. */
export function readAnthropicList(body: unknown): readonly Model[] {
  const listed = readModelList(body, (id) => (id.startsWith('claude') ? protocolsOf(id) : []));
  const ids = new Set(listed.map((model) => model.id.replace(/-\d{8}$/, '')));
  const dated = new Set(listed.map((model) => model.id));
  return [...listed, ...bundled().models.filter((model) => ids.has(model.id) && !dated.has(model.id))];
}

/** OpenAI's own list names everything it has; an agent can talk to these only. */
export function readOpenAiList(body: unknown): readonly Model[] {
  return readModelList(body, (id) => (isConversational(id) ? protocolsOf(id) : []));
}

/** Over which protocols a gateway of Cloudflare's serves a model. */
function protocolsOf(id: string): Model['protocols'] {
  return [...new Set(routesTo('', id).map((route) => route.protocol))];
}

function isConversational(id: string): boolean {
  return (
    /^(?:ft:)?(?:gpt-|chatgpt|codex|o\d)/.test(id) &&
    !/audio|realtime|transcribe|tts|image|instruct|search|moderation|embedding/.test(id)
  );
}

/** `claude-sonnet-4-5` → `Claude Sonnet 4.5`, `gpt-5.5-pro` → `GPT-5.5 pro`, `workers-ai/@cf/zai-org/glm-5.3` → `glm-5.3`. */
function nameOf(id: string): string {
  const last = id.split('/').at(-1) ?? id;
  const [, family, version = ''] = /^claude-([a-z]+)-(\d+(?:-\d+)?)$/.exec(last) ?? [];
  if (family !== undefined) return `Claude ${family[0]?.toUpperCase()}${family.slice(1)} ${version.replace('-', '.')}`;
  const [, number, variant] = /^gpt-(\d[^-]*)-?(.*)$/.exec(last) ?? [];
  if (number !== undefined && !id.includes('/')) return `GPT-${number} ${variant}`.trim();
  return last;
}
