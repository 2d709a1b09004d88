import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startGateway } from '../support/gateway.ts';
import { jetway } from '../support/jetway.ts';
import { scripted } from '../support/scripted.ts';

const hour = 3_600_000;
const notice = 'Jetway 9.0.0 is out, this is 1.2.3: npm install -g jetway@latest';
/** Behind whether the agent has run: nothing is asked before. */
const asked = ['true', 'view', 'jetway', 'version', '--global', '--loglevel=silent', '--fetch-retries=0'].join(' ');

interface Launches {
  /** One launch in a terminal, so many hours from now: what stands on stderr. */
  launch(hours: number, env?: Readonly<Record<string, string>>, terminal?: boolean): Promise<string>;
  /** What npm was asked, line by line. */
  questions(): readonly string[];
}

/** `answer`: the words of npm's answer; undefined: it fails. */
async function launches(answer: string | undefined): Promise<Launches & AsyncDisposable> {
  const gateway = await startGateway({ models: ['openai/gpt-5'] });
  const here = await jetway();
  here.install('codex');
  const record = here.home.write('npm-asked', '');
  const given = join(here.prefix, 'lib', 'node_modules', '@openai/codex', 'given');
  here.program(
    'npm',
    `const { appendFileSync, existsSync } = require('node:fs');
appendFileSync(${JSON.stringify(record)}, \`\${existsSync(${JSON.stringify(given)})} \${process.argv.slice(2).join(' ')}\\n\`);
${answer === undefined ? 'process.exit(1)' : `console.log(${JSON.stringify(answer)})`};`,
  );
  await here.run(['profile', 'create', 'work', '--gateway', 'bifrost', '--base-url', gateway.url]);
  await here.run(['profile', 'set', 'model.codex', 'openai/gpt-5']);
  return {
    launch: async (hours, env = {}, terminal = true) => {
      const { code, stderr } = await here.run(['codex', 'hi'], {
        env: { JETWAY_NO_UPDATE_CHECK: '', ...env },
        later: hours * hour,
        ...(terminal ? { prompts: scripted() } : {}),
      });
      expect(code, stderr).toBe(0);
      return stderr;
    },
    questions: () => here.home.read(record).split('\n').filter(Boolean),
    [Symbol.asyncDispose]: async () => {
      await here[Symbol.asyncDispose]();
      await gateway[Symbol.asyncDispose]();
    },
  };
}

it('a newer Jetway is told of at a later launch, at most once a day, after npm was asked as it is set up', async () => {
  await using one = await launches('9.0.0');
  expect(await one.launch(0)).not.toContain('is out');
  expect(one.questions()).toEqual([asked]);
  expect(await one.launch(1)).not.toContain('is out');
  expect(one.questions()).toHaveLength(1);
  expect(await one.launch(30)).toContain(notice);
  expect(one.questions()).toHaveLength(2);
});

it.each([
  ['an older one', '1.2.2'],
  ['the same', '1.2.3'],
  ['no version', '9.0.0\u001b[31m'],
  ['nothing', undefined],
])('is not told of where npm says %s', async (_what, npm) => {
  await using one = await launches(npm);
  for (const hours of [0, 30]) expect(await one.launch(hours)).not.toContain('is out');
  expect(one.questions()).toHaveLength(2);
});

it.each([
  ['JETWAY_NO_UPDATE_CHECK', { JETWAY_NO_UPDATE_CHECK: '1' }, true],
  ['NO_UPDATE_NOTIFIER', { NO_UPDATE_NOTIFIER: '1' }, true],
  ['JETWAY_OFFLINE', { JETWAY_OFFLINE: '1' }, true],
  ['CI', { CI: 'true' }, true],
  ['no terminal', {}, false],
])('is not asked for with %s', async (_what, env, terminal) => {
  await using one = await launches('9.0.0');
  for (const hours of [0, 30]) expect(await one.launch(hours, env, terminal)).not.toContain('is out');
  expect(one.questions()).toEqual([]);
});
