import type { ProtocolId } from '../../protocols/protocols.ts';
import type { ServedAnswer } from '../../net/served.ts';
import { json, madeAt } from '../../protocols/replies.ts';

/** A model as the demo lists it. Limits in tokens. */
export interface DemoModel {
  readonly id: string;
  readonly name: string;
  readonly contextWindow: number;
  readonly maxOutputTokens: number;
  /** The protocol of the vendor it is named after. */
  readonly native?: ProtocolId;
}

/**
 * Every agent takes each of them: the demo answers to any id, over any protocol. Agents look behind the slash for names
 * they know, so with its own vendor's name none warns of an unknown model (Claude Code 2.1.330, Codex 0.169.0).
 */
export const demoModels: readonly [DemoModel, ...DemoModel[]] = [
  {
    id: 'demo/claude-sonnet-4-6',
    name: 'Demo of Claude Sonnet',
    contextWindow: 200_000,
    maxOutputTokens: 32_000,
    native: 'anthropic-messages',
  },
  {
    id: 'demo/gpt-5.5',
    name: 'Demo of GPT',
    contextWindow: 272_000,
    maxOutputTokens: 32_000,
    native: 'openai-responses',
  },
  {
    id: 'demo/gemini-2.5-pro',
    name: 'Demo of Gemini',
    contextWindow: 1_000_000,
    maxOutputTokens: 32_000,
    native: 'gemini',
  },
  { id: 'demo/small', name: 'Demo of a small model', contextWindow: 128_000, maxOutputTokens: 16_000 },
];

/** The model named after a vendor of this protocol; the first for any other. */
export function demoModelFor(protocol: ProtocolId | undefined): DemoModel {
  const [first, ...rest] = demoModels;
  return rest.find((model) => model.native === protocol && protocol !== undefined) ?? first;
}

/** OpenAI's list, with the limits that other servers add to it. */
export function openaiList(models: readonly DemoModel[]): ServedAnswer {
  const data = models.map((model) => ({
    id: model.id,
    object: 'model',
    created: madeAt,
    owned_by: 'jetway-demo',
    name: model.name,
    context_length: model.contextWindow,
    max_input_tokens: model.contextWindow,
    max_output_tokens: model.maxOutputTokens,
  }));
  return json({ object: 'list', data, next_page_token: '' });
}

export function anthropicList(models: readonly DemoModel[]): ServedAnswer {
  const data = models.map((model) => ({
    type: 'model',
    id: model.id,
    display_name: model.name,
    created_at: new Date(madeAt * 1000).toISOString(),
    max_input_tokens: model.contextWindow,
    max_tokens: model.maxOutputTokens,
  }));
  return json({ data, has_more: false, first_id: models[0]?.id ?? null, last_id: models.at(-1)?.id ?? null });
}

export function geminiList(models: readonly DemoModel[]): ServedAnswer {
  return json({
    models: models.map((model) => ({
      name: `models/${model.id}`,
      displayName: model.name,
      inputTokenLimit: model.contextWindow,
      outputTokenLimit: model.maxOutputTokens,
      supportedGenerationMethods: ['generateContent'],
    })),
  });
}
