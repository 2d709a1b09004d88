import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canBox, startFleet, type Fleet } from '../support/fleet.ts';
import { startGateway, type Gateway } from '../support/gateway.ts';
import { startPublisher, type Publisher } from '../support/publisher.ts';
import { asking, policyFile } from '../support/under-policy.ts';

const words = (text: string): string => text.replaceAll(/\s+/g, ' ');
const shaOf = (document: object): string => createHash('sha256').update(JSON.stringify(document)).digest('hex');
const users = [0, 1, 2, 3, 4];

const documentFor = (url: string, model = 'demo/gpt-5.5'): object => ({
  schemaVersion: 1,
  profiles: {
    team: {
      gateway: 'litellm',
      settings: { 'base-url': url },
      models: { codex: model },
      tags: { team: 'core' },
    },
  },
  policy: { attribution: { tags: ['team'] } },
});

/** Users who have taken what is published. */
async function furnished(url: string, document: object, these = users): Promise<Fleet> {
  const fleet = startFleet(these.length);
  fleet.program('codex', 'console.log("codex-cli 0.171.0")');
  fleet.program('claude', 'console.log("2.1.332")');
  for (const user of these) {
    const added = await fleet.run(user, ['profile', 'add', url, '--yes', '--sha256', shaOf(document)]);
    expect(added).toMatchObject({ code: 0 });
  }
  return fleet;
}

