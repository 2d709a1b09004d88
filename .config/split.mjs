// Jetway's own code in parts: main.js, which every start runs; one file for each agent and each gateway, evaluated when it
// is chosen; one for each named group of doors, which are dynamic imports in the sources; rest.js, for all other doors. A
// module stands in one of them only, so that there is one of each class and of each thing that is remembered.
//
// esbuild splits nothing but ESM, so the parts hand their modules to each other. main.js opens a part and gives it what it
// takes of main.js's own modules; a part that needs another part's module asks main.js to open that one.
//
// In main.js nothing is evaluated later than at once, not even what its own sources import dynamically: a closure around each
// of 180 modules and a namespace of getters for each took a launch 200 KB of young objects, and so a garbage collection.
import { join, relative, sep } from 'node:path';
import { readFileSync } from 'node:fs';
import { build } from 'esbuild';
import { variantsOf, withRows } from './variants.mjs';

/**
 * `doors`: what dynamic imports name, by the part that it is to stand in, which may be `main`. `late`: modules by their part,
 * which is opened by the first call of one of their functions, however they are imported; nothing else of them is given to
 * main.js by one. `indexes`: the lists of variants. Paths from the root. Gives the results of the builds.
 */
export async function buildInParts(options, { root, entry, indexes, ...groups }) {
  const nameOf = (path) => relative(root, path).split(sep).join('/');
  const { inputs } = (await build({ ...options, entryPoints: { main: entry } })).metafile;
  const variants = new Map((await Promise.all(indexes.map((index) => variantsOf(index, options, root)))).flat());
  const [doors, late] = [groups.doors, groups.late].map((named) => foundIn(named, Object.keys(inputs)));
  const isLate = (path) => Object.values(late).some((paths) => paths.includes(path));
  const owners = ownersOf(inputs, { entry, doors, late, indexes, variants: [...variants.keys()] });
  const edges = Object.entries(inputs).flatMap(([from, { imports }]) =>
    imports
      .map(({ path: to }) => ({ from, to }))
      .filter(({ to }) => owners.has(from) && owners.has(to) && owners.get(from) !== owners.get(to)),
  );
  /** What a part takes of main.js: names by module. All of one that is imported as a whole. */
  const takenOfMain = (part) => {
    const taken = new Map();
    for (const { from, to } of edges) {
      if (owners.get(from) !== part || owners.get(to) !== 'main') continue;
      const named = namedIn(sourceOf(from), (file) => nameOf(join(root, from, '..', file)) === to);
      taken.set(to, new Set([...(taken.get(to) ?? []), ...(named ?? exportsOf(sourceOf(to)))]));
    }
    return taken;
  };
  const parts = [...new Set(owners.values())].filter((part) => part !== 'main');
  const takenBy = new Map(parts.map((part) => [part, takenOfMain(part)]));
  const gifts = giftsOf(takenBy);

  const pluginOf = (part) => ({
    name: part,
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^\./ }, ({ path, resolveDir }) => {
        const name = nameOf(join(resolveDir, path));
        const owner = owners.get(name);
        return owner === undefined || owner === part ? undefined : { path: name, namespace: 'other' };
      });
      onLoad({ filter: /.*/, namespace: 'other' }, ({ path }) => ({
        contents: contentsOf(path, part),
        resolveDir: root,
      }));
      onResolve({ filter: /^(parts|given):$/ }, ({ path }) => ({ path, namespace: path }));
      onLoad({ filter: /.*/, namespace: 'given:' }, () => ({ contents: 'exports.given = undefined;' }));
      onLoad({ filter: /.*/, namespace: 'parts:' }, () => ({
        contents: opening(gifts),
        resolveDir: root,
      }));
      onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, ({ path }) => {
        const text = readFileSync(path, 'utf8');
        if (indexes.includes(nameOf(path))) return { contents: withRows(text, path, nameOf, variants), loader: 'ts' };
        const isMain = (file) => part === 'main' && owners.get(nameOf(join(path, '..', file))) === 'main';
        return { contents: atOnce(text, isMain), loader: 'ts' };
      });
    },
  });
  const plugins = (part) => [pluginOf(part), ...options.plugins];
  const buildPart = (part, contents) =>
    build({
      ...options,
      plugins: plugins(part),
      entryPoints: undefined,
      outdir: undefined,
      outfile: join(options.outdir, `${part}.js`),
      stdin: { contents, resolveDir: root },
    });
  return Promise.all([
    buildPart('main', `import { open } from 'parts:';\nrequire('given:').given = [open];\nexport * from './${entry}';`),
    ...parts.map((part) => {
      const opened = new Set(edges.map(({ to }) => to).filter((to) => owners.get(to) === part));
      const contents = `const doors = ${table([...opened])};
exports.open = (door, give) => {
  require('given:').given ??= give();
  return doors[door]();
};`;
      return buildPart(part, contents);
    }),
  ]);

  function contentsOf(path, part) {
    const [owner, text] = [owners.get(path), sourceOf(path)];
    if (owner === 'main') return given(gifts, path, takenBy.get(part).get(path));
    const calls = isLate(path) ? functionsOf(text) : [];
    const names = part === 'main' ? [] : exportsOf(text).filter((name) => !calls.includes(name));
    if (part === 'main' && calls.length === 0) return `module.exports = ${way(path, owner)};`;
    return taking(way(path, owner), names, calls);
  }

  function sourceOf(path) {
    return readFileSync(join(root, path), 'utf8');
  }
}

