import type { JsonObject } from '../../agents/agent.ts';
import { at, listAt, numberAt, textAt } from '../../json-path.ts';
import {
  dataUrl,
  Untranslatable,
  unknownPart,
  type Effort,
  type Part,
  type RequestAbout,
  type RequestReader,
  type RequestWriter,
} from '../request.ts';
import { createOffer } from './offered-tools.ts';

/** https://docs.claude.com/en/api/messages, 2026-11; what Claude Code 2.1.330 sends of it, and OpenCode 1.18.33. */
export const readRequest: RequestReader = (body, about, writer) => {
  const offer = createOffer(body, about);
  const read = createTurnReader(about, writer, offer.change);
  const system = at(body, 'system');
  const texts = typeof system === 'string' ? [system] : listAt(system).map((block) => textAt(block, 'text') ?? '');
  for (const text of texts.map(withoutBilling)) if (text.trim() !== '') writer.system(text);
  for (const message of listAt(body, 'messages')) read(message);
  if (listAt(body, 'messages').length === 0) throw new Untranslatable('The request has no messages.');
  if (listAt(body, 'mcp_servers').length > 0) throw unknownPart('remote', 'mcp_servers');
  if (at(body, 'safeguards') !== undefined) {
    about.note("Auto mode's safeguards are judged by Anthropic's own models alone: they are left out.");
  }
  offer.tell(writer);
  options(body, writer);
};

/**
 * The first block of Claude Code's is for its maker's billing, and differs from session to session: it would keep every other
 * maker's cache from knowing the prompt again. What stands below it in one text is the prompt.
 */
function withoutBilling(text: string): string {
  return text.replace(/^(?:x-anthropic-[\w-]+:.*(?:\n|$))+/, '');
}

function options(body: unknown, writer: RequestWriter): void {
  const choice = at(body, 'tool_choice');
  const thinking = textAt(body, 'thinking', 'type');
  const effort = textAt(body, 'output_config', 'effort') as Effort | undefined;
  const budget = numberAt(body, 'thinking', 'budget_tokens');
  const schema = at(body, 'output_config', 'format', 'schema') ?? at(body, 'output_format', 'schema');
  const forced = textAt(choice, 'name');
  const words = { auto: 'auto', none: 'none', any: 'required' } as const;
  writer.options({
    maxOutput: numberAt(body, 'max_tokens'),
    temperature: numberAt(body, 'temperature'),
    topP: numberAt(body, 'top_p'),
    stop: listAt(body, 'stop_sequences').filter((word) => typeof word === 'string'),
    choice:
      forced === undefined ? words[textAt(choice, 'type') as keyof typeof words] : { kind: 'function', name: forced },
    parallel: at(choice, 'disable_parallel_tool_use') === true ? false : undefined,
    effort: thinking === undefined || thinking === 'disabled' ? undefined : (effort ?? effortOf(budget)),
    summaries: thinking !== undefined && thinking !== 'disabled' && textAt(body, 'thinking', 'display') !== 'omitted',
    format: schema === undefined ? undefined : { name: 'answer', schema: schema as JsonObject },
  });
}

/** Of the tokens that a thought may take. */
function effortOf(budget: number | undefined): Effort | undefined {
  if (budget === undefined) return undefined;
  if (budget <= 0) return 'none';
  if (budget <= 4096) return 'low';
  return budget <= 16_384 ? 'medium' : 'high';
}

