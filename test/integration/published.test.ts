import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { startGateway } from '../support/gateway.ts';
import { jetway, type Jetway, type Outcome } from '../support/jetway.ts';
import { startPublisher } from '../support/publisher.ts';
import { scripted } from '../support/scripted.ts';
import { asking } from '../support/under-policy.ts';

const shaOf = (document: object | string): string =>
  createHash('sha256')
    .update(typeof document === 'string' ? document : JSON.stringify(document))
    .digest('hex');
const words = (text: string): string => text.replaceAll(/\s+/g, ' ');
const env = { JETWAY_API_KEY: 'sk-test' };

function documentFor(url: string, more: object = {}, rules?: object): object {
  const acme = {
    gateway: 'compatible',
    settings: { 'base-url': url, protocols: 'anthropic-messages,openai-responses,openai-chat,gemini' },
    models: { codex: 'demo/gpt-5.5' },
    tags: { team: 'core' },
    ...more,
  };
  return { schemaVersion: 1, profiles: { acme }, ...(rules === undefined ? {} : { policy: rules }) };
}

async function add(here: Jetway, url: string, document: object, ...flags: readonly string[]): Promise<Outcome> {
  return here.run(['profile', 'add', url, '--yes', '--sha256', shaOf(document), ...flags]);
}

