// Jetway's own code in two files: what a launch and a list of models run, and the rest, which is loaded when it is first
// needed. A module stands in one of them only, so that there is one of each class and of each thing that is remembered.
//
// esbuild splits nothing but ESM, so the two hand their modules to each other: main.js opens a door, which is a dynamic
// import in the sources, by `require('../dist/rest.js').open(door, shared)`; rest.js takes what is main.js's out of `shared`.
import { join, relative, sep } from 'node:path';
import { build } from 'esbuild';

/** `hot`: what a dynamic import may name and stay in main.js; paths from the root. Gives the results of both builds. */
export async function buildInTwo(options, { root, entry, hot }) {
  const nameOf = (path) => relative(root, path).split(sep).join('/');
  const pathOf = ({ path, resolveDir }) => (path.startsWith('.') ? join(resolveDir, path) : undefined);
  const doors = new Set();

  const asMain = (shared) => ({
    name: 'main',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^\./ }, (args) => {
        const path = pathOf(args);
        if (args.kind !== 'dynamic-import' || path === undefined || hot.includes(nameOf(path))) return undefined;
        doors.add(nameOf(path));
        return { path: nameOf(path), namespace: 'door' };
      });
      onLoad({ filter: /.*/, namespace: 'door' }, ({ path }) => ({
        contents: `module.exports = require('../dist/rest.js').open(${JSON.stringify(path)}, require('shared:'));`,
        resolveDir: root,
      }));
      onResolve({ filter: /^\.\.\/dist\/rest\.js$/, namespace: 'door' }, ({ path }) => ({ path, external: true }));
      onResolve({ filter: /^shared:$/ }, ({ path }) => ({ path, namespace: 'shared' }));
      onLoad({ filter: /.*/, namespace: 'shared' }, () => ({
        contents: `module.exports = {${[...shared].map((name) => `${JSON.stringify(name)}: () => require('./${name}')`).join(',\n')}};`,
        resolveDir: root,
      }));
    },
  });
  const main = (shared) =>
    build({ ...options, entryPoints: { main: entry }, plugins: [asMain(shared), ...options.plugins] });

  const own = new Set(Object.keys((await main(new Set())).metafile.inputs));
  const shared = new Set();
  const asRest = {
    name: 'rest',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^\./ }, (args) => {
        const path = pathOf(args);
        if (path === undefined || !own.has(nameOf(path))) return undefined;
        shared.add(nameOf(path));
        return { path: nameOf(path), namespace: 'theirs' };
      });
      onLoad({ filter: /.*/, namespace: 'theirs' }, ({ path }) => ({
        contents: `module.exports = require('given:').modules[${JSON.stringify(path)}]();`,
        resolveDir: root,
      }));
      onResolve({ filter: /^given:$/ }, ({ path }) => ({ path, namespace: 'given' }));
      onLoad({ filter: /.*/, namespace: 'given' }, () => ({ contents: 'exports.modules = undefined;' }));
    },
  };
  const opened = [...doors].map((name) => `${JSON.stringify(name)}: () => require('./${name}')`).join(',\n');
  const rest = await build({
    ...options,
    plugins: [asRest, ...options.plugins],
    entryPoints: undefined,
    outdir: undefined,
    outfile: join(options.outdir, 'rest.js'),
    stdin: {
      contents: `const doors = {${opened}};
exports.open = (door, shared) => {
  require('given:').modules = shared;
  return doors[door]();
};`,
      resolveDir: root,
    },
  });
  const twice = Object.keys(rest.metafile.inputs).find((path) => path.startsWith('src/') && own.has(path));
  if (twice !== undefined) throw new Error(`${twice} stands in main.js and in rest.js.`);
  return [await main(shared), rest];
}
