import { createHash } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { canBox, startFleet } from '../support/fleet.ts';
import { startGateway, type Gateway } from '../support/gateway.ts';
import { startIssuer, type Issuer } from '../support/oidc.ts';
import { startPublisher } from '../support/publisher.ts';

const users = [0, 1, 2, 3, 4];
const each = 4;

/** Asks once; with a word, once more as soon as the administrator has taken the sign-ins back. */
const app = `
  const { existsSync, writeFileSync } = require('node:fs');
  const ask = async () => {
    const response = await fetch(process.env.OPENAI_BASE_URL + '/responses', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer ' + process.env.OPENAI_API_KEY },
      body: JSON.stringify({ model: 'openai/gpt-5', input: 'hello ' + process.pid }),
    });
    console.log('asked: ' + response.status + ' ' + (response.status === 200 ? '' : await response.text()));
  };
  (async () => {
    await ask();
    if (process.argv[2] === undefined) return;
    writeFileSync(process.env.HOME + '/asked', '');
    while (!existsSync(process.env.HOME + '/revoked')) await new Promise((resolve) => setTimeout(resolve, 50));
    await ask();
  })();
`;

describe.skipIf(!canBox())('a fleet that signs in at an OpenID provider', () => {
  it('signs in once a user, renews once for launches at once, and ends with a sentence where that is revoked', async () => {
    await using issuer = await startIssuer({ firstTtl: 2 });
    await using gateway = await gatewayOf(issuer);
    const document = {
      schemaVersion: 1,
      profiles: {
        team: { gateway: 'compatible', settings: { 'base-url': gateway.url, protocols: 'openai-responses' } },
      },
      policy: { models: ['openai/*'] },
    };
    const sha256 = createHash('sha256').update(JSON.stringify(document)).digest('hex');
    await using published = await startPublisher(document);
    using fleet = startFleet(users.length);
    fleet.policy({ gateways: [gateway.origin], forbiddenFlags: ['--key-command'] });
    fleet.program('app', app);
    fleet.program('codex', 'console.log("codex-cli 0.171.0")');
    const session = 'jetway --profile team relay -m openai/gpt-5 -- app';
    const lines = [
      `jetway profile add ${published.url} --yes --sha256 ${sha256} || exit`,
      'jetway login --profile team --sso --device --client-id jetway-test || exit',
      'sleep 2',
      `for i in $(seq ${each}); do ${session} >"$HOME/out-$i" 2>&1 & done; wait`,
      'cat "$HOME"/out-*; echo at once: done',
      `${session} again`,
      'jetway --profile team -m openai/gpt-5 codex; echo code: $?',
      'jetway --profile team doctor --only policy',
    ];
    const running = users.map(async (user) => {
      let walked = false;
      return fleet.shell(user, lines, (text) => {
        const [, address, code] = /Open +(\S+)\n +Code +(\S+)\n/.exec(text) ?? [];
        if (walked || address === undefined) return;
        walked = true;
        void issuer.walk(`${address}?user_code=${code}`);
      });
    });
    const over = Promise.all(running);
    const state = { ended: false };
    const allAsked = async (): Promise<void> => {
      if (state.ended || fleet.homes.every((home) => existsSync(join(home, 'asked')))) return undefined;
      await new Promise((resolve) => setTimeout(resolve, 100).unref());
      return allAsked();
    };
    // Whoever ends before has told why.
    await Promise.race([allAsked(), over.finally(() => (state.ended = true))]);
    const renewed = issuer.refreshes();
    const counted = gateway.to('/responses').length;
    await issuer.revokeAll();
    for (const home of fleet.homes) writeFileSync(join(home, 'revoked'), '');
    for (const { stdout, stderr } of await over) {
      const [before = '', after = ''] = stdout.split('at once: done');
      expect(before.match(/^asked: 200/gm), stdout + stderr).toHaveLength(each);
      const [first = '', second = ''] = after.split('\n').filter((line) => line.startsWith('asked: '));
      expect(first).toMatch(/^asked: 200/);
      expect(second).toMatch(/^asked: 401/);
      expect(second).toContain(`The sign-in at ${issuer.origin} has ended`);
      expect(second).toContain('Sign in again: jetway login --sso');
      expect(stdout).toContain('code: 4');
      expect(stdout.replaceAll(/\s+/g, ' ')).toContain(`/etc/jetway/policy.json: gateways ${gateway.origin}`);
    }
    expect(renewed).toBe(users.length);
    expect(counted).toBe(users.length * (each + 1));
    const signedIn = issuer.grants.filter(({ grant, outcome }) => grant.endsWith('device_code') && outcome === 'ok');
    expect(signedIn).toHaveLength(users.length);
  }, 180_000);
});

/** A gateway that takes the issuer's tokens alone, and says whom it trusts. */
async function gatewayOf(issuer: Issuer): Promise<Gateway> {
  return startGateway({
    models: ['openai/gpt-5'],
    answers: ({ path, headers }) => {
      const isAbout = path === '/.well-known/oauth-protected-resource';
      const token = /^Bearer (.*)$/.exec(headers['authorization'] ?? '')?.[1] ?? '';
      if (!isAbout && issuer.accepts(token)) return undefined;
      const about = { resource: `http://${headers['host']}`, authorization_servers: [issuer.origin] };
      const refusal = { error: { message: 'No.', type: 'invalid_request_error', code: 'bad_token' } };
      return {
        status: isAbout ? 200 : 401,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(isAbout ? about : refusal),
      };
    },
  });
}
