import { at, listAt, textAt } from '../json-path.ts';

/** What a request to a model says, in any of the protocols; tools' calls and results left out. */
export interface Said {
  readonly system: string;
  /** In order, those of the system's among them. */
  readonly turns: readonly { readonly role: string; readonly text: string }[];
  /** Names of what is offered. */
  readonly tools: readonly string[];
}

export function saidIn(body: unknown): Said {
  const turns = [...listAt(body, 'messages'), ...listAt(body, 'input'), ...listAt(body, 'contents')];
  const said = turns.flatMap((turn) => {
    const text = textOf(at(turn, 'content') ?? at(turn, 'parts'));
    const role = textAt(turn, 'role') ?? '';
    return text === '' || role === 'tool' ? [] : [{ role, text }];
  });
  const [instructions, system, parts] = [
    at(body, 'instructions'),
    at(body, 'system'),
    at(body, 'systemInstruction', 'parts'),
  ];
  const ofSystem = said.filter(({ role }) => role === 'system' || role === 'developer').map(({ text }) => text);
  return {
    system: [...[instructions, system, parts].map(textOf), ...ofSystem].filter(Boolean).join('\n'),
    turns: said,
    tools: listAt(body, 'tools').flatMap((tool) => {
      const declared = listAt(tool, 'functionDeclarations').map((one) => textAt(one, 'name'));
      return [textAt(tool, 'name') ?? textAt(tool, 'function', 'name'), ...declared].filter(
        (name) => name !== undefined,
      );
    }),
  };
}

/** A text, or blocks or parts with some. */
function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .map((part) => textAt(part, 'text'))
    .filter((text) => text !== undefined)
    .join('\n');
}
