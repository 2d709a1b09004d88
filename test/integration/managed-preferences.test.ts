import { userInfo } from 'node:os';
import { expect, it } from 'vitest';
import { createFiles } from '../../src/system/files.ts';
import type { System } from '../../src/system/system.ts';
import { jetway } from '../support/jetway.ts';
import { systemIn } from '../support/system-in.ts';

const launch = ['--gateway', 'compatible', '--base-url', 'http://127.0.0.1:9', '--no-check'];
const model = ['--set', 'protocols=anthropic-messages,openai-responses', '--model', 'claude-sonnet-4-6'];

/** A Mac where `ada` is logged in, with what `plutil` makes of the property lists of a device management. */
function mac(lists: Readonly<Record<string, object>>): (system: System) => Partial<System> {
  return (system) => {
    const managed = createFiles('darwin', (program, args) => {
      const list = lists[args.at(-1) ?? ''];
      return program === '/usr/bin/plutil' && list !== undefined ? JSON.stringify(list) : undefined;
    });
    const isManaged = (path: string): boolean => path.startsWith('/Library/Managed Preferences/');
    return {
      host: { ...system.host, platform: 'darwin', login: 'ada' },
      files: {
        ...system.files,
        glob: (pattern) => (isManaged(pattern) ? managed : system.files).glob(pattern),
        read: (path, limit) => (isManaged(path) ? managed : system.files).read(path, limit),
      },
    };
  };
}

it.each([
  ['that admits the model', 'ada/com.anthropic.claudecode', ['claude-sonnet-4-6'], 0],
  ['that admits another', 'ada/com.anthropic.claudecode', ['claude-haiku-4-5'], 3],
  ['for everybody that admits another', 'com.anthropic.claudecode', ['claude-haiku-4-5'], 3],
  ["of another's", 'dev/com.anthropic.claudecode', ['claude-haiku-4-5'], 0],
])(
  'a list of models %s in a Mac’s managed preferences decides about a launch',
  async (_, name, availableModels, code) => {
    await using here = await jetway();
    here.install('claude');
    const path = `/Library/Managed Preferences/${name}.plist`;
    const outcome = await here.run([...launch, ...model, 'claude'], { parts: mac({ [path]: { availableModels } }) });
    expect(outcome.stderr.includes(path)).toBe(code !== 0);
    expect(outcome.stderr.includes('availableModels')).toBe(code !== 0);
    expect(outcome.code).toBe(code);
    expect(outcome.starts).toHaveLength(code === 0 ? 1 : 0);
  },
);

it('Codex’ own file in them is taken apart, too', async () => {
  await using here = await jetway();
  here.install('codex');
  const path = '/Library/Managed Preferences/ada/com.openai.codex.plist';
  const encoded = (text: string): object => ({ config_toml_base64: Buffer.from(text).toString('base64') });
  const run = (text: string) => here.run([...launch, ...model, 'codex'], { parts: mac({ [path]: encoded(text) }) });
  expect((await run('approval_policy = "never"')).code).toBe(0);
  const refused = await run('model = "x"');
  expect(refused.code).toBe(3);
  expect(refused.stderr).toContain('config_toml_base64');
});

it('they are those of the login name, whatever the home folder is called', () => {
  const { host } = systemIn({ HOME: '/Users/other', PATH: '/usr/bin' }, 'darwin');
  expect(host).toMatchObject({ platform: 'darwin', home: '/Users/other', login: userInfo().username });
  expect(systemIn({ HOME: '/home/other', PATH: '/usr/bin' }, 'linux').host.login).toBeUndefined();
});
