// Adds up vitest's reports in a folder: `node .config/count.mjs <folder> [<what else failed>…]`. A file of tests that did
// not load, a report that is not there and a failed step without a failed test each count as one failure.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const [folder, ...broken] = process.argv.slice(2);
let passed = 0;
let failed = 0;
const counted = new Set();

for (const file of readdirSync(folder).toSorted()) {
  const name = file.replace(/\.json$/, '');
  const report = read(join(folder, file));
  const failures = report?.testResults.flatMap(failuresOf) ?? ['IT DID NOT RUN'];
  if (report?.numPendingTests > 0) console.log(`SKIPPED in ${name}: ${report.numPendingTests}`);
  for (const failure of failures) console.log(`FAILED in ${name}: ${failure}`);
  passed += report?.numPassedTests ?? 0;
  failed += failures.length;
  if (failures.length > 0) counted.add(name);
}
for (const step of broken) {
  console.log(`FAILED: ${step}`);
  if (!counted.has(step.replace(/ \(exit code \d+\)$/, ''))) failed += 1;
}
if (passed === 0 && failed === 0) failed = 1;
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function read(path) {
  const text = readFileSync(path, 'utf8');
  return text === '' ? undefined : JSON.parse(text);
}

function failuresOf({ name, status, message, assertionResults }) {
  const tests = assertionResults
    .filter((test) => test.status === 'failed')
    .map(({ fullName, failureMessages }) => `${fullName}\n${opening(failureMessages.join('\n'))}`);
  return status === 'failed' && tests.length === 0 ? [`${name}: ${message}`] : tests;
}

/** The lines before the stack, which tell enough where nothing else of a run is kept. */
function opening(message) {
  const lines = message.split('\n').filter((line) => !/^\s+at /.test(line));
  return lines
    .slice(0, 12)
    .map((line) => `    ${line.slice(0, 300)}`)
    .join('\n');
}
