import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startGateway, type Gateway } from '../support/gateway.ts';
import { temporaryHome, type Home } from '../support/home.ts';
import { startIssuer, type Issuer } from '../support/oidc.ts';
import { packed, type Packed } from '../support/packed.ts';

// A real issuer, a real Secret Service, and the program as it is published.
const script = fileURLToPath(new URL('../support/with-secret-service.sh', import.meta.url));
const count = 20;

let programs: Packed;
beforeAll(async () => {
  programs = await packed();
});
afterAll(() => programs[Symbol.asyncDispose]());

describe('jetway login --sso', () => {
  it('signs in once for twenty launches at once, keeps it in the Secret Service alone, and leaves nothing', async () => {
    await using issuer = await startIssuer({ firstTtl: 2, long: true });
    await using gateway = await gatewayOf(issuer);
    await using home = await temporaryHome();
    const flags = `--gateway compatible --base-url ${gateway.url} --set protocols=openai-responses`;
    const lines = await session(home, issuer, [
      `jetway login --sso --device --client-id jetway-test ${flags}`,
      'sleep 2',
      `for i in $(seq ${count}); do jetway --no-check --model openai/gpt-5 codex >"$HOME/out-$i" 2>&1 & done; wait`,
      'cat "$HOME"/out-*',
      'echo items: $(secret-tool search --all service jetway 2>/dev/null | grep -c "^secret = ")',
      'secret-tool search --all service jetway 2>/dev/null | grep "^secret = " | cut -c19-120 | while read -r piece; do',
      '  grep -rlF -- "$piece" "$HOME/.config" "$HOME/.cache" && echo in a file; echo looked',
      'done; cat "$HOME/.config/jetway/config.json"',
      'jetway logout',
      'echo left: $(secret-tool search --all service jetway 2>/dev/null | grep -c "^secret = ")',
    ]);
    const said = lines.join('\n');
    expect(
      lines.filter((line) => line === 'the agent runs'),
      said,
    ).toHaveLength(count);
    expect(issuer.refreshes()).toBe(1);
    expect(issuer.grants.filter(({ outcome }) => outcome !== 'ok' && outcome !== 'authorization_pending')).toEqual([]);
    const [, items = '0'] = /^items: (\d+)$/m.exec(said) ?? [];
    expect(Number(items)).toBeGreaterThan(1);
    expect(lines.filter((line) => line === 'looked')).toHaveLength(Number(items));
    expect(lines).not.toContain('in a file');
    expect(said).toContain('"who": "ann@example.com"');
    expect(said).toContain('and revoked.');
    expect(lines).toContain('left: 0');
  }, 180_000);

  it('is not lost where a launch is ended in the middle of a renewal', async () => {
    await using issuer = await startIssuer({ firstTtl: 2, late: 800 });
    await using gateway = await gatewayOf(issuer);
    await using home = await temporaryHome();
    const flags = `--gateway compatible --base-url ${gateway.url} --set protocols=openai-responses`;
    const granted = join(home.path, 'granted');
    const watching = setInterval(() => {
      if (issuer.refreshes() > 0) writeFileSync(granted, '');
    }, 20);
    // A shell has what runs behind it ignore SIGINT; this one is held back likewise.
    const lines = await session(home, issuer, [
      `jetway login --sso --device --client-id jetway-test ${flags}`,
      'sleep 2',
      'jetway --no-check --model openai/gpt-5 codex & launch=$!',
      `until [ -e ${granted} ]; do sleep 0.02; done; kill -TERM $launch; wait $launch; echo ended: $?`,
      'jetway --no-check --model openai/gpt-5 codex',
    ]);
    clearInterval(watching);
    const said = lines.join('\n');
    expect(lines, said).toContain('ended: 143');
    expect(
      lines.filter((line) => line === 'the agent runs'),
      said,
    ).toHaveLength(1);
    expect(issuer.refreshes()).toBe(1);
  }, 120_000);

  it('is refused where there is no Secret Service, before anybody signs in', async () => {
    await using issuer = await startIssuer();
    await using gateway = await gatewayOf(issuer);
    await using home = await temporaryHome();
    const flags = `--gateway compatible --base-url ${gateway.url} --set protocols=openai-responses`;
    const lines = await session(home, issuer, [`jetway login --sso ${flags} 2>&1; echo code: $?`], 'none');
    expect(lines.join(' ')).toContain('This session has no Secret Service, so no keyring.');
    expect(lines).toContain('code: 4');
    expect(issuer.grants).toEqual([]);
  }, 60_000);
});

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

/** Runs shell lines beside a Secret Service of their own; whoever is asked to sign in does. Gives what they print. */
async function session(
  home: Home,
  issuer: Issuer,
  lines: readonly string[],
  state: 'unlocked' | 'none' = 'unlocked',
): Promise<readonly string[]> {
  const bin = join(home.path, 'own-bin');
  mkdirSync(bin);
  writeFileSync(
    join(bin, 'codex'),
    '#!/bin/sh\n[ "$1" = --version ] && echo "codex-cli 0.171.0" && exit\necho the agent runs\n',
  );
  chmodSync(join(bin, 'codex'), 0o755);
  const env = { ...process.env, PATH: `${bin}:${programs.bin}:${process.env['PATH']}`, JETWAY_API_KEY: '' };
  const child = spawn(script, [state, 'bash', '-c', lines.join('\n')], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let [text, walked] = ['', false];
  const hear = (piece: Buffer): void => {
    text += piece.toString('utf8');
    const [, address, code] = /Open +(\S+)\n +Code +(\S+)\n/.exec(text) ?? [];
    if (walked || address === undefined) return;
    walked = true;
    void issuer.walk(`${address}?user_code=${code}`);
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  await ended(child);
  return text.split('\n');
}

async function ended(child: ChildProcess): Promise<void> {
  await once(child, 'close');
}
