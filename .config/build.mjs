// Builds dist/: CommonJS, in which everything but the entry is evaluated when it is first needed.
//
// - CommonJS, because ESM costs 3 ms on Node 20 before the first line, and importing node:http there 20 ms on Node 22
//   and later.
// - Jetway's own code in few files, because each further file and each binding between two files is paid at every start:
//   what a launch and a list of models run, each agent and each gateway for itself, and the rest. One file for each
//   command made the launch 7 ms slower. `await import('./x.ts')` evaluates x.ts at that moment.
// - Each big package in a file of its own, because scanning what does not run costs 1 ms for every 100 KB.
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import { build } from 'esbuild';
import { licenses } from './licenses.mjs';
import { manPage } from './man.mjs';
import { doors, late } from './parts.mjs';
import { buildInParts } from './split.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');

/** File of dist/ to package. Only modules that are loaded lazily may import these. */
const packages = {
  commander: 'commander',
  undici: 'undici',
  conf: 'conf',
  execa: 'execa',
  prompts: '@inquirer/core',
  toml: 'smol-toml',
  'toml-places': 'toml-eslint-parser',
  jsonc: 'jsonc-parser',
  yaml: 'yaml',
  oauth: 'oauth4webapi',
};

const options = {
  absWorkingDir: root,
  outdir: dist,
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  mainFields: ['module', 'main'],
  // A native import() would start the ESM loader.
  supported: { 'dynamic-import': false },
  minifyWhitespace: true,
  minifyIdentifiers: true,
  minifySyntax: true,
  legalComments: 'none',
  metafile: true,
  write: false,
};

/** What the entry of a package loads for exports that no source takes: the part is built without. */
const leftOut = {
  // For subcommands in programs of their own.
  commander: [{ importer: /commander\/lib\/command\.js$/, path: /^node:child_process$/ }],
  // fetch, WebSocket and EventSource, caches and other interceptors, stand-ins for tests, other ways to many servers and
  // through other proxies than HTTP's, HTTP/2, bodies that are forms, and answers that are no plain ones.
  undici: [
    { importer: /undici\/index\.js$/, path: /^\.\/lib\/(web|mock|cache|interceptor|handler)\// },
    {
      importer: /undici\/index\.js$/,
      path: /\/(balanced-pool|round-robin-pool|(env-http|socks5)-proxy-agent|retry-agent|h2c-client)$/,
    },
    { importer: /undici\/lib\/api\/index\.js$/, path: /api-(stream|pipeline|upgrade)$/ },
    { importer: /undici\/lib\/dispatcher\//, path: /^\.\/(client-h2\.js|socks5-proxy-agent)$|\/web\// },
  ],
  // For schemas and migrations, of which the profiles have none.
  conf: [{ importer: /conf\/dist\/source\/index\.js$/, path: /^(ajv|semver$)/ }],
  // Its other functions, the methods of a started program, messages between the two, and a log of what it starts.
  execa: [
    { importer: /execa\/index\.js$/, path: /^\.\/lib\/(methods\/(command|node|script)|ipc\/methods)\.js$/ },
    { importer: /execa\/lib\/methods\/create\.js$/, path: /main-sync\.js$/ },
    { importer: /execa\/lib\/methods\/main-async\.js$/, path: /\/(ipc|convert|pipe)\// },
    { importer: /execa\/lib\/(ipc|terminate)\//, path: /\/(get-each|send|graceful)\.js$/ },
    { importer: /execa\/lib\/verbose\//, path: /^(figures|pretty-ms|yoctocolors)$/ },
  ],
};

const withoutLeftOut = (name) => ({
  name: 'left out',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /.*/ }, ({ importer, path }) => {
      const file = importer.replaceAll('\\', '/');
      const isLeftOut = (leftOut[name] ?? []).some((one) => one.importer.test(file) && one.path.test(path));
      return isLeftOut ? { path: 'left out', namespace: 'left-out' } : undefined;
    });
    // Whatever is taken from it can be called and extended, so that the entry can be evaluated; `isLeftOut` tells the build.
    // An ES module finds the names by its prototype.
    onLoad({ filter: /.*/, namespace: 'left-out' }, () => ({
      contents: `const LeftOut = Object.assign(function () { return {}; }, { isLeftOut: true });
module.exports = new Proxy({}, { get: () => LeftOut, getPrototypeOf: () => module.exports });`,
    }));
    // undici's parser: the same program twice, once with instructions that not every processor has, in base64, which packs
    // badly. It is unpacked when the first answer comes through a proxy.
    onResolve({ filter: /llhttp_simd-wasm\.js$/ }, ({ path, resolveDir }) => ({
      path: join(resolveDir, path.replace('_simd', '')),
    }));
    onLoad({ filter: /llhttp-wasm\.js$/ }, ({ path }) => ({
      contents: `let parser;
Object.defineProperty(module, 'exports', {
  get: () => (parser ??= require('node:zlib').brotliDecompressSync(Buffer.from('${packed(path)}', 'base64'))),
});`,
    }));
  },
});

function packed(path) {
  return brotliCompressSync(createRequire(import.meta.url)(path)).toString('base64');
}

/**
 * Node's modules, of which a source gets what it names. esbuild gives it an object with a getter for each name that the
 * module has: the 100 of node:fs, for each of 30 sources, took a launch a millisecond and 250 KB.
 */
const cheapBuiltins = {
  name: 'cheap builtins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:/ }, ({ path, kind, importer, namespace }) => {
      // What starts the agent is loaded when it does.
      if (path === 'node:child_process' && /system[\\/]start\.ts$/.test(importer)) return { path, namespace: 'lazy' };
      return kind === 'import-statement' && namespace !== 'named' ? { path, namespace: 'named' } : undefined;
    });
    onLoad({ filter: /.*/, namespace: 'lazy' }, ({ path }) => ({
      contents: `exports.spawn = (...args) => require('${path}').spawn(...args);`,
    }));
    onLoad({ filter: /.*/, namespace: 'named' }, ({ path }) => {
      const names = Object.keys(createRequire(import.meta.url)(path)).filter((name) => /^[a-z]\w*$/i.test(name));
      const lines = names.map((name) => `export const ${name} = /* @__PURE__ */ take('${name}');`);
      return {
        contents: `const from = require('${path}');\nconst take = (name) => from[name];\nexport default from;\n${lines.join('\n')}`,
      };
    });
  },
};

