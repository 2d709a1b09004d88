import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { Lines, tableOf, type Path } from './lines.ts';
import type { Located } from './located.ts';

/**
 * YAML whose outermost value is a mapping; every scalar is the text that it is. Where a part is broken, what was understood of
 * the rest. Undefined where it is no mapping, or nested more deeply than the library (yaml 2) can follow: how much of that
 * it understood depends on the stack.
 */
export function locateYaml(text: string): Located | undefined {
  const counter = new LineCounter();
  const document = parseDocument(text.replace(/^\uFEFF/, ''), { lineCounter: counter, schema: 'failsafe' });
  const { contents, errors } = document;
  if (errors.some(({ code }) => code === 'RESOURCE_EXHAUSTION')) return undefined;
  if (contents === null) return { value: {}, line: () => undefined };
  if (!isMap(contents)) return undefined;
  const lines = new Lines('');
  const walk = (node: unknown, path: Path): unknown => {
    if (isMap(node)) {
      return tableOf(
        node.items.map(({ key, value }) => {
          const name = isScalar(key) ? String(key.value) : '';
          const inner = [...path, name];
          if (isScalar(key)) lines.set(inner, counter.linePos(key.range?.[0] ?? 0).line);
          return [name, walk(value, inner)];
        }),
      );
    }
    if (isSeq(node)) return node.items.map((item, index) => walk(item, [...path, index]));
    return isScalar(node) && !(node.type === 'PLAIN' && node.value === '') ? node.value : {};
  };
  return { value: walk(contents, []), line: lines.of };
}
