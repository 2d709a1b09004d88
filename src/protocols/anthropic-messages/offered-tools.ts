import type { JsonObject } from '../../agents/agent.ts';
import { at, listAt, textAt } from '../../json-path.ts';
import { Untranslatable, type RequestAbout, type RequestWriter } from '../request.ts';

interface Offer {
  /** A block that loads, adds or takes away a tool. False: of no known kind. */
  change(block: unknown): boolean;
  tell(writer: RequestWriter): void;
}

/**
 * Which tools the model is offered by now. A deferred one is known by name alone until a `tool_reference` names it; a system
 * turn may add some, by name or by definition, and take some away (beta mid-conversation-tool-changes-2026-07-01). Anthropic's
 * server keeps that apart from the prompt; elsewhere a tool that is loaded joins the others, at their end.
 */
export function createOffer(body: unknown, about: RequestAbout): Offer {
  const known = new Map<string, unknown>();
  const offered = new Set<string>();
  const hosted: string[] = [];
  for (const tool of listAt(body, 'tools')) {
    const name = textAt(tool, 'name') ?? '';
    const type = textAt(tool, 'type') ?? 'custom';
    // What Anthropic defines has a type with a date, and no schema: some of it the client runs, but only Claude knows how.
    if (type !== 'custom') hosted.push(type);
    else {
      known.set(name, tool);
      if (at(tool, 'defer_loading') !== true) offered.add(name);
    }
  }

  return {
    change: (block) => {
      const tool = at(block, 'tool') ?? block;
      const name = textAt(tool, 'tool_name') ?? textAt(tool, 'name') ?? textAt(tool, 'definition', 'name') ?? '';
      if (textAt(block, 'type') === 'tool_removal') {
        offered.delete(name);
        return name !== '';
      }
      const definition = at(tool, 'definition');
      if (definition !== undefined) known.set(name, definition);
      if (known.has(name)) offered.add(name);
      return name !== '';
    },
    tell: (writer) => {
      if (hosted.length > 0 && known.size === 0) {
        throw new Untranslatable(
          `${hosted.join(', ')} runs at Anthropic alone, and this model is reached over another protocol: it can't be used here.`,
        );
      }
      for (const type of hosted) about.note(`${type} runs at Anthropic alone: the model is not offered it.`);
      for (const name of offered) {
        const tool = known.get(name);
        writer.tool({
          tool: { kind: 'function', name },
          description: textAt(tool, 'description'),
          schema: (at(tool, 'input_schema') ?? { type: 'object', properties: {} }) as JsonObject,
          strict: at(tool, 'strict') === true ? true : undefined,
        });
      }
    },
  };
}