describe('a published configuration', () => {
  it('is shown, and taken only once somebody agrees, which nothing preselects', async () => {
    await using gateway = await startGateway();
    const document = documentFor(gateway.url, {}, { models: ['demo/*'] });
    await using published = await startPublisher(document);
    await using here = await jetway();
    const prompts = scripted(['Take these profiles', false]);
    const left = await here.run(['profile', 'add', published.url], { prompts });
    expect(left).toMatchObject({ code: 0 });
    expect(prompts.asked.at(-1)).toMatchObject({ preset: false });
    expect(words(left.stdout)).toContain(`acme gateway compatible settings.base-url ${gateway.url}`);
    expect(words(left.stdout)).toContain(`Rules for these profiles models demo/*`);
    expect(words(left.stdout)).toContain(`its key, go to ${gateway.origin}.`);
    expect(left.stdout).toContain(shaOf(document));
    expect(here.config()).toBeUndefined();
    const taken = await here.run(['profile', 'add', published.url], { prompts: scripted(['Take these', true]) });
    expect(taken).toMatchObject({ code: 0 });
    expect(here.config()).toMatchObject({
      current: 'acme',
      profiles: {
        acme: { tags: { team: 'core' }, source: { url: published.url, name: 'acme', sha256: shaOf(document) } },
      },
      published: { [published.url]: { sha256: shaOf(document) } },
    });
    expect(gateway.requests).toEqual([]);
  });

  it.each([
    ['nobody is there', [], 2],
    ['--yes names no document', ['--yes'], 2],
    ['--sha256 alone agrees to nothing', ['--sha256', 'HASH'], 2],
    ['another one is meant', ['--yes', '--sha256', '0'.repeat(64)], 3],
  ])('is not taken by a script where %s', async (_what, flags, code) => {
    const document = documentFor('http://127.0.0.1:9');
    await using published = await startPublisher(document);
    await using here = await jetway();
    const argv = flags.map((flag) => flag.replace('HASH', shaOf(document)));
    expect(await here.run(['profile', 'add', published.url, ...argv])).toMatchObject({ code });
    expect(here.config()).toBeUndefined();
  });

  it('makes profiles that launch without asking where they came from, with their tags', async () => {
    await using gateway = await startGateway();
    const told = { gateway: 'litellm', settings: { 'base-url': gateway.url } };
    const document = documentFor(gateway.url, told, { attribution: { tags: ['team'] } });
    const published = await startPublisher(document);
    await using here = await jetway();
    here.install('codex');
    expect(await add(here, published.url, document)).toMatchObject({ code: 0 });
    await published[Symbol.asyncDispose]();
    const asked = published.asked.length;
    expect(await here.run(['codex'], { env })).toMatchObject({ code: 0 });
    expect(published.asked).toHaveLength(asked);
    expect(await here.run(['--tag', 'team=', 'codex'], { env })).toMatchObject({ code: 3, starts: [] });
  });

  it('is told of with source, day and SHA-256 by the profile and the doctor', async () => {
    await using gateway = await startGateway();
    const document = documentFor(gateway.url, {}, { agents: ['codex'] });
    await using published = await startPublisher(document);
    await using here = await jetway();
    await add(here, published.url, document);
    const shown = await here.run(['profile', 'show']);
    const day = new Date().toISOString().slice(0, 10);
    expect(words(shown.stdout)).toContain(
      `published at ${published.url} agreed to ${day} its sha256 ${shaOf(document).slice(0, 32)}…`,
    );
    const doctor = await here.run(['doctor', '--only', 'policy'], { env });
    expect(words(doctor.stdout)).toContain(`${published.url}: agents codex`);
    expect(words(doctor.stdout)).toContain(`${published.url}, agreed to on ${day}, sha256`);
    const json = await here.run(['profile', 'show', '--json']);
    expect(json.json).toMatchObject({ source: { url: published.url, sha256: shaOf(document) } });
  });

  it('has its rules hold for its profiles alone, at the start and in the relay', async () => {
    await using gateway = await startGateway();
    const rules = { models: ['demo/gpt-*'], agents: ['codex'], forbiddenFlags: ['--no-attribution'] };
    const document = documentFor(gateway.url, {}, rules);
    await using published = await startPublisher(document);
    await using here = await jetway();
    here.install('codex');
    here.install('claude');
    here.program('app', asking('/chat/completions', ['demo/gpt-5.5', 'demo/claude-sonnet-4-6']));
    await add(here, published.url, document);
    expect(await here.run(['-m', 'demo/claude-sonnet-4-6', 'codex'], { env })).toMatchObject({ code: 6, starts: [] });
    expect(await here.run(['-m', 'demo/gpt-5.5', 'claude'], { env })).toMatchObject({ code: 3, starts: [] });
    expect(await here.run(['--no-attribution', 'codex'], { env })).toMatchObject({ code: 3, starts: [] });
    expect(await here.run(['--relay', 'never', 'codex'], { env })).toMatchObject({ code: 3, starts: [] });
    expect(await here.run(['relay', '--', 'app'], { env })).toMatchObject({ code: 0 });
    const answers = JSON.parse(here.home.read('answers.json')) as readonly { status: number; text: string }[];
    expect(answers.map(({ status }) => status)).toEqual([200, 403]);
    expect(answers[1]?.text).toContain(published.url);
    const place = ['--gateway', 'compatible', '--base-url', gateway.url, '--set', 'protocols=anthropic-messages'];
    await here.run(['login', '--profile', 'mine', ...place, '--key-stdin', '--no-check'], { stdin: 'sk-test' });
    expect(await here.run(['--profile', 'mine', '-m', 'demo/other', '--no-check', 'claude'])).toMatchObject({
      code: 0,
    });
    // A fallback on it is a use of it.
    const saved = here.config() as { profiles: Record<string, object> };
    Object.assign(saved.profiles['mine'] ?? {}, { fallback: ['profile:acme/demo/gpt-5.5'] });
    here.home.write('.config/jetway/config.json', JSON.stringify(saved));
    here.program(
      'app',
      asking('/v1/messages', ['demo/claude-sonnet-4-6'])
        .replaceAll('OPENAI_BASE_URL', 'ANTHROPIC_BASE_URL')
        .replaceAll('OPENAI_API_KEY', 'ANTHROPIC_API_KEY'),
    );
    await here.run(['relay', '--profile', 'mine', '--tag', 'a=b', '--', 'app'], { env });
    expect(here.home.read('answers.json')).toContain(published.url);
  });

  it('refuses every launch of its profiles where what was agreed to is gone or broken', async () => {
    await using gateway = await startGateway();
    const document = documentFor(gateway.url, {}, { models: ['demo/*'] });
    await using published = await startPublisher(document);
    await using here = await jetway();
    here.install('codex');
    await add(here, published.url, document);
    const whole = here.config() as { published: Record<string, { document: { policy: unknown } }> };
    for (const broken of [
      undefined,
      {},
      { [published.url]: { document: 5 } },
      { [published.url]: { document: { policy: 'no' } } },
      { [published.url]: { document: { policy: { modles: [] } } } },
    ]) {
      here.home.write('.config/jetway/config.json', JSON.stringify({ ...whole, published: broken }));
      const outcome = await here.run(['codex'], { env });
      expect({ broken, ...outcome }).toMatchObject({ code: 3, starts: [] });
      expect(words(outcome.stderr)).toContain(`jetway profile remove --source ${published.url}`);
    }
  });
});

