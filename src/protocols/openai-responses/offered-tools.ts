import type { JsonObject } from '../../agents/agent.ts';
import { at, listAt, textAt } from '../../json-path.ts';
import type { CalledTool } from '../answer.ts';
import { Untranslatable, type OfferedTool, type RequestAbout, type RequestWriter } from '../request.ts';

interface Offer {
  tools(): readonly OfferedTool[];
  /** The client's own among them; a tool of a known name takes the known one's place. */
  add(tools: readonly unknown[]): readonly CalledTool[];
  tell(writer: RequestWriter): void;
}

/**
 * Tools stand in `tools`, with Codex's newest models in an item `additional_tools` of the input instead, and what a search
 * has found in its output. Namespaces hold further ones.
 */
export function createOffer(about: RequestAbout): Offer {
  const offered = new Map<string, OfferedTool>();
  const hosted: string[] = [];

  const read = (tool: unknown, namespace: string | undefined): readonly OfferedTool[] => {
    const name = textAt(tool, 'name') ?? '';
    const called = { name, ...(namespace === undefined || namespace === '' ? {} : { namespace }) };
    const description = textAt(tool, 'description');
    const schema = (at(tool, 'parameters') ?? undefined) as JsonObject | undefined;
    const type = textAt(tool, 'type') ?? '';
    switch (type) {
      case 'function': {
        const strict = at(tool, 'strict') === true ? true : undefined;
        return [{ tool: { kind: 'function', ...called }, description, schema, strict }];
      }
      case 'custom':
        return [{ tool: { kind: 'custom', ...called }, description, grammar: textAt(tool, 'format', 'definition') }];
      case 'namespace':
        return listAt(tool, 'tools').flatMap((inner) => read(inner, name));
      case 'tool_search':
        // A search at the server is not the client's to run.
        if (textAt(tool, 'execution') === 'client') {
          return [{ tool: { kind: 'search', name: 'tool_search' }, description, schema }];
        }
        break;
      default:
    }
    hosted.push(type);
    return [];
  };

  return {
    tools: () => [...offered.values()],
    add: (tools) => {
      const found = tools.flatMap((tool) => read(tool, undefined));
      for (const one of found) {
        offered.set(`${one.tool.namespace ?? ''}\n${one.tool.name}`, one);
        // Of two that would have one name the first keeps it, whichever is called first.
        about.nameOf(one.tool);
      }
      return found.map(({ tool }) => tool);
    },
    tell: (writer) => {
      const names = [...new Set(hosted)];
      if (names.length > 0 && offered.size === 0) {
        throw new Untranslatable(
          `${names.join(', ')} runs at OpenAI alone, and this model is reached over another protocol: it can't be used here.`,
        );
      }
      for (const name of names) about.note(`${name} runs at OpenAI alone: the model is not offered it.`);
      for (const tool of offered.values()) writer.tool(tool);
    },
  };
}