describe.skipIf(!canBox())(
  'a fleet in a box: five homes, one policy, one published document, a gateway that counts',
  () => {
    it('goes through the gateway, each session told with its team, and no more than the budget of the day', async () => {
      await using gateway = await startGateway();
      const document = documentFor(gateway.url);
      await using published = await startPublisher(document);
      using fleet = await furnished(published.url, document);
      fleet.policy({ gateways: [gateway.origin], models: ['demo/gpt-*'], budget: { day: '250tok' } });
      fleet.program(
        'app',
        asking('/chat/completions', ['demo/gpt-5.5', 'demo/claude-sonnet-4-6', 'demo/gpt-5.5', 'demo/gpt-5.5']),
      );
      const ran = await Promise.all(users.map(async (user) => fleet.run(user, ['relay', '--', 'app'])));
      expect(ran.map(({ code }) => code)).toEqual(users.map(() => 0));
      for (const home of fleet.homes) {
        const answers = JSON.parse(readFileSync(join(home, 'answers.json'), 'utf8')) as readonly {
          status: number;
          text: string;
        }[];
        expect(answers.map(({ status }) => status)).toEqual([200, 403, 200, 403]);
        expect(answers[1]?.text).toContain(
          `The policy in ${policyFile} does not admit the model demo/claude-sonnet-4-6`,
        );
        expect(answers[3]?.text).toContain(`The budget of the policy in ${policyFile} for today`);
      }
      const counted = gateway.to('/chat/completions');
      expect(counted).toHaveLength(2 * users.length);
      expect(counted.every(({ headers }) => JSON.stringify(headers).includes('team:core'))).toBe(true);
      // The day's budget holds for the next session, and for a question, too.
      expect(await fleet.run(0, ['relay', '--', 'app'])).toMatchObject({ code: 0 });
      expect(await fleet.run(1, ['ask', '-m', 'demo/gpt-5.5', 'hi'])).toMatchObject({ code: 3 });
      expect(gateway.to('/chat/completions')).toHaveLength(2 * users.length);
    });

    describe('a launch that goes where there is no policy', () => {
      let gateway: Gateway;
      let published: Publisher;
      let fleet: Fleet;
      beforeAll(async () => {
        gateway = await startGateway();
        const document = documentFor(gateway.url);
        published = await startPublisher(document);
        fleet = await furnished(published.url, document, [0]);
        const { code, stderr } = await fleet.run(0, ['codex']);
        if (code !== 0) throw new Error(stderr);
      });
      afterAll(async () => {
        fleet[Symbol.dispose]();
        await published[Symbol.asyncDispose]();
        await gateway[Symbol.asyncDispose]();
      });

      it.each<[string, object, readonly string[], number, string, string]>([
        [
          'gateways',
          { gateways: ['https://other.example'] },
          ['codex'],
          3,
          'does not admit the gateway',
          'gateways https://other.example',
        ],
        ['agents', { agents: ['claude'] }, ['codex'], 3, 'does not admit codex', 'agents claude'],
        ['models', { models: ['other/*'] }, ['codex'], 6, 'does not admit the model demo/gpt-5.5', 'models other/*'],
        [
          'attribution',
          { attribution: 'required' },
          ['--no-attribution', 'codex'],
          3,
          '--no-attribution',
          'attribution required',
        ],
        ['tags', { attribution: { tags: ['cost'] } }, ['codex'], 3, 'tagged with cost', 'attribution required, cost'],
        [
          '--no-check',
          { forbiddenFlags: ['--no-check'] },
          ['--no-check', 'codex'],
          3,
          '--no-check',
          'forbidden --no-check',
        ],
        [
          '--relay never',
          { forbiddenFlags: ['--relay never'] },
          ['--relay', 'never', 'codex'],
          3,
          '--relay never',
          'forbidden --relay never',
        ],
        [
          '--key-command',
          { forbiddenFlags: ['--key-command'] },
          ['--key-command', 'echo x', 'codex'],
          3,
          '--key-command',
          'forbidden --key-command',
        ],
        [
          'a budget',
          { budget: { session: '2mtok' } },
          ['--relay', 'never', 'codex'],
          3,
          'the budget of the policy',
          'budget 2,000,000 tokens a session',
        ],
        ['a budget in money', { budget: { day: '5usd' } }, ['codex'], 6, 'costs is not known', 'budget $5.00 a day'],
      ])(
        'by the rule %s is refused at the start, and shown by the doctor and the dry run with its file',
        async (_rule, rules, argv, code, said, shown) => {
          fleet.policy(rules);
          const before = gateway.requests.length;
          const refused = await fleet.run(0, argv);
          expect(refused).toMatchObject({ code });
          expect(words(refused.stderr)).toContain(said);
          expect(words(refused.stderr)).toContain(policyFile);
          expect(gateway.requests.slice(before).filter(({ method }) => method === 'POST')).toEqual([]);
          const doctor = await fleet.run(0, ['doctor', '--only', 'policy']);
          expect(words(doctor.stdout)).toContain(`${policyFile}: ${shown}`);
          expect(words(doctor.stdout)).toContain(`${published.url}: attribution required, team`);
        },
      );
    });

    it('takes a document that has changed only where somebody agrees, and one from another origin not at all', async () => {
      await using gateway = await startGateway();
      const document = documentFor(gateway.url);
      await using published = await startPublisher(document);
      await using elsewhere = await startPublisher(documentFor('https://evil.example'));
      using fleet = await furnished(published.url, document);
      const config = (user: number): string =>
        readFileSync(join(fleet.homes[user] ?? '', '.config/jetway/config.json'), 'utf8');
      const before = users.map(config);
      const next = documentFor('http://127.0.0.1:9', 'demo/other');
      published.publish(next);
      const ran = await Promise.all(users.map(async (user) => fleet.run(user, ['codex'])));
      expect(ran.map(({ code }) => code)).toEqual(users.map(() => 0));
      expect(await fleet.run(0, ['profile', 'sync'])).toMatchObject({ code: 2 });
      const told = await fleet.run(1, ['profile', 'sync', '--check']);
      expect(told).toMatchObject({ code: 3 });
      expect(words(told.stdout)).toContain(
        `- team settings.base-url ${gateway.url} + team settings.base-url http://127.0.0.1:9`,
      );
      published.publish((response) => response.writeHead(302, { location: elsewhere.url }).end());
      expect(
        await fleet.run(2, ['profile', 'sync', '--yes', '--sha256', shaOf(documentFor('https://evil.example'))]),
      ).toMatchObject({ code: 5 });
      expect(elsewhere.asked).toEqual([]);
      expect(users.map(config)).toEqual(before);
      published.publish(next);
      expect(await fleet.run(3, ['profile', 'sync', '--yes', '--sha256', shaOf(next)])).toMatchObject({ code: 0 });
      expect(config(3)).toContain('http://127.0.0.1:9');
      expect(config(4)).toBe(before[4]);
    });

    const root = process.getuid?.() === 0;
    const files: readonly (readonly [string, (file: string, own: string) => void])[] = [
      ['that all can write', (file) => chmodSync(file, 0o666)],
      ['in a folder that all can write', (file) => chmodSync(dirname(file), 0o777)],
      ['that is a folder', (file) => (rmSync(file), mkdirSync(file))],
      ['that is a link to nothing', (file) => (rmSync(file), symlinkSync('/nowhere/policy.json', file))],
      ['that is a link to itself', (file) => (rmSync(file), symlinkSync('policy.json', file))],
      [
        'that is a link into a folder that all can write',
        (file, own) => {
          writeFileSync(join(own, 'policy.json'), '{"schemaVersion":1}');
          chmodSync(own, 0o777);
          rmSync(file);
          symlinkSync(join(own, 'policy.json'), file);
        },
      ],
      ['that is huge', (file) => writeFileSync(file, `{"schemaVersion":1,"models":["${'x'.repeat(300_000)}"]}`)],
      ['that is half written', (file) => writeFileSync(file, '{"schemaVersion":1,"mod')],
      ['that is empty', (file) => writeFileSync(file, '')],
      ...(root ? [['of another user', (file: string) => chownSync(file, 12_345, 12_345)] as const] : []),
    ];
    describe('a real file', () => {
      let fleet: Fleet;
      beforeAll(() => {
        fleet = startFleet(1);
        fleet.program('codex', 'console.log("codex-cli 0.171.0")');
      });
      afterAll(() => fleet[Symbol.dispose]());

      it.each(files)('%s refuses every launch', async (_what, spoil) => {
        chmodSync(join(fleet.etc, 'jetway'), 0o755);
        fleet.policy({ models: ['*'] });
        const own = mkdtempSync(join(fleet.homes[0] ?? '', 'own-'));
        spoil(join(fleet.etc, 'jetway', 'policy.json'), own);
        const argv = [
          '--gateway',
          'compatible',
          '--base-url',
          'http://127.0.0.1:9',
          '--set',
          'protocols=openai-responses',
        ];
        const refused = await fleet.run(0, [...argv, '-m', 'm', '--no-check', 'codex']);
        expect(refused).toMatchObject({ code: 3, stdout: '' });
        expect(words(refused.stderr)).toContain(policyFile);
      });
    });
  },
);
