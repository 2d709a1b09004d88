import { parseTree, type Node, type ParseError } from 'jsonc-parser';
import { Lines, tableOf, type Path } from './lines.ts';
import type { Located } from './located.ts';

/** `comments`: with comments; `loose`: with trailing commas, too. */
export type JsonStyle = 'strict' | 'comments' | 'loose';

/**
 * JSON whose outermost value is an object. Undefined where it is none; a blank text is an empty object but where comments
 * alone are allowed, whose readers (JSON.parse of what is left without them) stumble at it.
 */
export function locateJson(text: string, style: JsonStyle = 'strict'): Located | undefined {
  return unlessTooDeep(() => located(text, style));
}

function located(text: string, style: JsonStyle): Located | undefined {
  const plain = text.replace(/^\uFEFF/, '');
  const errors: ParseError[] = [];
  const options = {
    allowTrailingComma: style === 'loose',
    disallowComments: style === 'strict',
    allowEmptyContent: style !== 'comments',
  };
  const root = parseTree(plain, errors, options);
  if (root === undefined) return errors.length === 0 ? { value: {}, line: () => undefined } : undefined;
  if (errors.length > 0 || root.type !== 'object' || (style === 'strict' && !isJson(plain))) return undefined;
  const lines = new Lines(plain);
  return { value: valueOf(root, [], lines), line: lines.of };
}

/** jsonc-parser lets some through that no other reader takes. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function valueOf(node: Node, path: Path, lines: Lines): unknown {
  const { children = [] } = node;
  if (node.type === 'array') {
    return children.map((child, index) => {
      lines.at([...path, index], child.offset);
      return valueOf(child, [...path, index], lines);
    });
  }
  if (node.type !== 'object') return node.value as unknown;
  return tableOf(
    children.flatMap((property): readonly (readonly [string, unknown])[] => {
      const [key, value] = property.children ?? [];
      if (key === undefined || value === undefined) return [];
      const inner = [...path, key.value as string];
      lines.at(inner, property.offset);
      return [[key.value as string, valueOf(value, inner, lines)]];
    }),
  );
}

/** Undefined where the text is nested more deeply than the library can follow. */
function unlessTooDeep<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
