import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checks } from '../../../../src/doctor/checks/index.ts';
import { statusChecks } from '../../../../src/doctor/status-checks.ts';

test('every check has a file of its own, which has the name of its id, but for what a gateway tells of itself', () => {
  const files = readdirSync(new URL('../../../../src/doctor/checks/', import.meta.url), { withFileTypes: true })
    .filter((entry) => entry.isFile() && !['index.ts'].includes(entry.name))
    .map((entry) => entry.name.replace(/\.ts$/, ''));
  const own = checks.filter((check) => !statusChecks.some((one) => one === check));
  expect(own.map(({ id }) => id).toSorted()).toEqual(files.toSorted());
});

test('every check has a title of its own, short enough for a column', () => {
  expect(new Set(checks.map(({ title }) => title)).size).toBe(checks.length);
  for (const { title } of checks) expect(title).toMatch(/^[A-Z].{2,16}$/);
});

test('every check is named in docs/doctor.md, by the id that scripts use', () => {
  const page = readFileSync(new URL('../../../../docs/doctor.md', import.meta.url), 'utf8');
  expect(checks.map(({ id }) => id).filter((id) => !page.includes(`\`${id}\``))).toEqual([]);
});
