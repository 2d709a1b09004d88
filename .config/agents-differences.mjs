// What differs between two versions of a program, by its help and the strings of its files.
import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';

/** Read so much at once, with so much of what was before. Bytes. */
const [piece, overlap] = [16 * 1024 * 1024, 256];

/**
 * What is looked for in the files, each by its first group. Most capitals and most names in a bundle are nobody's settings:
 * of variables those count that are read from an environment, or begin as one does that Jetway knows of the agent
 * (`known`); of keys those that a schema describes.
 */
const kindsFor = (known) => [
  { what: 'flags', pattern: /(?<![\w-])(--[a-z][a-z0-9]{2,}(?:-[a-z0-9]+)*)(?![\w-])/g },
  {
    what: 'variables',
    pattern: new RegExp(
      String.raw`(?:\benv(?:iron)?(?:\.|\[["']|\.get\(["'])|(?<![A-Za-z0-9_])(?=(?:${known.join('|')})_))([A-Z][A-Z0-9]+(?:_[A-Z0-9]+)*_(?:[A-Z0-9]{3,}|ID|MS|V\d))(?![A-Za-z0-9_])`,
      'g',
    ),
  },
  {
    what: 'settings keys',
    pattern:
      /[{,\s]["']?([A-Za-z_][A-Za-z0-9_-]{2,40})["']?\s?:\s?(?:[\w$]{1,12}\.(?:string|boolean|number|enum|array|object|record|union|literal|int|url)\(|\{\s?["']?(?:type|description|title|\$ref|anyOf)["']?\s?:\s?["'`[])/g,
  },
];

/** Of each kind what is gone and what has come, sorted. A side: the folder, its entry of agents.json, the version, its help, the first words of variables. */
export function differences(before, after) {
  const kinds = kindsFor(before.known);
  const [old, fresh] = [stringsOf(before, kinds), stringsOf(after, kinds)];
  const lines = ({ help }) =>
    new Set(
      help
        .split('\n')
        .map((line) => line.trim().replaceAll(/\s+/g, ' '))
        .filter(Boolean),
    );
  return [
    difference('help', lines(before), lines(after)),
    ...kinds.map(({ what }) => difference(what, old.get(what), fresh.get(what))),
  ];
}

function difference(what, before, after) {
  return { what, gone: without(before, after), come: without(after, before) };
}

function without(all, others) {
  return [...all].filter((one) => !others.has(one)).toSorted();
}

function stringsOf(side, kinds) {
  const found = new Map(kinds.map(({ what }) => [what, new Set()]));
  for (const path of filesOf(side)) {
    for (const text of piecesOf(path)) {
      for (const { what, pattern } of kinds) {
        const set = found.get(what);
        for (const match of text.matchAll(pattern)) set.add(match[1]);
      }
    }
  }
  return found;
}

/** The program's own files: those of its packages of just this version, without what they depend on. */
function filesOf({ folder, one, version }) {
  if (one.python !== undefined) return pythonFiles(folder, one.package, version);
  if (one.packed !== undefined) return [join(folder, one.program)];
  const modules = join(folder, 'node_modules');
  const names = readdirSync(modules).flatMap((name) =>
    name.startsWith('@') ? readdirSync(join(modules, name)).map((inner) => join(name, inner)) : [name],
  );
  return names
    .map((name) => join(modules, name))
    .filter((path) => versionOf(path)?.startsWith(version) === true)
    .flatMap((path) =>
      readdirSync(path, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && !/[\\/]node_modules([\\/]|$)/.test(entry.parentPath.slice(path.length)))
        .filter(({ name }) => /\.(?:[cm]?js|json)$/.test(name) || !name.includes('.') || name.endsWith('.exe'))
        .map((entry) => join(entry.parentPath, entry.name)),
    );
}

function versionOf(path) {
  const manifest = join(path, 'package.json');
  return existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')).version : undefined;
}

function pythonFiles(folder, name, version) {
  const lib = process.platform === 'win32' ? join(folder, 'Lib') : join(folder, 'lib');
  const place = process.platform === 'win32' ? lib : join(lib, readdirSync(lib)[0]);
  const packages = join(place, 'site-packages');
  const record = join(packages, `${name.replaceAll('-', '_')}-${version}.dist-info`, 'RECORD');
  return readFileSync(record, 'utf8')
    .split('\n')
    .map((line) => line.split(',')[0])
    .filter((path) => path.endsWith('.py'))
    .map((path) => join(packages, path));
}

/** A file may be a program of hundreds of megabytes. */
function* piecesOf(path) {
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(piece);
    let before = '';
    for (;;) {
      const size = readSync(file, buffer, 0, piece, null);
      if (size === 0) return;
      const text = before + buffer.latin1Slice(0, size);
      yield text;
      before = text.slice(-overlap);
    }
  } finally {
    closeSync(file);
  }
}
