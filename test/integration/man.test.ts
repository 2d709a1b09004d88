import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { agents } from '../../src/agents/index.ts';
import { allRows } from '../../src/commands/index.ts';
import { launchFlags } from '../../src/options/flags.ts';
import { gateways } from '../../src/gateways/index.ts';
import { exitCodes } from '../../src/failure.ts';

const file = new URL('../../dist/jetway.1', import.meta.url);
const page = readFileSync(file, 'utf8');
const plain = page.replaceAll('\\-', '-');

describe('the manual page', () => {
  it('has every command, flag of a launch, agent, gateway and exit code', async () => {
    const rows = (await allRows()).filter(({ hidden }) => hidden !== true);
    for (const { syntax } of [...rows, ...launchFlags]) {
      expect(plain).toContain(`.B ${syntax.replaceAll('…', '...')}\n`);
    }
    for (const { id, name } of [...agents, ...gateways]) expect(plain).toContain(`${id} (${name})`);
    for (const code of Object.values(exitCodes)) expect(plain).toContain(`.B ${code}\n`);
  });

  it('has no line that roff would take for another thing than it is', () => {
    const macros = new Set(['TH', 'SH', 'PP', 'TP', 'B', 'BR', 'RI', 'I', 'br', 'nf', 'fi']);
    const lines = page.split('\n');
    const strange = lines.filter((line) => /^['.]/.test(line) && !macros.has(/^\.([A-Za-z]+)/.exec(line)?.[1] ?? ''));
    expect(strange).toEqual([]);
    expect(page).not.toMatch(/[^\n -~]/);
    expect(
      lines
        .slice(1)
        .join('\n')
        .replaceAll(/\\[-e&]/g, ''),
    ).not.toMatch(/[-\\]/);
  });

  it('stands in the manifest in a list, for npm 11 links no page that stands there as a text', () => {
    const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    expect(manifest).toMatchObject({ man: ['./dist/jetway.1'], files: expect.arrayContaining(['dist']) });
  });

  // Where there is neither program, the two above are all that is looked at.
  it.each([
    ['groff', ['-man', '-Tutf8', '-ww', '-z']],
    ['mandoc', ['-T', 'lint', '-W', 'error']],
  ])('is nothing that %s complains about', (program, args) => {
    const { error, stderr, stdout } = spawnSync(program, [...args, fileURLToPath(file)], { encoding: 'utf8' });
    expect(error === undefined ? `${stdout}${stderr}` : '').toBe('');
  });
});
