import { describe, expect, it } from 'vitest';
import { startGateway } from '../support/gateway.ts';
import { jetway } from '../support/jetway.ts';

const account = '0123456789abcdef0123456789abcdef';
const mount = `/v1/${account}/my-gw`;
const key = 'cf-token-9f8e7d6c';
const models = Array.from({ length: 300 }, (_, index) => `openai/gpt-${index}`);

describe('the kept list', () => {
  it('is whole whenever it is read, while two hundred runs write it', async () => {
    await using gateway = await startGateway({ models });
    await using here = await jetway();
    const words = ['list-models', '--gateway', 'bifrost', '--base-url', gateway.url];
    const whole = models.map((id) => `${id}\n`).join('');
    const asked = Array.from({ length: 200 }, async () => here.run(words));
    await asked[0];
    const read = Array.from({ length: 50 }, async () => here.run([...words, '--offline']));
    for (const { code, stdout } of await Promise.all([...asked, ...read])) {
      expect({ code, whole: stdout === whole }).toEqual({ code: 0, whole: true });
    }
    const left = [...here.home.snapshot().keys()].filter((path) => path.includes('jetway/models/'));
    expect(left).toHaveLength(1);
  });

  it.each(['', '{"schemaVersion":1}\n', '{"schemaVersion":1,"lists":[[5]]}\n{"da', 'junk'])(
    'counts for nothing where it reads %j',
    async (text) => {
      await using gateway = await startGateway({ models });
      await using here = await jetway();
      const words = ['list-models', '--gateway', 'bifrost', '--base-url', gateway.url];
      await here.run(words);
      const [path = ''] = [...here.home.snapshot().keys()].filter((name) => name.includes('jetway/models/'));
      here.home.write(path, text);
      expect((await here.run([...words, '--offline'])).code).toBe(5);
      expect((await here.run(words)).stdout.split('\n')[0]).toBe(models[0]);
    },
  );

  it.each(['null', '{"models":[null]}', '{"models":7}', '[]', '{"source":"gateway","at":1,"models":[{"id":"x"}]}', ''])(
    'with what is known of its models is made anew where it holds %s: every launch reads it',
    async (junk) => {
      await using gateway = await startGateway({ models });
      await using here = await jetway();
      here.install('codex');
      const words = ['--gateway', 'bifrost', '--base-url', gateway.url, '--model', 'openai/gpt-1', 'codex'];
      expect((await here.run(words)).code).toBe(0);
      const [path = ''] = [...here.home.snapshot().keys()].filter((name) => /jetway\/models\/.*json$/.test(name));
      const before = here.home.read(path);
      here.home.write(path, `${before.slice(0, before.indexOf('"catalogue":'))}"catalogue":${junk}}\n`);
      const { code, stderr } = await here.run(words);
      expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.not.stringContaining('a bug') });
      expect(here.home.read(path)).toBe(before);
    },
  );

  it('holds no key', async () => {
    await using gateway = await startGateway({ mount, demand: { authorization: `Bearer ${key}` } });
    await using here = await jetway();
    const words = ['list-models', '--gateway', 'cloudflare', '--base-url', gateway.url];
    expect((await here.run(words, { env: { JETWAY_API_KEY: key } })).code).toBe(0);
    expect(here.home.filesContaining(key)).toEqual([]);
  });
});

describe('a gateway with bundled models', () => {
  const words = (url: string): readonly string[] => ['list-models', '--gateway', 'cloudflare', '--base-url', url];

  it('is told from one that refuses the key', async () => {
    await using gateway = await startGateway({ mount, demand: { authorization: `Bearer ${key}` } });
    await using here = await jetway();
    const { code, stdout, stderr } = await here.run(words(gateway.url), { env: { JETWAY_API_KEY: 'another-key' } });
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
    expect(stderr).toContain('jetway login');
  });

  it('that does not answer is a failure that names --offline, which gives the bundled list and says whose that is', async () => {
    await using here = await jetway();
    const nowhere = `http://127.0.0.1:9${mount}`;
    const options = { env: { JETWAY_API_KEY: key } };
    const unreached = await here.run(words(nowhere), options);
    expect(unreached).toMatchObject({ code: 5, stdout: '' });
    expect(unreached.stderr).toContain('--offline');
    const { code, stdout, stderr } = await here.run([...words(nowhere), '--offline'], options);
    expect(code, stderr).toBe(0);
    expect(stdout).toContain('claude-opus-4-5\n');
    expect(stderr).toMatch(/bundled with Jetway, as of 20\d\d-/);
  });
});
