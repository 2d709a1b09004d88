#!/usr/bin/env node
// In syntax that any Node parses, so that an old one says which version is needed instead of failing on a token.
'use strict';

function start() {
  var path = require('path');
  var root = path.join(__dirname, '..');

  // Came with Node 20.16 and 22.3; nothing younger is needed.
  if (typeof process.getBuiltinModule !== 'function') {
    return fail(
      'Jetway needs Node 20.19, 22.3 or newer; this is Node ' + process.versions.node + '.',
      'Install a newer Node: https://nodejs.org'
    );
  }

  var version = JSON.parse(require('fs').readFileSync(path.join(root, 'package.json'), 'utf8')).version;
  var args = process.argv.slice(2);
  // Before anything else is loaded: this answer takes no longer than Node itself.
  if (args.length === 1 && (args[0] === '--version' || args[0] === '-V' || args[0] === '-v')) {
    process.stdout.write(version + '\n');
    return;
  }

  var main;
  try {
    main = require('./load.js').load(path.join(root, 'dist', 'main.js'));
  } catch (error) {
    if (require('fs').existsSync(path.join(root, 'dist', 'main.js'))) throw error;
    return fail('Jetway is not built: dist/main.js is missing.', 'Build it: npm run build');
  }
  main.run(args, { bin: __filename, assets: path.join(root, 'dist'), version: version }).then(
    function (code) {
      process.exitCode = code;
    },
    function (error) {
      console.error(error);
      process.exitCode = 1;
    }
  );
}

// 3: the exit code of configuration failures.
function fail(message, hint) {
  process.stderr.write('jetway: ' + message + '\n  → ' + hint + '\n');
  process.exitCode = 3;
}

start();
