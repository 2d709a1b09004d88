import { at, listAt, parseJson, textAt } from '../json-path.ts';

/** What fills a request, in characters of its JSON, for `--inspect`. No text of the request is in it. */
export function sizesOf(bytes: Uint8Array): Readonly<Record<string, number>> {
  const body = parseJson(Buffer.from(bytes).toString('utf8'));
  const input = at(body, 'input');
  const said = [
    ...listAt(body, 'messages'),
    ...(typeof input === 'string' ? [input] : listAt(body, 'input')),
    ...listAt(body, 'contents'),
  ];
  // Codex's newest models have their tools inside the input (0.171.0).
  const carriers = said.filter((turn) => textAt(turn, 'type') === 'additional_tools');
  const turns = said.filter((turn) => !carriers.includes(turn));
  const sized = (value: unknown): number => (value === undefined ? 0 : JSON.stringify(value).length);
  const sum = (values: readonly unknown[]): number => values.reduce<number>((total, value) => total + sized(value), 0);
  const isSystem = (turn: unknown): boolean => ['system', 'developer'].includes(textAt(turn, 'role') ?? '');
  const results = turns.flatMap(resultsIn);
  const system = sized(at(body, 'system')) + sized(at(body, 'instructions')) + sized(at(body, 'systemInstruction'));
  const conversation = sum(turns.filter((turn) => !isSystem(turn)));
  return {
    total: bytes.length,
    system: system + sum(turns.filter(isSystem)),
    tools: sized(at(body, 'tools')) + sum(carriers),
    toolCount: [body, ...carriers].reduce<number>((count, one) => count + listAt(one, 'tools').length, 0),
    history: conversation - sum(results),
    results: sum(results),
    resultCount: results.length,
    turns: turns.length,
  };
}

/** What tools gave back, in any of the protocols. */
function resultsIn(turn: unknown): readonly unknown[] {
  const type = textAt(turn, 'type') ?? '';
  if (textAt(turn, 'role') === 'tool' || type.endsWith('_call_output')) return [turn];
  const inner = [...listAt(turn, 'content'), ...listAt(turn, 'parts')];
  return inner.filter((part) => textAt(part, 'type') === 'tool_result' || at(part, 'functionResponse') !== undefined);
}