/** All that any part takes of main.js, by module and name. By its place in this list it is given: a name for each was 20 KB. */
function giftsOf(takenBy) {
  const taken = [...takenBy.values()].flatMap((modules) => [...modules]);
  return [...new Set(taken.flatMap(([path, names]) => [...names].map((name) => `${path} ${name}`)))];
}

/** main.js's way to a module of a part, which it gives that way and all of its own that any part takes. */
function opening(gifts) {
  const imports = gifts.map((gift, place) => {
    const [path, name] = gift.split(' ');
    return `import { ${name} as _${place} } from './${path}';`;
  });
  return `${imports.join('\n')}
let given;
const give = () => (given ??= [open, ${gifts.map((_, place) => `_${place}`).join(', ')}]);
export const open = (part, door) => {
  const file = '../dist/' + part + '.js';
  return require(file).open(door, give);
};`;
}

/** A module that gives those names of one of main.js's. */
function given(gifts, path, names) {
  const lines = [...names].map((name) => `export const ${name} = given[${1 + gifts.indexOf(`${path} ${name}`)}];`);
  return `const { given } = require('given:');\n${lines.join('\n')}`;
}

/**
 * A module that gives what another part exports, the `calls` as functions that open it when they are called; what nobody here
 * imports of it is left out.
 */
function taking(from, names, calls) {
  return [
    `let from;`,
    `const take = (name) => (from ??= ${from})[name];`,
    'const late = (name) => (...args) => take(name)(...args);',
    ...names.map((name) => `export const ${name} = /* @__PURE__ */ take('${name}');`),
    ...calls.map((name) => `export const ${name} = /* @__PURE__ */ late('${name}');`),
  ].join('\n');
}

/** The paths that each group's patterns match: `*` is any name, `{a,b}` one of these. */
function foundIn(groups, paths) {
  const signs = { '.': String.raw`\.`, '*': '[^/]+', '{': '(', ',': '|', '}': ')' };
  const found = (pattern) => {
    const name = pattern.replaceAll(/[.*{,}]/g, (sign) => signs[sign]);
    const matched = paths.filter((path) => new RegExp(`^${name}$`).test(path));
    if (matched.length > 0) return matched;
    throw new Error(`There is no ${pattern}: name it in .config/parts.mjs as it is called now.`);
  };
  return Object.fromEntries(Object.entries(groups).map(([part, patterns]) => [part, patterns.flatMap(found)]));
}

/** The module of another part. */
function way(path, owner) {
  return `require('given:').given[0]('${owner}', '${path}')`;
}

/** A source whose dynamic imports of modules of its own part are static ones. */
function atOnce(text, isOwn) {
  const imports = [];
  const body = text.replaceAll(/(?<=await )import\('(\.[^']+)'\)/g, (whole, file) => {
    if (!isOwn(file)) return whole;
    imports.push(`import * as _own${imports.length} from '${file}';`);
    return `_own${imports.length - 1}`;
  });
  return `${body}\n${imports.join('\n')}`;
}

/** What a source names of the file that it imports; undefined where it takes it as a whole, by a dynamic import. */
function namedIn(text, isFile) {
  if ([...text.matchAll(/import\('([^']+)'\)/g)].some(([, file]) => isFile(file))) return undefined;
  const named = [...text.matchAll(/^(?:import|export) (?!type )\{([^}]*)\} from '([^']+)';/gm)];
  return named
    .filter(([, , file]) => isFile(file))
    .flatMap(([, names]) => names.split(',').map((name) => name.trim().split(' as ')[0]))
    .filter((name) => name !== '' && !name.startsWith('type '));
}

function functionsOf(text) {
  return [...text.matchAll(/^export (?:async )?function\*? (\w+)/gm)].map(([, name]) => name);
}

/** esbuild complains of an import that is not among them. */
function exportsOf(text) {
  return [...text.matchAll(/^export (?:abstract |async )?(?:function\*?|const|class) (\w+)/gm)].map(([, name]) => name);
}

function table(names) {
  return `{${names.map((name) => `${JSON.stringify(name)}: () => require('./${name}')`).join(',\n')}}`;
}

/** The name of its part for each of our own modules: `main`, `query`, `rest`, `agents-codex`. */
function ownersOf(inputs, { entry, doors: { main: hot, ...groups }, late, indexes, variants }) {
  const isLate = new Set(Object.values(late).flat());
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
    !isLate.has(path) &&
    (kind !== 'dynamic-import' || hot.includes(path)) &&
    !(indexes.includes(from) && variants.includes(path));
  // In a variant's folder, or needed by that one alone, it is that one's; what several need is everybody's.
  const folderOf = (path) => variants.find((one) => path === one || path.startsWith(one.replace(/\.ts$/, '/')));
  const neededBy = new Map();
  for (const one of variants) {
    for (const path of follow([one], isStatic)) neededBy.set(path, [...(neededBy.get(path) ?? []), one]);
  }
  const shared = [...neededBy].filter(([path, by]) => by.length > 1 && folderOf(path) === undefined);
  const main = follow([entry, ...shared.map(([path]) => path)], isStatic);
  const owners = new Map([...main].map((path) => [path, 'main']));
  for (const [path, [first]] of neededBy) if (!main.has(path)) owners.set(path, partOf(folderOf(path) ?? first));
  for (const [part, doors] of [...Object.entries(groups), ...Object.entries(late)]) {
    for (const path of follow(doors, isStatic)) {
      const folder = part === 'own' ? folderOf(path) : path;
      if (!owners.has(path) && folder !== undefined) owners.set(path, part === 'own' ? partOf(folder) : part);
    }
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
