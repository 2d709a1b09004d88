import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { documentOf } from '../../src/commands/import/document.ts';
import { drawPlan } from '../../src/commands/import/draw.ts';
import { planOf } from '../../src/commands/import/plan.ts';
import type { Host } from '../../src/host.ts';
import { findLauncher, launcherIds } from '../../src/import/index.ts';
import type { Look, Reading } from '../../src/import/launcher.ts';
import { emptyConfig } from '../../src/profiles/profile.ts';

interface Case {
  readonly launcher: string;
  /** Below the home folder, in the place of the launcher's own. */
  readonly file?: string;
}

const folder = fileURLToPath(new URL('import/', import.meta.url));
const cases = readdirSync(folder);
const given = (name: string): Case => JSON.parse(readFileSync(join(folder, name, 'case.json'), 'utf8')) as Case;
const host: Host = { platform: 'linux', home: '/home/dev', cwd: '/home/dev', env: {}, assets: '/' };

/** The files of a case's home, which is `/home/dev` there. A database is the text of its one row. */
async function readingOf(name: string): Promise<Reading> {
  const { launcher, file } = given(name);
  const real = (path: string): string => path.replace('/home/dev', join(folder, name, 'home'));
  const text = (path: string): string | undefined =>
    existsSync(real(path)) ? readFileSync(real(path), 'utf8') : undefined;
  const look: Look = {
    ...(file === undefined ? {} : { given: `/home/dev/${file}` }),
    has: (path) => existsSync(real(path)),
    text,
    rows: async (path) => [text(path) ?? ''],
  };
  const reading = await (await findLauncher(launcher)).read(look, host);
  if (reading === undefined) throw new Error(`${name} has no configuration.`);
  return reading;
}

describe('what another launcher left', () => {
  it('has cases of every launcher', () => {
    expect(new Set(cases.map((name) => given(name).launcher))).toEqual(new Set(launcherIds));
  });

  it.each(cases)('%s becomes these profiles, and no secret is among them', async (name) => {
    const reading = await readingOf(name);
    const plan = planOf(reading, { only: [], as: new Map() }, emptyConfig);
    const launcher = await findLauncher(given(name).launcher);
    const document = `${JSON.stringify(documentOf(launcher, reading, plan, [], false, host), null, 2)}\n`;
    const drawn = drawPlan(plan, host, { isTerminal: false, colour: false, columns: 80, write: () => undefined });
    await expect(document).toMatchFileSnapshot(join(folder, name, 'plan.json'));
    await expect(drawn).toMatchFileSnapshot(join(folder, name, 'plan.txt'));
    for (const text of [document, drawn, JSON.stringify(plan), JSON.stringify(reading)]) expect(text).not.toContain('SECRET');
    // An address can't be broken.
    expect(drawn.split('\n').filter((line) => line.length > 80 && !/^ +https:\S+$/.test(line))).toEqual([]);
  });

  it('finds the keys that stand in files', async () => {
    const revealed = await Promise.all(
      cases.map(async (name) =>
        (await readingOf(name)).candidates.flatMap(({ key }) => (key.kind === 'text' ? [key.text.reveal()] : [])),
      ),
    );
    expect(revealed.flat().filter((key) => key.includes('SECRET')).length).toBeGreaterThan(6);
  });
});
