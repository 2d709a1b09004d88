// An index of variants (`export const agents = [claude, codex]`) is written as lists are: each imported, all in one line.
// In main.js such an import is a row: an object with the same keys, whose plain words (id, name, aliases) stand there and
// whose other properties open the variant's part.
import { join } from 'node:path';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { build } from 'esbuild';

/** The variants that an index imports, each with what it is: by the path from the root. */
export async function variantsOf(index, options, root) {
  const folder = index.replace(/\/[^/]*$/, '');
  const imported = importsOf(readFileSync(join(root, index), 'utf8'));
  const contents = imported.map(({ name, file }) => `export { ${name} } from './${folder}/${file}';`).join('\n');
  // The packages themselves: their files in dist/ are not there yet in a fresh checkout.
  const found = { ...options, outdir: undefined, alias: {}, packages: 'external' };
  const { outputFiles } = await build({ ...found, stdin: { contents, resolveDir: root } });
  const module = { exports: {} };
  // eslint-disable-next-line typescript/no-implied-eval -- it is our own source
  new Function('module', 'require', outputFiles[0].text)(module, createRequire(join(root, 'bin', 'jetway.js')));
  return imported.flatMap(({ name, file }) => {
    const value = module.exports[name];
    return `${value?.id}.ts` === file ? [[`${folder}/${file}`, { name, value }]] : [];
  });
}

function importsOf(text) {
  return [...text.matchAll(/^import \{ (\w+) \} from '\.\/([^']+)';\n/gm)].map(([, name, file]) => ({ name, file }));
}

/** The index with rows in place of its imports of variants. */
export function withRows(text, path, nameOf, variants) {
  return importsOf(text).reduce((before, { name, file }) => {
    const variant = variants.get(nameOf(join(path, '..', file)));
    if (variant === undefined) return before;
    const names = Object.keys(variant.value);
    const plain = Object.fromEntries(Object.entries(variant.value).filter(([, held]) => isPlain(held)));
    const made = `new Proxy(${JSON.stringify(plain)}, new Row(${JSON.stringify(names)}, () => require('./${file}').${name}))`;
    return before.replace(`import { ${name} } from './${file}';`, `const ${name} = ${made};`);
  }, rowClass + text);
}

/** A getter for each property of each variant would be 500 functions, made at every start. */
const rowClass = `class Row {
  constructor(names, open) { Object.assign(this, { names, open }); }
  get(plain, name) { return name in plain || !this.names.includes(name) ? plain[name] : this.open()[name]; }
  has(_, name) { return this.names.includes(name); }
  ownKeys() { return this.names; }
  getOwnPropertyDescriptor() { return { configurable: true, enumerable: true }; }
}
`;

/** A word, a switch, or a list of words. */
function isPlain(value) {
  if (Array.isArray(value)) return value.every((one) => typeof one === 'string');
  return typeof value === 'string' || typeof value === 'boolean';
}
