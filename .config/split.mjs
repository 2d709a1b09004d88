// Jetway's own code in parts: main.js, which every start runs; one file for each agent and each gateway, evaluated when it
// is chosen; one for each named group of doors, which are dynamic imports in the sources; rest.js, for all other doors. A
// module stands in one of them only, so that there is one of each class and of each thing that is remembered.
//
// esbuild splits nothing but ESM, so the parts hand their modules to each other: whoever needs another part's opens it by
// `require('../dist/rest.js').open(module, shared)`, and a part takes what is not its own out of `shared`, main.js's table.
//
// An index of variants (`export const agents = [claude, codex]`) is written as lists are: each imported, all in one line.
// In main.js such an import is a row: an object with the same keys, whose plain words (id, name, aliases) stand there and
// whose other properties open the variant's part.
import { join, relative, sep } from 'node:path';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { build } from 'esbuild';

/**
 * `doors`: what dynamic imports name, by the part that it is to stand in, which may be `main`; `indexes`: the lists of
 * variants. Paths from the root. Gives the results of the builds.
 */
export async function buildInParts(options, { root, entry, doors, indexes }) {
  const nameOf = (path) => relative(root, path).split(sep).join('/');
  const { inputs } = (await build({ ...options, entryPoints: { main: entry } })).metafile;
  const variants = new Map((await Promise.all(indexes.map((index) => variantsOf(index, options, root)))).flat());
  const unknown = Object.values(doors)
    .flat()
    .find((path) => inputs[path] === undefined);
  if (unknown !== undefined)
    throw new Error(`There is no ${unknown}: name it in .config/build.mjs as it is called now.`);
  const owners = ownersOf(inputs, { entry, doors, indexes, variants: [...variants.keys()] });
  const edges = Object.entries(inputs).flatMap(([from, { imports }]) =>
    imports
      .map(({ path: to }) => ({ from, to }))
      .filter(({ to }) => owners.has(from) && owners.has(to) && owners.get(from) !== owners.get(to)),
  );
  const taken = new Set(edges.filter(({ from }) => owners.get(from) !== 'main').map(({ to }) => to));

  const pluginOf = (part) => ({
    name: part,
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^\./ }, ({ path, resolveDir, namespace }) => {
        if (namespace === 'other' && path.startsWith('../dist/')) return { path, external: true };
        const name = nameOf(join(resolveDir, path));
        const owner = owners.get(name);
        return owner === undefined || owner === part ? undefined : { path: name, namespace: 'other' };
      });
      onLoad({ filter: /.*/, namespace: 'other' }, ({ path }) => ({
        contents:
          part === 'main'
            ? `module.exports = require('../dist/${owners.get(path)}.js').open(${JSON.stringify(path)}, require('shared:').modules);`
            : taking(path, exportsOf(readFileSync(join(root, path), 'utf8'))),
        resolveDir: root,
      }));
      onResolve({ filter: /^(shared|given):$/ }, ({ path }) => ({ path, namespace: path }));
      // As one namespace each, which esbuild has anyway: a copy of its properties for each module that takes it took 1 ms.
      onLoad({ filter: /.*/, namespace: 'shared:' }, () => {
        const [own, others] = [true, false].map((is) => [...taken].filter((to) => (owners.get(to) === 'main') === is));
        const imports = own.map((to, index) => `import * as _${index} from './${to}';`).join('\n');
        const entries = own.map((to, index) => `${JSON.stringify(to)}: () => _${index}`).join(',\n');
        return { contents: `${imports}\nexport const modules = {${entries}, ...${table(others)}};`, resolveDir: root };
      });
      onLoad({ filter: /.*/, namespace: 'given:' }, () => ({ contents: 'exports.modules = undefined;' }));
      onLoad({ filter: /[\\/]index\.ts$/ }, ({ path }) =>
        indexes.includes(nameOf(path)) ? { contents: withRows(path, nameOf, variants), loader: 'ts' } : undefined,
      );
    },
  });
  const plugins = (part) => [pluginOf(part), ...options.plugins];
  const parts = [...new Set(owners.values())].filter((part) => part !== 'main');
  return Promise.all([
    build({ ...options, plugins: plugins('main'), entryPoints: { main: entry } }),
    ...parts.map((part) => {
      const opened = new Set(edges.map(({ to }) => to).filter((to) => owners.get(to) === part));
      const contents = `const doors = ${table([...opened])};
exports.open = (door, shared) => {
  require('given:').modules = shared;
  return doors[door]();
};`;
      const outfile = join(options.outdir, `${part}.js`);
      const stdin = { contents, resolveDir: root };
      return build({ ...options, plugins: plugins(part), entryPoints: undefined, outdir: undefined, outfile, stdin });
    }),
  ]);
}