const program = await buildInParts(
  {
    ...options,
    // The keyring chooses its platform's package at run time.
    external: ['@napi-rs/keyring', ...Object.keys(packages).map(besides)],
    alias: Object.fromEntries(Object.entries(packages).map(([name, specifier]) => [specifier, besides(name)])),
    plugins: [cheapBuiltins],
  },
  { root, entry: 'src/main.ts', doors, late, indexes: ['src/agents/index.ts', 'src/gateways/index.ts'] },
);
const plugin = await build({
  ...options,
  entryPoints: { 'opencode-plugin': 'src/agents/opencode/plugin.ts' },
  format: 'esm',
  outExtension: { '.js': '.mjs' },
});
const sources = await Promise.all(
  program
    .flatMap(({ metafile }) => Object.keys(metafile.inputs))
    .filter((path) => path.startsWith('src/'))
    .map((path) => readFile(join(root, path), 'utf8')),
);
const parts = await Promise.all(Object.entries(packages).map(part));
const builds = [...program, plugin, ...parts];

const files = new Map(builds.flatMap(({ outputFiles }) => outputFiles.map(({ path, text }) => [path, text])));
const id = createHash('sha256')
  .update([...files.values()].join('\0'))
  .digest('hex')
  .slice(0, 16);
for (const [path, text] of files) if (path.endsWith('.js')) files.set(path, asFunction(text));
const models = JSON.stringify(
  JSON.parse(await readFile(join(root, 'src', 'models', 'data', 'model-data.json'), 'utf8')),
);
await replace(
  new Map([
    ...files,
    [join(dist, 'models.json'), models],
    [join(dist, 'licenses.txt'), await licenses(root, builds)],
    [join(dist, 'jetway.1'), await manPage(root)],
  ]),
);

/**
 * As bin/jetway.js wants it: the id of the build, and the function that Node would make of the text, because to make it of
 * 400 KB at each start takes a millisecond. In ASCII, which spares decoding it: esbuild escapes it in strings, but
 * not in regular expressions.
 */
function asFunction(text) {
  const ascii = text.replaceAll(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return `//${id}\n(function(exports,require,module,__filename,__dirname){${ascii}})`;
}

/** The name by which the programs find a file of dist/: the same from there and from bin/jetway.js. */
function besides(name) {
  return `../dist/${name}.js`;
}

/** What the sources import from a package, and nothing else of it: all the prompts would be 1 MB. */
async function part([name, specifier]) {
  const names = sources.flatMap((source) =>
    [...source.matchAll(/^import (?!type)(\w+)?(?:, )?(?:\{([^}]*)\})? from '([^']+)';$/gm)]
      .filter((match) => match[3] === specifier)
      .flatMap(([, whole, named = '']) => [
        ...(whole ? ['default'] : []),
        ...named.split(',').map((text) => text.trim()),
      ])
      .filter((text) => text !== '' && !text.startsWith('type '))
      .map((text) => text.split(' as ')[0]),
  );
  if (names.length === 0) throw new Error(`No source imports names from ${specifier}.`);
  const contents = `export { ${[...new Set(names)].join(', ')} } from '${specifier}';`;
  const built = await build({
    ...options,
    plugins: [withoutLeftOut(name)],
    // What yaml has for browsers is the same in ES modules, so that what nobody takes stays out.
    ...(name === 'yaml' ? { platform: 'neutral' } : {}),
    stdin: { contents, resolveDir: root },
    outdir: undefined,
    outfile: join(dist, `${name}.js`),
    // With it undici loads 6 ms slower.
    minifySyntax: name !== 'undici',
  });
  const module = { exports: {} };
  // eslint-disable-next-line typescript/no-implied-eval -- it is what will run
  new Function('module', 'require', built.outputFiles[0].text)(module, createRequire(import.meta.url));
  const missing = Object.entries(module.exports).find(([, value]) => value?.isLeftOut === true);
  if (missing !== undefined) throw new Error(`${specifier} is built without ${missing[0]}: see leftOut.`);
  return built;
}

/** Each file appears whole under its name, so that tests may read dist/ meanwhile; what an earlier build left goes last. */
async function replace(contents) {
  await mkdir(dist, { recursive: true });
  for (const [path, text] of contents) {
    if ((await readFile(path, 'utf8').catch(() => undefined)) === text) continue;
    await writeFile(`${path}.${process.pid}`, text);
    await rename(`${path}.${process.pid}`, path);
  }
  const kept = new Set([...contents.keys()].map((path) => basename(path)));
  for (const name of await readdir(dist)) {
    if (!kept.has(name) && !/\.\d+$/.test(name)) await rm(join(dist, name), { recursive: true, force: true });
  }
}
