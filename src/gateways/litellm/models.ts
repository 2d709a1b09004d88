import type { Model } from '../../models/catalogue.ts';
import { at, listAt, textAt } from '../../json-path.ts';
import { readModelList } from '../../models/read-list.ts';
import { protocolOrder } from '../../models/vendors.ts';

/**
 * `/model/info`: one entry for each deployment. A name that has several, between which the proxy chooses, is one model
 * with the smallest limits.
 */
export function readDeployments(body: unknown): readonly Model[] {
  const makers = new Map<string, string>();
  for (const entry of listAt(body, 'data')) {
    const name = textAt(entry, 'model_name');
    const behind = textAt(entry, 'litellm_params', 'model') ?? textAt(entry, 'model_info', 'key');
    if (name !== undefined && behind !== undefined && !makers.has(name)) makers.set(name, behind);
  }
  const models = new Map<string, Model>();
  for (const model of readModelList(body, (id) => protocolOrder(makers.get(id) ?? id))) {
    const other = models.get(model.id);
    if (isName(model.id)) models.set(model.id, other === undefined ? model : narrower(other, model));
  }
  return [...models.values()];
}

/** `/v1/models`: names, of late with limits and what each model is for. */
export function readNames(body: unknown): readonly Model[] {
  const data = listAt(body, 'data').filter((entry) => isChat(at(entry, 'mode'), textAt(entry, 'id') ?? ''));
  return readModelList({ data }, protocolOrder).filter((model) => isName(model.id));
}

/** A wildcard is no model; nor is what LiteLLM's own launcher lists under another name for Claude Code's sake. */
function isName(id: string): boolean {
  return !id.includes('*') && !/^claude-router-[0-9a-f]+$/.test(id);
}

function isChat(mode: unknown, id: string): boolean {
  if (typeof mode === 'string') return mode === 'chat' || mode === 'responses';
  return !/(?:^|[-/_])(?:embed(?:der|dings?)?|rerank(?:er)?|whisper|tts|dall-e|moderation)(?:[-/_]|$)/i.test(id);
}

function narrower(one: Model, other: Model): Model {
  const contextWindow = smaller(one.contextWindow, other.contextWindow);
  const maxOutputTokens = smaller(one.maxOutputTokens, other.maxOutputTokens);
  return {
    ...one,
    ...(contextWindow === undefined ? {} : { contextWindow }),
    ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
  };
}

function smaller(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);
}