/** A module that gives what another part exports; what nobody here imports of it is left out. */
function taking(path, names) {
  const lines = names.map((name) => `export const ${name} = /* @__PURE__ */ take('${name}');`);
  return [
    `const from = require('given:').modules[${JSON.stringify(path)}]();`,
    'const take = (name) => from[name];',
    ...lines,
  ].join('\n');
}

/** esbuild complains of an import that is not among them. */
function exportsOf(text) {
  return [...text.matchAll(/^export (?:abstract |async )?(?:function\*?|const|class) (\w+)/gm)].map(([, name]) => name);
}

function table(names) {
  return `{${names.map((name) => `${JSON.stringify(name)}: () => require('./${name}')`).join(',\n')}}`;
}

/** The name of its part for each of our own modules: `main`, `query`, `rest`, `agents-codex`. */
function ownersOf(inputs, { entry, doors: { main: hot, ...groups }, indexes, variants }) {
  const own = (path) => path.startsWith('src/');
  const follow = (roots, isFollowed, found = new Set()) => {
    for (const path of roots) {
      if (found.has(path)) continue;
      found.add(path);
      const next = inputs[path].imports.filter((one) => own(one.path) && isFollowed(path, one)).map((one) => one.path);
      follow(next, isFollowed, found);
    }
    return found;
  };
  const isStatic = (from, { path, kind }) =>
    (kind !== 'dynamic-import' || hot.includes(path)) && !(indexes.includes(from) && variants.includes(path));
  // In another variant's folder it is that one's; in none's, what a variant needs is everybody's.
  const folderOf = (path) => variants.find((one) => path === one || path.startsWith(one.replace(/\.ts$/, '/')));
  const needed = [...follow(variants, isStatic)];
  const main = follow([entry, ...needed.filter((path) => folderOf(path) === undefined)], isStatic);
  const owners = new Map([...main].map((path) => [path, 'main']));
  for (const path of needed.filter((each) => !main.has(each))) owners.set(path, partOf(folderOf(path)));
  for (const [part, doors] of Object.entries(groups)) {
    for (const path of follow(doors, isStatic)) if (!owners.has(path)) owners.set(path, part);
  }
  for (const path of Object.keys(inputs)) if (own(path) && !owners.has(path)) owners.set(path, 'rest');
  return owners;
}

/** `agents-codex` of src/agents/codex.ts. */
function partOf(path) {
  return path
    .replace(/^src\//, '')
    .replace(/\.ts$/, '')
    .replaceAll('/', '-');
}

/** The variants that an index imports, each with what it is: by the path from the root. */
async function variantsOf(index, options, root) {
  const folder = index.replace(/\/[^/]*$/, '');
  const imported = importsOf(readFileSync(join(root, index), 'utf8'));
  const contents = imported.map(({ name, file }) => `export { ${name} } from './${folder}/${file}';`).join('\n');
  const { outputFiles } = await build({ ...options, outdir: undefined, stdin: { contents, resolveDir: root } });
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
function withRows(path, nameOf, variants) {
  const text = readFileSync(path, 'utf8');
  return importsOf(text).reduce((before, { name, file }) => {
    const variant = variants.get(nameOf(join(path, '..', file)));
    if (variant === undefined) return before;
    return before.replace(`import { ${name} } from './${file}';`, `const ${name} = ${row(name, file, variant.value)};`);
  }, text);
}

function row(name, file, value) {
  const properties = Object.entries(value).map(([key, held]) =>
    isPlain(held)
      ? `${JSON.stringify(key)}: ${JSON.stringify(held)}`
      : `get ${JSON.stringify(key)}() { return require('./${file}').${name}[${JSON.stringify(key)}]; }`,
  );
  return `{ ${properties.join(', ')} }`;
}

/** A word, a switch, or a list of words. */
function isPlain(value) {
  if (Array.isArray(value)) return value.every((one) => typeof one === 'string');
  return typeof value === 'string' || typeof value === 'boolean';
}
