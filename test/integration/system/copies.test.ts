import { chmodSync, symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fakeAgent } from '../../support/fake-agent.ts';
import { temporaryHome } from '../../support/home.ts';
import { noPosix } from '../../support/posix.ts';
import { systemIn } from '../../support/system-in.ts';

const command = 'codex';
const name = '@openai/codex';

describe('the copies of a program on PATH', () => {
  it.skipIf(noPosix)('are all of them, the one that runs first, each with its own version and kind', async () => {
    await using home = await temporaryHome();
    const [npm, native] = [join(home.path, 'npm'), join(home.path, 'native')];
    fakeAgent({ prefix: npm, command, package: name, version: '1.2.3' });
    const program = home.write(join(native, command), '#!/bin/sh\necho codex-cli 4.5.6\n');
    chmodSync(program, 0o755);
    const { programs } = systemIn({ ...home.env, PATH: `${native}:relative:${join(npm, 'bin')}:/usr/bin:/bin` });
    const copies = await programs.copies(command, name);
    expect(copies).toEqual([
      { path: program, file: program, version: '4.5.6', npm: false, script: false },
      {
        path: join(npm, 'bin', command),
        file: join(npm, 'lib', 'node_modules', name, 'cli.js'),
        version: '1.2.3',
        npm: true,
        script: true,
      },
    ]);
    expect((await programs.find(command, name))?.command).toBe(program);
  });

  it('count once where two folders lead to one file, and are none where there is none', async () => {
    await using home = await temporaryHome();
    const prefix = join(home.path, 'npm');
    const { bin } = fakeAgent({ prefix, command, package: name, version: '1.2.3' });
    const alias = noPosix ? `${bin}\\` : join(home.path, 'alias');
    if (!noPosix) symlinkSync(bin, alias);
    const { programs } = systemIn({ ...home.env, PATH: [bin, alias].join(delimiter) });
    expect(await programs.copies(command, name)).toHaveLength(1);
    expect(await programs.copies('nothing-of-that-name', name)).toEqual([]);
  });
});
