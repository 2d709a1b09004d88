'use strict';

// Loads dist/main.js with the bytecode that an earlier run kept, as Node's own compile cache would from Node 22 on: a
// third of a launch is compiling. The file is about 0.7 MB, in Jetway's cache folder; NODE_DISABLE_COMPILE_CACHE=1
// stops both reading and writing.
const fs = require('fs');
const { createRequire } = require('module');
const os = require('os');
const path = require('path');
const vm = require('vm');

/** The exports of a CommonJS file whose first line is `//` and its build's id. */
exports.load = function load(file, folder = cacheFolder()) {
  // The build writes ASCII: this spares decoding it.
  const source = fs.readFileSync(file, 'latin1');
  const build = /^\/\/(\w+)\n/.exec(source);
  if (build === null || process.env.NODE_DISABLE_COMPILE_CACHE !== undefined) return require(file);

  // V8 compares its version, its flags and the length of the source, but not the source: the build's id does.
  const kept = path.join(folder, `code-${build[1]}-${process.version}-${process.arch}`);
  const wrapped = `(function(exports,require,module,__filename,__dirname){${source}\n})`;
  const cachedData = read(kept);
  const script = new vm.Script(wrapped, { filename: file, cachedData });
  if (cachedData === undefined || script.cachedDataRejected) {
    process.once('exit', () => {
      try {
        keep(kept, compile(wrapped, file), build[1]);
      } catch {
        // Without it the next start is slower, and that is all.
      }
    });
  }
  const module = { exports: {} };
  script.runInThisContext()(module.exports, createRequire(file), module, file, path.dirname(file));
  return module.exports;
};

/** Undefined where there is none, or where somebody else could have written it. */
function read(kept) {
  let descriptor;
  try {
    descriptor = fs.openSync(kept, 'r');
    const { mode, uid } = fs.fstatSync(descriptor);
    if (process.getuid && (uid !== process.getuid() || (mode & 0o022) !== 0)) return undefined;
    return fs.readFileSync(descriptor);
  } catch {
    return undefined;
  } finally {
    if (descriptor !== undefined) fs.closeSync(descriptor);
  }
}

/** Bytecode of every function, not only of those that ran: the next command may be another. */
function compile(wrapped, filename) {
  const v8 = require('v8');
  v8.setFlagsFromString('--no-lazy');
  const script = new vm.Script(wrapped, { filename });
  v8.setFlagsFromString('--lazy');
  return script.createCachedData();
}

function keep(kept, data, build) {
  const folder = path.dirname(kept);
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (process.getuid && fs.statSync(folder).uid !== process.getuid()) return;
  const temporary = `${kept}.${process.pid}`;
  const descriptor = fs.openSync(temporary, 'wx', 0o600);
  try {
    fs.writeSync(descriptor, data);
    fs.fsyncSync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
  fs.renameSync(temporary, kept);
  for (const name of fs.readdirSync(folder)) {
    if (name.startsWith('code-') && !name.startsWith(`code-${build}-`)) fs.rmSync(path.join(folder, name));
  }
}

/** As `folders` in src/host.ts has it. */
function cacheFolder() {
  if (process.platform === 'win32') {
    return path.join(process.env.LOCALAPPDATA || path.join(os.homedir(), 'AppData', 'Local'), 'jetway', 'cache');
  }
  if (process.platform === 'darwin') return path.join(os.homedir(), 'Library', 'Caches', 'jetway');
  const xdg = process.env.XDG_CACHE_HOME;
  return path.join(xdg && path.isAbsolute(xdg) ? xdg : path.join(os.homedir(), '.cache'), 'jetway');
}
