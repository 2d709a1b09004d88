import { compareVersions } from '../../host.ts';
import { type SharedCheck } from '../check.ts';
import { fail, pass, warn } from '../outcome.ts';

/** The oldest Node that Jetway is made for, and the newest major version that it was tried with. */
const minimum = '20.19.0';
const newest = 26;

export const node: SharedCheck = {
  id: 'node',
  title: 'Node',
  about: 'all',
  needsGateway: false,
  preflight: false,
  run: async ({ node: { version, path } }) => {
    const hint = 'Install a supported one: https://nodejs.org';
    if (compareVersions(version, minimum) < 0) {
      return fail('configuration', `Node ${version} is too old: Jetway needs ${minimum} or newer.`, hint);
    }
    return Number.parseInt(version, 10) > newest
      ? warn(`Node ${version} is newer than the ${newest} that Jetway was tried with`, hint)
      : pass(`${version} at ${path}`);
  },
};
