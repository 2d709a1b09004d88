import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { allRows } from '../../src/commands/index.ts';
import type { ServedAnswer } from '../../src/net/served.ts';
import { sample } from '../support/bodies.ts';
import { accountId, startCloudflareApi } from '../support/cloudflare-api.ts';
import { startGateway } from '../support/gateway.ts';
import { jetway } from '../support/jetway.ts';
import { misfits, type Schema } from '../support/schema.ts';

const file = new URL('../../docs/schemas/managing.schema.json', import.meta.url);
const schema = JSON.parse(readFileSync(file, 'utf8')) as Schema;
const judged = (command: string, document: unknown) => misfits(document, { $ref: `#/$defs/${command}` }, schema);
const json = (body: unknown): ServedAnswer => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

describe('the schema of what gateway and keys print', () => {
  it('has every command of theirs', async () => {
    const commands = (await allRows())
      .map(({ syntax }) => syntax.replace(/ [<[].*$/, ''))
      .filter((words) => /^(?:gateway|keys) /.test(words));
    const same = ['keys enable', 'keys disable'];
    const named = Object.keys(schema.$defs ?? {}).filter((name) => name.includes(' '));
    expect(named.toSorted()).toEqual(commands.filter((words) => !same.includes(words)).toSorted());
  });

  it('refuses what it does not know, misses or has of another type', () => {
    const row = { of: 'team', limit: 1, unit: 'USD', active: true };
    const document = { schemaVersion: 1, gateway: 'x', spendLimits: [row], notTold: [] };
    expect(judged('gateway spend-limits', document)).toEqual([]);
    for (const wrong of [{ ...row, limit: '1' }, { ...row, unit: 'EUR' }, { ...row, more: 1 }, { of: 'team' }]) {
      expect(judged('gateway spend-limits', { ...document, spendLimits: [wrong] })).not.toEqual([]);
    }
  });

  it('is what gateway prints at Cloudflare', async () => {
    const token = 'cf-management-0a1b2c3d4e5f';
    await using api = await startCloudflareApi(token);
    await using here = await jetway();
    const flags = ['--gateway', 'cloudflare', '--account-id', accountId, '--json'];
    const env = { JETWAY_MANAGEMENT_KEY: token, CLOUDFLARE_API_BASE_URL: api.origin, CLOUDFLARE_GATEWAY_ID: 'team-a' };
    const lines: readonly (readonly [command: string, ...more: readonly string[]])[] = [
      ['gateway list'],
      ['gateway show', 'prod-api'],
      ['gateway create', 'dev-chat', '--yes'],
      ['gateway update', 'prod-api', '--set', 'cache-ttl=7200', '--set', 'rate-limiting-limit=200', '--yes'],
      ['gateway update', 'prod-api', '--set', 'zdr=on', '--dry-run'],
      ['gateway delete', 'prod-api', '--yes', '--confirm', 'prod-api'],
      ['gateway url', 'openai'],
      ['gateway logs', '--content'],
      ['gateway provider-keys list'],
      ['gateway provider-keys add', 'openai', '--yes'],
      ['gateway routes list'],
      ['gateway routes show', 'cheap-first'],
      ['gateway spend-limits'],
    ];
    for (const [command, ...more] of lines) {
      const words = [...command.split(' '), ...more, ...flags];
      const { code, json: document, stderr } = await here.run(words, { env, stdin: 'sk-proj-0123456789abcdef' });
      expect({ command, code }, stderr).toEqual({ command, code: 0 });
      expect(judged(command, document)).toEqual([]);
    }
  });

  it('is what keys prints at Bifrost', async () => {
    const desk = (sample('bifrost2-virtual-key-get').body as { readonly virtual_key: object }).virtual_key;
    await using gateway = await startGateway({
      answers: ({ path, method }) => {
        if (path.endsWith('is-auth-enabled')) return json({ is_auth_enabled: false });
        if (path.endsWith('/virtual-keys') && method === 'GET') return json({ virtual_keys: [desk] });
        return json({ message: 'ok', virtual_key: desk });
      },
    });
    await using here = await jetway();
    const flags = ['--gateway', 'bifrost', '--base-url', gateway.url, '--json'];
    const lines: readonly (readonly [command: string, ...more: readonly string[]])[] = [
      ['keys list'],
      ['keys show', 'alice-desk'],
      ['keys create', 'alice', '--budget', '75usd/month', '--models', 'anthropic/*', '--save-as', 'alice'],
      ['keys rotate', 'alice-desk', '--yes', '--show-key'],
      ['keys update', 'alice-desk', '--budget', '50usd/month'],
      ['keys delete', 'alice-desk', '--yes', '--confirm', 'alice-desk'],
    ];
    for (const [command, ...more] of lines) {
      const { code, json: document, stderr } = await here.run([...command.split(' '), ...more, ...flags]);
      expect({ command, code }, stderr).toEqual({ command, code: 0 });
      expect(judged(command, document)).toEqual([]);
    }
  });
});