/** `change`: takes a tool that a turn adds or takes away; whether it knew the block. */
function createTurnReader(
  about: RequestAbout,
  writer: RequestWriter,
  change: (block: unknown) => boolean,
): (message: unknown) => void {
  const user = (block: unknown): void => {
    if (textAt(block, 'type') !== 'tool_result') {
      writer.user(partsOf(block, change));
      return;
    }
    const content = at(block, 'content');
    const parts: readonly Part[] =
      typeof content === 'string'
        ? [{ kind: 'text', text: content }]
        : listAt(content).flatMap((one) => partsOf(one, change));
    writer.result(textAt(block, 'tool_use_id') ?? '', parts, at(block, 'is_error') === true);
  };

  const assistant = (block: unknown): void => {
    const type = textAt(block, 'type');
    switch (type) {
      case 'text':
        writer.said(textAt(block, 'text') ?? '');
        return;
      case 'thinking':
      case 'redacted_thinking': {
        // Of another maker's thoughts nothing can be kept: nobody else can read what they are sealed with.
        const own = about.carried(at(block, 'signature') ?? at(block, 'data'));
        if (own !== undefined) writer.thought({ text: textAt(block, 'thinking') ?? '', ...own });
        return;
      }
      case 'tool_use':
        writer.call({
          id: textAt(block, 'id') ?? '',
          tool: { kind: 'function', name: textAt(block, 'name') ?? '' },
          arguments: JSON.stringify(at(block, 'input') ?? {}),
        });
        return;
      default:
        throw unknownPart('an answer of the kind', type);
    }
  };

  return (message) => {
    const role = textAt(message, 'role');
    const content = at(message, 'content');
    const blocks = typeof content === 'string' ? [{ type: 'text', text: content }] : listAt(content);
    switch (role) {
      case 'user':
        blocks.forEach(user);
        return;
      case 'assistant':
        blocks.forEach(assistant);
        return;
      case 'system': {
        const parts = blocks.flatMap((block) => partsOf(block, change));
        for (const part of parts) if (part.kind === 'text') writer.aside(part.text);
        return;
      }
      default:
        throw unknownPart('a message with the role', role);
    }
  };
}

/** Of a user's turn, a system turn or a tool's result. */
function partsOf(block: unknown, change: (block: unknown) => boolean): readonly Part[] {
  const type = textAt(block, 'type');
  switch (type) {
    case 'text':
      return [{ kind: 'text', text: textAt(block, 'text') ?? '' }];
    case 'image':
      return [{ kind: 'image', url: urlOf(block, 'an image') }];
    case 'document':
      return documentOf(block, change);
    case 'search_result': {
      const texts = listAt(block, 'content').map((one) => textAt(one, 'text') ?? '');
      return [{ kind: 'text', text: [textAt(block, 'title'), textAt(block, 'source'), ...texts].join('\n') }];
    }
    case 'tool_reference':
      change(block);
      return [{ kind: 'text', text: `loaded: ${textAt(block, 'tool_name') ?? textAt(block, 'name') ?? ''}` }];
    case 'tool_addition':
    case 'tool_removal':
      if (change(block)) return [];
      throw unknownPart('a change of tools of the kind', textAt(block, 'tool', 'type'));
    default:
      throw unknownPart('a block of the kind', type);
  }
}

function documentOf(block: unknown, change: (block: unknown) => boolean): readonly Part[] {
  const title = textAt(block, 'title');
  const source = at(block, 'source');
  switch (textAt(source, 'type')) {
    case 'text':
      return [{ kind: 'text', text: [title, textAt(source, 'data')].filter((text) => text !== undefined).join('\n') }];
    case 'content': {
      const content = at(source, 'content');
      if (typeof content === 'string') return [{ kind: 'text', text: content }];
      return listAt(content).flatMap((one) => partsOf(one, change));
    }
    default:
      return [
        {
          kind: 'file',
          url: urlOf(block, 'a document'),
          type: textAt(source, 'media_type') ?? 'application/pdf',
          name: title,
        },
      ];
  }
}

function urlOf(block: unknown, what: string): string {
  const source = at(block, 'source');
  const [url, data] = [textAt(source, 'url'), textAt(source, 'data')];
  if (textAt(source, 'type') === 'base64' && data !== undefined) {
    return dataUrl(textAt(source, 'media_type') ?? 'image/png', data);
  }
  if (url === undefined) throw unknownPart(`${what} from the source`, textAt(source, 'type'));
  return url;
}