describe('a name that is taken', () => {
  it('is never overwritten: a script names another, a person is asked', async () => {
    await using gateway = await startGateway();
    const document = documentFor(gateway.url);
    await using published = await startPublisher(document);
    await using here = await jetway();
    await here.run(['profile', 'create', 'acme', '--gateway', 'ollama']);
    const before = here.config();
    const refused = await add(here, published.url, document);
    expect(refused).toMatchObject({ code: 2 });
    expect(refused.stderr).toContain('--as acme=acme-2');
    expect(await add(here, published.url, document, '--as', 'acme=acme')).toMatchObject({ code: 2 });
    expect(here.config()).toEqual(before);
    const prompts = scripted(['There is a profile acme', ''], ['Take these', true]);
    expect(await here.run(['profile', 'add', published.url], { prompts })).toMatchObject({ code: 130 });
    expect(await add(here, published.url, document, '--as', 'acme=team')).toMatchObject({ code: 0 });
    expect(here.config()).toMatchObject({
      profiles: { acme: { gateway: 'ollama' }, team: { source: { name: 'acme' } } },
    });
  });

  it('goes along when the profile is renamed', async () => {
    const document = documentFor('http://127.0.0.1:9');
    await using published = await startPublisher(document);
    await using here = await jetway();
    await add(here, published.url, document);
    await here.run(['profile', 'rename', 'acme', 'work']);
    const next = documentFor('http://127.0.0.1:9', { models: { codex: 'demo/gpt-6' } });
    published.publish(next);
    expect(await here.run(['profile', 'sync', '--yes', '--sha256', shaOf(next)])).toMatchObject({ code: 0 });
    expect(here.config()).toMatchObject({ profiles: { work: { models: { codex: 'demo/gpt-6' } } } });
    expect(Object.keys((here.config() as { profiles: object }).profiles)).toEqual(['work']);
  });
});

describe('a document that changes', () => {
  it('is not taken silently: it is shown as what is otherwise, and asked about', async () => {
    await using gateway = await startGateway();
    const document = documentFor(gateway.url, {}, { models: ['demo/gpt-*'] });
    await using published = await startPublisher(document);
    await using here = await jetway();
    here.install('codex');
    await add(here, published.url, document);
    const before = here.config();
    const same = await here.run(['profile', 'sync']);
    expect(same).toMatchObject({ code: 0 });
    expect(same.stdout).toContain('is as it was agreed to');
    const next = documentFor('https://elsewhere.example', { tags: { team: 'other' } });
    published.publish(next);
    expect(await here.run(['codex'], { env })).toMatchObject({ code: 0 });
    const told = await here.run(['profile', 'sync', '--check']);
    expect(told).toMatchObject({ code: 3 });
    const lines = words(told.stdout);
    expect(lines).toContain(
      `- acme settings.base-url ${gateway.url} + acme settings.base-url https://elsewhere.example`,
    );
    expect(lines).toContain('- rules models demo/gpt-*');
    expect(lines).toContain('- acme tags.team core + acme tags.team other');
    expect(lines).toContain(
      `- all requests and keys ${gateway.origin} + all requests and keys https://elsewhere.example`,
    );
    for (const argv of [
      ['profile', 'sync'],
      ['profile', 'sync', '--yes'],
      ['profile', 'add', published.url],
    ]) {
      expect(await here.run(argv)).toMatchObject({ code: 2 });
    }
    expect(await here.run(['profile', 'sync', '--yes', '--sha256', shaOf(document)])).toMatchObject({ code: 3 });
    await here.run(['profile', 'sync'], { prompts: scripted(['Take it', false]) });
    expect(here.config()).toEqual(before);
    expect(await here.run(['profile', 'sync'], { prompts: scripted(['Take it', true]) })).toMatchObject({ code: 0 });
    expect(here.config()).toMatchObject({
      profiles: { acme: { settings: { 'base-url': 'https://elsewhere.example' } } },
    });
  });

  it('leaves what is the user’s own, and takes no key’s command to another address', async () => {
    const [one, two] = ['http://127.0.0.1:9', 'http://127.0.0.1:10'];
    const document = documentFor(one, { models: { codex: 'a/b', claude: 'a/c' } });
    await using published = await startPublisher(document);
    await using here = await jetway();
    await add(here, published.url, document);
    await here.run(['profile', 'set', 'model.claude', 'a/mine']);
    await here.run(['profile', 'set', 'key-command', 'op read op://a/b/c']);
    const take = async (next: object): Promise<unknown> => {
      published.publish(next);
      expect(await here.run(['profile', 'sync', '--yes', '--sha256', shaOf(next)])).toMatchObject({ code: 0 });
      return (here.config() as { profiles: Record<string, unknown> }).profiles['acme'];
    };
    expect(await take(documentFor(one, { models: { codex: 'a/new', claude: 'a/new' } }))).toMatchObject({
      models: { codex: 'a/new', claude: 'a/mine' },
      keyFrom: 'command',
    });
    const moved = await take(documentFor(two, { models: { codex: 'a/new' } }));
    expect(moved).not.toHaveProperty('keyCommand');
    expect(moved).not.toHaveProperty('keyFrom');
  });

  it('takes profiles away that are not in it any more, and brings none back that the user removed', async () => {
    const [{ acme }, other] = [(documentFor('http://127.0.0.1:9') as { profiles: { acme: object } }).profiles, 'other'];
    const document = { schemaVersion: 1, profiles: { acme, [other]: acme, third: acme } };
    await using published = await startPublisher(document);
    await using here = await jetway();
    await add(here, published.url, document);
    await here.run(['profile', 'remove', other]);
    const next = { schemaVersion: 1, profiles: { acme, [other]: acme, fourth: acme } };
    published.publish(next);
    await here.run(['profile', 'sync', '--yes', '--sha256', shaOf(next)]);
    expect(Object.keys((here.config() as { profiles: object }).profiles).toSorted()).toEqual(['acme', 'fourth']);
  });

  it('that is gone leaves its profiles as they are, and says how to remove them', async () => {
    await using gateway = await startGateway();
    const document = documentFor(gateway.url);
    await using published = await startPublisher(document);
    await using here = await jetway();
    here.install('codex');
    await add(here, published.url, document);
    const before = here.config();
    published.publish((response) => response.writeHead(404).end());
    const gone = await here.run(['profile', 'sync']);
    expect(gone).toMatchObject({ code: 5 });
    expect(words(gone.stderr)).toContain('no document any more');
    expect(here.config()).toEqual(before);
    expect(await here.run(['codex'], { env })).toMatchObject({ code: 0 });
    expect(await here.run(['profile', 'remove', '--source', published.url])).toMatchObject({ code: 0 });
    expect(here.config()).toMatchObject({ profiles: {} });
    expect(here.config()).not.toHaveProperty('published');
  });

  it('is told of in JSON for scripts', async () => {
    const document = documentFor('http://127.0.0.1:9');
    await using published = await startPublisher(document);
    await using here = await jetway();
    expect((await add(here, published.url, document, '--json')).json).toMatchObject({
      status: 'added',
      profiles: ['acme'],
    });
    const same = await here.run(['profile', 'sync', '--check', '--json']);
    expect(same.json).toEqual({
      schemaVersion: 1,
      sources: [{ url: published.url, status: 'unchanged', sha256: shaOf(document) }],
    });
    published.publish(documentFor('http://127.0.0.1:10'));
    const told = await here.run(['profile', 'sync', '--check', '--json']);
    expect(told).toMatchObject({ code: 3, json: { sources: [{ status: 'changed' }] } });
    expect(told.stdout).toContain('"before": "http://127.0.0.1:9"');
    expect(JSON.parse(told.stdout)).toEqual(told.json);
  });
});

