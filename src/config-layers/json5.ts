/**
 * JSON5 as JSON, on the same lines: comments, single quotes, names without quotes, commas at the end and numbers that only
 * JSON5 has (https://spec.json5.org). What is neither stays as it is, and is then no JSON.
 */
export function json5ToJson(text: string): string {
  return text
    .replace(/^\uFEFF/, '')
    .replace(tokens, (all: string, double?: string, single?: string, name?: string, number?: string) => {
      if (double !== undefined) return quoted(double.slice(1, -1));
      if (single !== undefined) return quoted(single.slice(1, -1));
      if (name !== undefined) return JSON.stringify(name);
      if (number !== undefined) return JSON.stringify(Number(number));
      // A comment, or a comma at the end.
      return all.replaceAll(/[^\n]/g, '');
    });
}

const aside = String.raw`\/\/[^\n]*|\/\*[^]*?\*\/`;
const tokens = new RegExp(
  [
    String.raw`("(?:\\[^]|[^"\\])*")`,
    String.raw`('(?:\\[^]|[^'\\])*')`,
    aside,
    String.raw`([\p{ID_Start}_$][\p{ID_Continue}$]*)(?=\s*:)`,
    String.raw`,(?=(?:\s|${aside})*[}\]])`,
    String.raw`(?<![\w.+-])([+-]?(?:0[xX][\da-fA-F]+|Infinity|NaN)|\+[\d.]\S*?(?=[\s,}\]])|-?\.\d+|-?\d+\.(?!\d))`,
  ].join('|'),
  'gu',
);

/** A text between quotes of JSON5's, in those of JSON. */
function quoted(inner: string): string {
  if (!/[\\"\n]/.test(inner)) return `"${inner}"`;
  const plain = inner.replace(/\\(u[\da-fA-F]{4}|x[\da-fA-F]{2}|\r\n|[^])/g, (_all, mark: string) => {
    if (/^[ux]./.test(mark)) return String.fromCharCode(Number.parseInt(mark.slice(1), 16));
    if (/[\r\n]/.test(mark)) return '';
    return escapes[mark] ?? mark;
  });
  return JSON.stringify(plain);
}

const escapes: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  0: '\0',
};
