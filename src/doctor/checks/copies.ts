import { compareVersions, type Copy } from '../../host.ts';
import { type AgentCheck } from '../check.ts';
import { pass, skip, warn } from '../outcome.ts';

/** Which of several copies runs is an accident of PATH, and upgrading another one changes nothing. */
export const copies: AgentCheck = {
  id: 'copies',
  title: 'Copies',
  about: 'agent',
  needsGateway: false,
  preflight: false,
  run: async (facts) => {
    const [first, ...others] = await facts.copies();
    if (first === undefined) return skip('not installed');
    const evidence = [first, ...others].map(({ path, file, version, npm, script }, index) => ({
      runs: index === 0,
      path,
      file,
      version: version ?? 'unknown',
      kind: kindOf({ npm, script }),
    }));
    if (others.length === 0) return pass(`one on PATH, ${kindOf(first)}`, evidence);
    const shown = others.map(({ path, version }) => `${path} (${version ?? 'unknown version'})`).join(', ');
    const newer = others.find(({ version }) => compareVersions(version ?? '0', first.version ?? '0') > 0);
    if (newer !== undefined) {
      return warn(
        `${first.path} (${first.version ?? 'unknown version'}) runs, though a newer one is on PATH: ${shown}`,
        `Remove the old one, or put ${folderOf(newer.path)} before ${folderOf(first.path)} in PATH.`,
        evidence,
      );
    }
    return others.every(({ version }) => version === first.version)
      ? pass(`${first.path} runs; the same version besides: ${shown}`, evidence)
      : warn(
          `${first.path} (${first.version ?? 'unknown version'}) runs; besides: ${shown}`,
          'Remove those that you do not use.',
          evidence,
        );
  },
};

function kindOf({ npm, script }: Pick<Copy, 'npm' | 'script'>): string {
  return `${npm ? "npm's" : 'installed by itself'}, ${script ? 'a script that Node runs' : 'a program of its own'}`;
}

function folderOf(path: string): string {
  return path.replace(/[\\/][^\\/]*$/, '');
}
