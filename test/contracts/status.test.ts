import { describe, expect, test } from 'vitest';
import { exitCodes } from '../../src/failure.ts';
import type { Connection } from '../../src/gateways/gateway.ts';
import { gateways } from '../../src/gateways/index.ts';
import { partsOf, Secret, secretsIn } from '../../src/keys/secret.ts';
import type { Finding, Status } from '../../src/gateways/status.ts';
import { inWords } from '../../src/doctor/status-words.ts';
import { checks } from '../../src/doctor/checks/index.ts';
import { junk, sampleBodies } from '../support/bodies.ts';
import { connect, held, setups } from '../support/connections.ts';

const now = Date.parse('2026-11-21T12:00:00Z');
/** Paths at which a gateway would call a model, or its own. */
const paid =
  /\/(?:messages|responses|chat\/completions|completions|embeddings|run)(?:$|[?:])|:(?:stream)?generateContent|\/health$/i;

/** With those that good answers lead to. */
function allOf({ questions, further }: Status): Status['questions'] {
  const led = sampleBodies.flatMap(({ body }) => further?.(questions.map(({ read }) => read(200, body))) ?? []);
  return [...questions, ...led];
}

describe.each(gateways)('$id', (gateway) => {
  const connections = Object.keys(setups[gateway.id] ?? {}).map((name) => connect(gateway.id, name));
  const asked = async (key: boolean): Promise<readonly (readonly [Connection, Status])[]> =>
    (
      await Promise.all(
        connections.map(async (connection) => {
          const keys = held(connection, key);
          const uses = [{ model: 'openai/gpt-5.5', protocol: 'openai-responses' }] as const;
          const left = await connection.left?.(keys);
          const all = [
            await connection.status?.(keys, [{ id: 'openai', ownKey: false }], uses),
            left && { ...left, together: (parts: readonly unknown[]) => left.together(parts, uses) },
          ];
          return all.flatMap((one) => (one === undefined ? [] : [[connection, one] as const]));
        }),
      )
    ).flat();

  test('asks the hosts that its key is bound to alone, and no model', async () => {
    for (const [connection, status] of await asked(true)) {
      for (const { url } of allOf(status)) {
        const { origin } = new URL(url);
        const home = new URL(connection.account).origin;
        expect([
          home,
          ...(home === 'https://gateway.ai.cloudflare.com' ? ['https://api.cloudflare.com'] : []),
        ]).toContain(origin);
        if (gateway.id !== 'bifrost') expect(url).not.toMatch(paid);
      }
    }
  });

  test('sends its own key, and that in headers of credentials', async () => {
    for (const [connection, status] of await asked(true)) {
      for (const value of allOf(status).flatMap(({ headers }) => Object.values(headers))) {
        expect(secretsIn(value).map((secret) => secret.account)).toEqual([connection.account]);
        expect(['', 'Bearer ']).toContain(
          partsOf(value)
            .filter((part) => !(part instanceof Secret))
            .join(''),
        );
      }
    }
  });

  test('sends no key where there is none', async () => {
    for (const [, { questions }] of await asked(false)) {
      expect(questions.flatMap(({ headers }) => Object.keys(headers))).toEqual([]);
    }
  });

  test('judges whatever comes with findings that can be shown, of topics that have a check', async () => {
    const bodies = [...junk, ...sampleBodies.map(({ body }) => body)];
    const topics = checks.map(({ id }) => id);
    const found = new Map<string, Finding>();
    for (const [, { questions, hints, together, further }] of await asked(true)) {
      for (const status of [200, 204, 400, 401, 403, 404, 429, 500, 503]) {
        for (const body of bodies) {
          const parts = questions.map(({ read }) => read(status, body));
          const told = together([...parts, ...(further?.(parts) ?? []).map(({ read }) => read(status, body))]);
          for (const finding of inWords(told, hints, now)) found.set(JSON.stringify(finding), finding);
        }
      }
    }
    for (const finding of found.values()) {
      expect(topics).toContain(finding.topic);
      expect(finding.detail).toMatch(/^[^\p{Cc}\u{202e}]{1,500}$/u);
      if (finding.status === 'warn' || finding.status === 'fail') expect(finding.hint).toMatch(/^[^\p{Cc}]+$/u);
      if (finding.status === 'fail') expect(Object.keys(exitCodes)).toContain(finding.code);
    }
  });

  test('says nothing bad of answers that did not come', async () => {
    for (const [, { questions, hints, together }] of await asked(true)) {
      const findings = inWords(together(questions.map(() => undefined)), hints, now);
      expect(findings.filter(({ status }) => status === 'fail' || status === 'warn')).toEqual([]);
    }
  });
});
