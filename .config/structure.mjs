// Holds the house's shape: who may import what, that imports, types counted, have no circle of more than four files, and that
// what a relay makes for each request has no getters.
//
//   node .config/structure.mjs
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const largestCircle = 4;

/**
 * In `of`, nothing that `never` matches may be imported. A file is named by its path below src/, a package or a module of
 * Node by its specifier. `types`: their types may be.
 */
const rules = [
  {
    // The two below agents/ are what runs inside an agent, not in Jetway.
    of: /^(?!system\/|agents\/opencode\/plugin\.ts|agents\/cline\/hook\.ts)/,
    never: /^(node:(?!path$|util$)|undici$|execa$|conf$|@inquirer\/|@napi-rs\/)/,
    why: 'Effects have one door: src/system/.',
  },
  { of: /^(?!view\.ts)/, never: /^chalk$/, why: 'Colours are chosen in view.ts.' },
  {
    of: /^(?!commands\/read-line\.ts)/,
    never: /^commander$/,
    why: 'Only commands/read-line.ts knows of it: a launch does without.',
  },
  { of: /^(?!system\/|main\.ts)/, never: /^system\//, types: true, why: 'Take a System as parameter.' },
  {
    of: /^(agents|gateways|protocols|config-layers|edits|doctor\/checks)\/(?!opencode\/plugin\.ts)/,
    never: /^system\//,
    why: 'Data in, data out: not even the type of an effect.',
  },
  {
    of: /^(agents|gateways|protocols|config-layers|edits|net|models|keys|profiles|options|doctor|launch|system)\//,
    never: /^(commands\/|cli\.ts|main\.ts)/,
    why: 'Nothing below depends on what is above.',
  },
  {
    of: /^(gateways|protocols|config-layers|edits|net|doctor\/checks|system)\//,
    never: /^agents\/(?!agent(-doctor)?\.ts)/,
    why: 'Variants know nothing of each other.',
  },
  {
    of: /^(agents|protocols|config-layers|edits|doctor\/checks|system)\//,
    never: /^gateways\/(index\.ts|[^/]+\/)/,
    why: 'Variants know nothing of each other.',
  },
  {
    of: /^(protocols|relay\/translate)\//,
    never: /^host\.ts$/,
    why: 'No system is read here: what proves it runs for one alone (test/unit/relay/translate/).',
  },
  { of: /^(?!commands\/demo)/, never: /^commands\/demo\//, why: 'The built-in gateway has one user.' },
];

const files = sources(join(root, 'src'));
const imports = new Map(files.map((file) => [file, importsOf(file)]));
const faults = [...brokenRules(), ...largeCircles(), ...gettersOfRequests()];
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exitCode = 1;

function sources(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(join(root, 'src'), join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
}

/** Static imports, exports from elsewhere and `import()`: what each names, and whether that is nothing but types. */
function importsOf(file) {
  const text = readFileSync(join(root, 'src', file), 'utf8');
  const statements = text.matchAll(/^(?:import|export)\s+(type\s)?[^'"]*?(?:from\s+)?'([^']+)';/gms);
  const later = text.matchAll(/\bimport\('([^']+)'\)/g);
  return [
    ...[...statements].map(([, type, name]) => ({ to: place(file, name), type: type !== undefined, later: false })),
    ...[...later].map(([, name]) => ({ to: place(file, name), type: false, later: true })),
  ];
}

function place(file, name) {
  return name.startsWith('.') ? join(dirname(file), name).replaceAll('\\', '/') : name;
}

function brokenRules() {
  return files.flatMap((file) =>
    rules
      .filter(({ of }) => of.test(file))
      .flatMap(({ never, types, why }) =>
        imports
          .get(file)
          .filter(({ to, type }) => never.test(to) && !(types && type))
          .map(({ to }) => `src/${file} imports ${to}. ${why}`),
      ),
  );
}

/** Tarjan's strongly connected components, over static imports. */
function largeCircles() {
  const seen = new Map();
  const stack = [];
  const circles = [];
  const visit = (file) => {
    const mine = { low: seen.size, index: seen.size, open: true };
    seen.set(file, mine);
    stack.push(file);
    for (const { to, later } of imports.get(file)) {
      if (later || !imports.has(to)) continue;
      if (!seen.has(to)) visit(to);
      const other = seen.get(to);
      if (other.open) mine.low = Math.min(mine.low, other.low);
    }
    if (mine.low !== mine.index) return;
    const circle = stack.splice(stack.indexOf(file));
    for (const member of circle) seen.get(member).open = false;
    if (circle.length > largestCircle) circles.push(circle);
  };
  for (const file of files) if (!seen.has(file)) visit(file);
  return circles.map((circle) => `A circle of ${circle.length} files: ${circle.toSorted().join(', ')}`);
}

/**
 * V8 gives every object that a literal with a getter makes a shape of its own, and the shape keeps the getter's closure, with all
 * that it can reach, until old memory is collected: a relay's requests would outlive every collection of young memory. A
 * method costs nothing of this. index.ts and terminal.ts make theirs once.
 */
function gettersOfRequests() {
  return files
    .filter((file) => /^(relay|protocols|net)\/|^system\/(?!index\.|terminal\.)/.test(file))
    .filter((file) => /^\s+get \w+\(/m.test(readFileSync(join(root, 'src', file), 'utf8')))
    .map(
      (file) => `src/${file} has a getter. Make it a method: each object of its literal would have a shape of its own.`,
    );
}
