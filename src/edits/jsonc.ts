import { parseTree, type Node, type ParseError } from 'jsonc-parser';
import type { Json } from '../json-path.ts';
import type { ExactFormat } from './as-written.ts';
import { plainModel, Refused, unlessTooDeep, type Model, type Path, type PathEdit } from './model.ts';
import { indentAt, lineEndOf, lineStart, nextLine, spliced, standsAlone, type Splice } from './splice.ts';

/** JSON as `JSON.parse` takes it. */
export const json: ExactFormat = formatOf(false);
/** JSON with comments and trailing commas. */
export const jsonc: ExactFormat = formatOf(true);

function formatOf(loose: boolean): ExactFormat {
  // One change after another is made and proved: what one makes of the text is what the next begins with.
  const lately = lastOf((text: string) => {
    const root = treeOf(text, loose);
    return { root, model: root === undefined ? new Map<string, Model>() : modelOf(root, text) };
  });
  return {
    read: (text) => lately(text).model,
    apply: (text, change) => applied(text, lately(text).root, change),
    modelOf: jsonModel,
    readWritten: (source) => {
      const root = treeOf(`{"value":${source}}`, loose);
      const [member, ...more] = root === undefined ? [] : membersOf(root);
      if (member === undefined || more.length > 0) throw new Refused('it is no value of JSON');
      return modelOf(member.value, `{"value":${source}}`);
    },
    rangeOf: (text, path) => {
      const root = treeOf(text, loose);
      const node = path.reduce<Node | undefined>((holder, key) => holder && childOf(holder, key)?.value, root);
      return node === undefined ? undefined : { from: node.offset, to: endOf(node) };
    },
  };
}

/** Remembers what was made of the last two texts, so that it is made once. */
function lastOf<Made>(make: (text: string) => Made): (text: string) => Made {
  let kept: readonly { readonly text: string; readonly made: Made }[] = [];
  return (text) => {
    const found = kept.find((one) => one.text === text) ?? { text, made: make(text) };
    if (found !== kept[0]) kept = [found, ...kept.filter((one) => one !== found)].slice(0, 2);
    return found.made;
  };
}

/** The tree of a text; undefined where nothing but comments and blanks is there. Throws Refused for what is no object of JSON. */
function treeOf(text: string, loose: boolean): Node | undefined {
  const errors: ParseError[] = [];
  const options = { allowTrailingComma: loose, disallowComments: !loose, allowEmptyContent: true };
  const root = unlessTooDeep(() => parseTree(text, errors, options));
  const [first] = errors;
  if (first !== undefined) throw new Refused(`line ${text.slice(0, first.offset).split('\n').length} is no JSON`);
  if (root !== undefined && root.type !== 'object') throw new Refused('it is no object of JSON');
  if (!loose && root !== undefined) strict(text);
  return root;
}

/** Throws Refused for texts that jsonc-parser lets through and no other reader takes. */
function strict(text: string): void {
  try {
    JSON.parse(text);
  } catch {
    throw new Refused('it is no JSON');
  }
}

/** Numbers by their text: `1.0` and 9007199254740993 are not what JavaScript makes of them. */
function modelOf(node: Node, text: string): Model {
  const { children = [] } = node;
  if (node.type === 'array') return children.map((child) => modelOf(child, text));
  if (node.type !== 'object') {
    return {
      scalar: node.type === 'number' ? `number ${text.slice(node.offset, endOf(node))}` : (node.value as unknown),
    };
  }
  return new Map(membersOf(node).map(({ key, value }) => [key, modelOf(value, text)]));
}

function jsonModel(value: Json): Model {
  const model = plainModel(value);
  const numbered = (one: Model): Model => {
    if (Array.isArray(one)) return (one as readonly Model[]).map(numbered);
    if (one instanceof Map)
      return new Map([...(one as ReadonlyMap<string, Model>)].map(([key, inner]) => [key, numbered(inner)]));
    const { scalar } = one as { readonly scalar: unknown };
    return typeof scalar === 'number' ? { scalar: `number ${JSON.stringify(scalar)}` } : one;
  };
  return numbered(model);
}

interface Member {
  readonly key: string;
  readonly value: Node;
  readonly start: number;
  readonly end: number;
}

function membersOf({ children = [] }: Node): readonly Member[] {
  return children.flatMap((property) => {
    const [key, value] = property.children ?? [];
    return key === undefined || value === undefined
      ? []
      : [{ key: key.value as string, value, start: property.offset, end: endOf(value) }];
  });
}

function endOf({ offset, length }: Node): number {
  return offset + length;
}

function applied(text: string, root: Node | undefined, change: PathEdit): string {
  if (root === undefined) {
    if ('unset' in change) return text;
    const line = lineEndOf(text);
    const before = text === '' || text.endsWith('\n') ? text : `${text}${line}`;
    return `${before}${written(nested(change.path, change.value), '', '  ', line)}${line}`;
  }
  let node = root;
  for (const [depth, key] of change.path.entries()) {
    const found = childOf(node, key);
    const rest = change.path.slice(depth + 1);
    if (found === undefined) {
      return 'unset' in change ? text : spliced(text, added(text, root, node, key, nested(rest, change.value)));
    }
    if (rest.length === 0 && 'unset' in change) return spliced(text, removed(text, node, found.index));
    node = found.value;
  }
  if ('unset' in change) return text;
  const layout = layoutOf(text, root);
  const put = layout.lines
    ? written(change.value, indentAt(text, node.offset), layout.unit, layout.line)
    : JSON.stringify(change.value);
  return spliced(text, [{ from: node.offset, to: endOf(node), text: put }]);
}

