import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checkout, found, node, onWindows, run, type Wine } from './wine.ts';

/** Of the integration tests those of what differs most between systems. All others run on a real Windows. */
const suites = [
  { what: 'unit tests', project: 'pure', files: ['test/unit/'], least: 4000 },
  {
    what: 'integration tests of paths, programs, pipes and files',
    project: 'integration',
    files: ['project', 'process', 'shim', 'system/files', 'system/programs', 'system/copies'].map(
      (name) => `test/integration/${name}.test.ts`,
    ),
    least: 100,
  },
];

interface Report {
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

// Where there is no Wine the other file says so.
it.skipIf(typeof found === 'string').each(suites)(
  'the $what pass on Windows',
  async ({ project, files, least }) => {
    const windows = found as Wine;
    const folder = mkdtempSync(join(windows.folder, 'run-'));
    const tree = checkout();
    const report = join(folder, 'report.json');
    const output = await run(
      windows,
      [
        ...[node('20'), join(tree, 'node_modules', 'vitest', 'vitest.mjs')].map(onWindows),
        ...['run', '--config', onWindows(join(tree, '.config', 'vitest.config.mts'))],
        ...['--project', project, '--pool', 'forks', '--maxWorkers', '2', '--testTimeout', '120000'],
        ...['--reporter', 'json', '--outputFile', onWindows(report)],
        ...files,
      ],
      folder,
    );
    const { numPassedTests, testResults } = JSON.parse(read(report, output)) as Report;
    const failures = testResults.flatMap(({ name, message, assertionResults }) => [
      ...(assertionResults.length === 0 ? [`${name}: ${message}`] : []),
      ...assertionResults
        .filter(({ status }) => status === 'failed')
        .map(({ fullName, failureMessages }) => `${fullName}: ${failureMessages.join('\n')}`),
    ]);
    expect(failures).toEqual([]);
    expect(numPassedTests).toBeGreaterThan(least);
    rmSync(folder, { recursive: true, force: true });
  },
  600_000,
);

function read(report: string, output: string): string {
  try {
    return readFileSync(report, 'utf8');
  } catch (error) {
    throw new Error(`There is no report. Vitest said: ${output}`, { cause: error });
  }
}
