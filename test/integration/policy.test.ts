import { describe, expect, it } from 'vitest';
import { textAt } from '../../src/json-path.ts';
import { startGateway } from '../support/gateway.ts';
import { jetway } from '../support/jetway.ts';
import { policyFile as path, under } from '../support/under-policy.ts';

const to = (url: string): readonly string[] => [
  ...['--gateway', 'compatible', '--base-url', url, '--set', 'protocols=openai-chat,openai-responses'],
];

describe('a policy', () => {
  it('that admits all of it lets a launch pass, and a dry run and the doctor show its file', async () => {
    await using gateway = await startGateway();
    await using here = await jetway();
    here.install('codex');
    const rules = {
      gateways: [new URL(gateway.url).origin],
      models: ['gpt-*'],
      agents: ['codex'],
      attribution: { tags: ['team'] },
      forbiddenFlags: ['--no-attribution'],
    };
    const argv = ['--gateway', 'litellm', '--base-url', gateway.url, '-m', 'gpt-5.5', '--tag', 'team=core'];
    const launched = await under(rules, here, [...argv, 'codex', 'exec', 'hi']);
    expect(launched).toMatchObject({ code: 0 });
    expect(launched.starts).toHaveLength(1);
    const dry = await under(rules, here, [...argv, '--dry-run', '--json', 'launch', 'codex']);
    expect(dry.json).toMatchObject({ policies: [{ path, rules: { models: ['gpt-*'], agents: ['codex'] } }] });
    const doctor = await under(rules, here, ['doctor', '--only', 'policy']);
    expect(doctor.stdout.replaceAll(/\s+/g, ' ')).toContain(`${path}: gateways`);
    expect(doctor.stdout.replaceAll(/\s+/g, ' ')).toContain('models gpt-*; agents codex; attribution required, team;');
  });

  it('that does not admit the gateway has nothing asked of it, by any command', async () => {
    await using gateway = await startGateway();
    await using here = await jetway();
    here.install('codex');
    const rules = { gateways: ['https://gateway.example.com'] };
    const flags = ['--gateway', 'compatible', '--base-url', gateway.url];
    for (const argv of [
      [...flags, '-m', 'gpt-5.5', 'codex'],
      [...flags, '--dry-run', '-m', 'gpt-5.5', 'codex'],
      ['list-models', ...flags],
      ['ask', ...flags, '-m', 'gpt-5.5', 'hi'],
      ['login', ...flags, '--key-stdin'],
      ['list-models', ...to(gateway.url)],
    ]) {
      const { code, stderr, starts } = await under(rules, here, argv, { stdin: 'sk-test' });
      expect({ argv, code, starts }).toEqual({ argv, code: 3, starts: [] });
      expect(stderr.replaceAll(/\s+/g, ' ')).toContain(`The policy in ${path} does not admit the gateway`);
    }
    expect(gateway.requests).toEqual([]);
    expect(here.config()).toBeUndefined();
  });

  it.each<[string, object, readonly string[], Readonly<Record<string, string>>, number, string]>([
    ['another agent', { agents: ['claude'] }, [], {}, 3, 'does not admit codex'],
    ['another model', { models: ['claude-*'] }, [], {}, 6, 'does not admit the model gpt-5.5'],
    ['another small model', { models: ['gpt-5.5'] }, ['--small-model', 'gpt-5-nano'], {}, 6, 'the model gpt-5-nano'],
    ['a flag', { forbiddenFlags: ['--no-check'] }, ['--no-check'], {}, 3, 'does not admit --no-check'],
    ['the flag’s variable', { forbiddenFlags: ['--no-check'] }, [], { JETWAY_NO_CHECK: '1' }, 3, '--no-check'],
    ['a session untold', { attribution: 'required' }, ['--no-attribution'], {}, 3, 'does not admit --no-attribution'],
    ['a session without its tag', { attribution: { tags: ['team'] } }, ['--tag', 'a=b'], {}, 3, '--tag team='],
    ['a session with an empty tag', { attribution: { tags: ['team'] } }, ['--tag', 'team='], {}, 3, '--tag team='],
  ])('refuses %s', async (_what, rules, flags, env, code, said) => {
    await using gateway = await startGateway();
    await using here = await jetway();
    here.install('codex');
    const argv = [...to(gateway.url), '-m', 'gpt-5.5', ...flags, 'codex', 'exec', 'hi'];
    const outcome = await under(rules, here, argv, { env });
    expect(outcome).toMatchObject({ code, starts: [] });
    expect(outcome.stderr.replaceAll(/\s+/g, ' ')).toContain(said);
    expect(outcome.stderr).toContain(path);
  });

  it('keeps other models out of the agent’s picker, and takes no other for small work', async () => {
    await using gateway = await startGateway();
    await using here = await jetway();
    here.install('opencode');
    const argv = [...to(gateway.url), '-m', 'gpt-5.5', '--dry-run', '--json', 'launch', 'opencode'];
    const free = JSON.stringify((await here.run(argv, { env: { JETWAY_API_KEY: 'sk-test' } })).json);
    const bound = JSON.stringify((await under({ models: ['gpt-5.5'] }, here, argv)).json);
    const others = (await here.run(['list-models', ...to(gateway.url)], { env: { JETWAY_API_KEY: 'sk-test' } })).stdout
      .trim()
      .split('\n')
      .filter((id) => !'gpt-5.5'.startsWith(id) && !id.startsWith('gpt-5.5'));
    expect(others.length).toBeGreaterThan(0);
    expect(others.filter((id) => free.includes(`"${id}`) || free.includes(`\\"${id}`))).not.toEqual([]);
    expect(others.filter((id) => bound.includes(`\\"${id}\\"`) || bound.includes(`"${id}"`))).toEqual([]);
  });

  it('that can’t be used refuses every launch, and fails in the doctor', async () => {
    await using here = await jetway();
    here.install('codex');
    const launched = await under('{"schemaVersion":1,"modles":[]}', here, ['-m', 'm', 'codex']);
    expect(launched).toMatchObject({ code: 3, starts: [] });
    expect(launched.stderr).toContain('"modles"');
    const doctor = await under('{', here, ['doctor', '--only', 'policy', '--json']);
    expect(doctor).toMatchObject({ code: 8 });
    expect(textAt(doctor.json, 'checks', 0, 'detail')).toContain(path);
  });

  it('lets a key of a gateway that it does not admit be forgotten', async () => {
    await using gateway = await startGateway();
    await using here = await jetway();
    const flags = ['--profile', 'old', ...to(gateway.url)];
    await here.run(['login', ...flags, '--key-stdin'], { stdin: 'sk-test' });
    expect(here.keys.size).toBe(1);
    const { code } = await under({ gateways: [] }, here, ['logout', '--profile', 'old']);
    expect(code).toBe(0);
    expect(here.keys.size).toBe(0);
  });
});
