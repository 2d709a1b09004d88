import { held } from '../support/connections.ts';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readAnswers } from '../../src/options/parse-settings.ts';
import type { Connection, Route } from '../../src/gateways/gateway.ts';
import { findGateway, gateways } from '../../src/gateways/index.ts';
import { partsOf, type Secret, type SecretHeaders } from '../../src/keys/secret.ts';

interface Case {
  /** As typed. */
  readonly settings: Readonly<Record<string, string>>;
  readonly models: readonly string[];
}

const folder = new URL('gateways/', import.meta.url);

describe.each(gateways.map((gateway) => gateway.id))('%s', (id) => {
  const home = new URL(`${id}/`, folder);
  const cases = existsSync(home) ? readdirSync(home) : [];

  test('has golden cases', () => {
    expect(cases).not.toEqual([]);
  });

  test.each(cases)('%s', async (name) => {
    const given = JSON.parse(readFileSync(new URL(`${name}/answers.json`, home), 'utf8')) as Case;
    const gateway = findGateway(id);
    const answers = readAnswers(gateway, given.settings);
    const text = JSON.stringify({ answers, ...describeConnection(gateway.connect(answers), given.models) }, undefined, 2);
    await expect(`${text}\n`).toMatchFileSnapshot(new URL(`${name}/connection.json`, home).pathname);
  });
});

function describeConnection(connection: Connection, models: readonly string[]): object {
  const described = (headers: SecretHeaders): string =>
    Object.entries(headers)
      .map(([name, text]) => `${name}: ${partsOf(text).map((part) => named(part, connection)).join('')}`)
      .join(', ');
  const describeRoute = (route: Route): object => ({
    to: `${route.protocol} ${route.baseUrl} ${route.model}`,
    ...(route.headers === undefined ? {} : { told: described(route.headers) }),
    key: described(connection.credentials(route, { key: true, providerKey: false })),
    ...(route.provider === undefined
      ? {}
      : { [`key and ${route.provider} key`]: described(connection.credentials(route, { key: true, providerKey: true })) }),
  });
  return {
    url: connection.url,
    account: connection.account,
    reach: Object.fromEntries(models.map((model) => [model, connection.routes(model).map(describeRoute)])),
    anyModel: connection.routes().map((route) => `${route.protocol} ${route.baseUrl}`),
    lists: connection.lists(held(connection)).map(({ url, headers, hint = false }) =>
      [url, described(headers), ...(hint ? ['a hint'] : [])].join('; '),
    ),
    probe: { withKey: connection.probe(held(connection)).url, withoutKey: connection.probe(held(connection, false)).url },
    attribution: connection.attribution?.({ session: 'uuid', agent: 'codex', user: 'zoë', tags: { team: 'core' } }) ?? null,
  };
}

function named(part: string | Secret, connection: Connection): string {
  if (typeof part === 'string') return part;
  return part.account === connection.account ? '<key>' : `<key of ${part.account.slice(connection.account.length)}>`;
}
