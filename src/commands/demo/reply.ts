import { at, listAt, numberAt, textAt } from '../../json-path.ts';
import type { ReadRequest, Reply, Tool } from '../../protocols/replies.ts';

/** How much of the user's own words, or of a tool's, is repeated. Characters. */
const quoteLength = 200;
/** Titles are shorter. Characters. */
const titleLength = 40;

/** The canned answer: the same one for the same request, and it says that it is canned. */
export function replyTo(request: ReadRequest): Reply {
  const { prompt, toolResult, schema } = request;
  if (schema !== undefined) return text(JSON.stringify(filled(schema, title(prompt))));
  if (/\btitle generator\b|\bgenerate an? ([\w-]+ )?title\b/i.test(request.instructions)) return text(title(prompt));
  if (toolResult !== undefined) {
    return text(
      `This is Jetway's demo gateway: the answer is canned. The tool ran; its first line: ${firstLine(toolResult)}`,
    );
  }
  const shell = /\btools?\b|\blist\b.*\bfiles\b/i.test(prompt) ? request.tools.find(isShell) : undefined;
  if (shell !== undefined) return { kind: 'call', tool: shell.name, arguments: harmless(shell) };
  return text(`This is Jetway's demo gateway: the answer is canned. You wrote: ${quoted(prompt, quoteLength)}`);
}

function text(words: string): Reply {
  return { kind: 'text', text: words };
}

/** Where the request for a title wraps the user's words in instructions, the words come last. */
function title(prompt: string): string {
  return `Demo: ${quoted(prompt.trim().split('\n').at(-1) ?? '', titleLength)}`;
}

function quoted(words: string, limit: number): string {
  const line = words
    .trim()
    .replace(/^"([^]*)"$/, '$1')
    .replace(/\s+/g, ' ');
  return line.length > limit ? `${line.slice(0, limit - 1)}…` : line;
}

/** Some agents report on the run first, and then the output behind a line that says so; some add remarks in tags. */
function firstLine(result: string): string {
  const output = result.split(/^Output:\s*$/m).at(-1) ?? result;
  const line = output.split('\n').find((candidate) => /^\s*[^\s<]/.test(candidate));
  return line === undefined ? '(it printed nothing)' : quoted(line, quoteLength);
}

function isShell(tool: Tool): boolean {
  return /bash|shell|exec|terminal/i.test(tool.name) && argument(tool) !== undefined;
}

function argument(tool: Tool): string | undefined {
  return ['command', 'cmd'].find((name) => at(tool.schema, 'properties', name) !== undefined);
}

function harmless(tool: Tool): object {
  const name = argument(tool) ?? 'command';
  const asList = textAt(tool.schema, 'properties', name, 'type') === 'array';
  const described = at(tool.schema, 'properties', 'description') !== undefined;
  return { [name]: asList ? ['ls'] : 'ls', ...(described ? { description: 'Lists the files of this folder' } : {}) };
}

/** The smallest value that fits a JSON Schema, as far as agents use it. */
function filled(schema: unknown, words: string): unknown {
  const choices = listAt(schema, 'enum');
  if (choices.length > 0) return choices[0];
  const properties = at(schema, 'properties');
  switch (textAt(schema, 'type')) {
    case 'string':
      return words.slice(0, numberAt(schema, 'maxLength') ?? words.length);
    case 'boolean':
      return false;
    case 'number':
    case 'integer':
      return 0;
    case 'array':
      return [];
    case 'null':
      return null;
    default:
      return Object.fromEntries(
        Object.entries(properties ?? {}).map(([name, inner]) => [name, filled(inner, words)] as const),
      );
  }
}