function childOf(node: Node, key: string | number): { readonly value: Node; readonly index: number } | undefined {
  if (node.type === 'array' && typeof key === 'number') {
    const value = node.children?.[key];
    return value === undefined ? undefined : { value, index: key };
  }
  if (node.type !== 'object') throw new Refused(`what holds ${key} is no object`);
  const members = membersOf(node);
  const index = members.findIndex((member) => member.key === key);
  if (index !== members.findLastIndex((member) => member.key === key)) throw new Refused(`it has the key ${key} twice`);
  const value = members[index]?.value;
  return value === undefined ? undefined : { value, index };
}

function nested(path: Path, value: Json): Json {
  return path.reduceRight<Json>((inner, key) => (typeof key === 'number' ? [inner] : { [key]: inner }), value);
}

interface Layout {
  readonly line: string;
  /** Whether the text is laid out in lines, and how far each level is indented. */
  readonly lines: boolean;
  readonly unit: string;
}

function layoutOf(text: string, root: Node): Layout {
  const [first] = root.children ?? [];
  const lines = first === undefined || text.slice(root.offset, first.offset).includes('\n');
  const unit = first === undefined || !lines ? '  ' : indentAt(text, first.offset);
  return { line: lineEndOf(text), lines, unit: unit === '' ? '  ' : unit };
}

function written(value: Json, indent: string, unit: string, line: string): string {
  return JSON.stringify(value, undefined, unit).replaceAll('\n', `${line}${indent}`);
}

function added(text: string, root: Node, holder: Node, key: string | number, value: Json): readonly Splice[] {
  const layout = layoutOf(text, root);
  const children = holder.children ?? [];
  const last = children.at(-1);
  const inLines = last === undefined ? layout.lines : text.slice(holder.offset, children[0]?.offset).includes('\n');
  const own = indentAt(text, holder.offset);
  const inner = last === undefined || !inLines ? own + layout.unit : indentAt(text, last.offset);
  const name = typeof key === 'number' ? '' : `${JSON.stringify(key)}: `;
  const item = name + (inLines ? written(value, inner, layout.unit, layout.line) : JSON.stringify(value));
  const close = endOf(holder) - 1;
  if (last === undefined) {
    const from = holder.offset + 1 + text.slice(holder.offset + 1, close).trimEnd().length;
    const put = inLines ? `${layout.line}${inner}${item}${layout.line}${own}` : item;
    return [{ from, to: close, text: put }];
  }
  const comma = commaIn(text, endOf(last), close);
  const behind = comma === undefined ? endOf(last) : comma + 1;
  const from = inLines ? endOfNote(text, behind, close) : behind;
  const put = `${inLines ? `${layout.line}${inner}` : ' '}${item}${comma === undefined ? '' : ','}`;
  if (comma !== undefined) return [{ from, to: from, text: put }];
  if (from === behind) return [{ from, to: from, text: `,${put}` }];
  return [
    { from: behind, to: behind, text: ',' },
    { from, to: from, text: put },
  ];
}

function removed(text: string, holder: Node, index: number): readonly Splice[] {
  const children = holder.children ?? [];
  const [child, before] = [children[index] as Node, children[index - 1]];
  const close = endOf(holder) - 1;
  const comma = commaIn(text, endOf(child), children[index + 1]?.offset ?? close);
  // The last one takes the comma before it along, unless one may stand at the end.
  const earlier = comma === undefined && before !== undefined ? commaIn(text, endOf(before), child.offset) : undefined;
  const near = comma !== undefined && text.slice(endOf(child), comma).trim() === '';
  const end = near && comma !== undefined ? comma + 1 : endOf(child);
  const range = standsAlone(text, child.offset, end)
    ? { from: lineStart(text, child.offset), to: nextLine(text, end) }
    : { from: child.offset, to: end + (/^[ \t]*/.exec(text.slice(end))?.[0].length ?? 0) };
  return [
    ...(earlier === undefined ? [] : [{ from: earlier, to: earlier + 1, text: '' }]),
    { ...range, text: '' },
    ...(comma === undefined || near ? [] : [{ from: comma, to: comma + 1, text: '' }]),
  ];
}

/** The next comma that is in no comment. */
function commaIn(text: string, from: number, to: number): number | undefined {
  for (const { 0: token, index } of text.slice(from, to).matchAll(/\/\/[^\n]*|\/\*[^]*?\*\/|,/g)) {
    if (token === ',') return from + index;
  }
  return undefined;
}

/** The place behind the comments that stand on the same line. */
function endOfNote(text: string, from: number, to: number): number {
  const note = /^(?:[ \t]*\/\*[^\n]*?\*\/)*(?:[ \t]*\/\/[^\r\n]*)?/.exec(text.slice(from, to))?.[0] ?? '';
  return from + note.length;
}