describe('what was published', () => {
  it('is not the user’s to change: neither by commands nor by answers', async () => {
    await using gateway = await startGateway();
    const document = documentFor(gateway.url, {}, { models: ['demo/*'] });
    await using published = await startPublisher(document);
    await using here = await jetway();
    here.install('codex');
    await add(here, published.url, document);
    const before = here.config();
    const elsewhere = ['--base-url', 'http://127.0.0.1:9'];
    for (const argv of [
      ['profile', 'set', 'base-url', 'http://127.0.0.1:9'],
      ['profile', 'set', 'relay', 'never'],
      ['profile', 'set', 'allow-models', '--unset'],
      ['profile', 'edit', 'acme', ...elsewhere],
      ['login', '--profile', 'acme', ...elsewhere, '--key-stdin', '--no-check'],
      ['login', '--profile', 'acme', '--gateway', 'ollama', '--key-stdin', '--no-check'],
    ]) {
      const outcome = await here.run(argv, { stdin: 'sk-test' });
      expect({ argv, code: outcome.code }).toEqual({ argv, code: 3 });
      expect(words(outcome.stderr)).toContain(published.url);
    }
    expect(here.config()).toEqual(before);
    expect(await here.run(['login', '--key-stdin', '--no-check'], { stdin: 'sk-test' })).toMatchObject({ code: 0 });
    expect(await here.run(['profile', 'set', 'model.codex', 'demo/gpt-5.5'])).toMatchObject({ code: 0 });
    expect(here.config()).toMatchObject({ profiles: { acme: { source: { url: published.url } } } });
  });
});
