import { expect, test } from 'vitest';
import { checks } from '../../src/doctor/checks/index.ts';
import { preflightChecks } from '../../src/doctor/preflight-checks.ts';

test('a launch makes the checks that say so, in the order of the doctor', () => {
  expect(preflightChecks).toEqual(checks.filter((check) => check.preflight));
});
