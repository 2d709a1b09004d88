import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { projectName } from '../../../src/launch/session.ts';
import type { System } from '../../../src/system/system.ts';
import { temporaryHome, type Home } from '../../support/home.ts';
import { foldersWith } from '../../support/programs.ts';
import { systemIn } from '../../support/system-in.ts';

it.skipIf(foldersWith('git').length === 0)(
  "takes the repository's name for the project's, in its folders and in its worktrees",
  async () => {
    await using home = await temporaryHome();
    const git = (...words: readonly string[]): void =>
      void execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.com', ...words], {
        cwd: home.cwd,
        env: home.env,
        stdio: 'ignore',
      });
    git('init');
    git('commit', '--allow-empty', '--message', 'first');
    const tree = join(home.path, 'project.worktrees', 'fix');
    git('worktree', 'add', '-b', 'fix', tree);
    mkdirSync(join(tree, 'sub'));
    mkdirSync(join(home.cwd, 'sub'));
    const places = [home.cwd, join(home.cwd, 'sub'), tree, join(tree, 'sub')];
    expect(places.map((cwd) => projectName(at(cwd, home)))).toEqual(['project', 'project', 'project', 'project']);
  },
);

it('takes the name of the folder where there is no repository, or one whose place is not told', async () => {
  await using home = await temporaryHome();
  expect(projectName(at(home.cwd, home))).toBe('project');
  home.write('other/.git', 'gitdir: ../elsewhere/.git/modules/other\n');
  expect(projectName(at(join(home.path, 'other'), home))).toBe('other');
});

function at(cwd: string, home: Home): System {
  const system = systemIn(home.env);
  return { ...system, host: { ...system.host, cwd } };
}
