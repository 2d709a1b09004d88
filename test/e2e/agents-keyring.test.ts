import { chmodSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startGateway } from '../support/gateway.ts';
import type { Home } from '../support/home.ts';
import { packed, type Packed } from '../support/packed.ts';
import { processesOf } from '../support/processes.ts';
import { runIn, startIn, type Running } from '../support/run-in.ts';
import { codex as agent } from './cases/codex.ts';
import { answer, bearer, caseOf, credentialsOf, mount, requestOf, token } from './launching.ts';

// From `login` to the agent, with the key in a real Secret Service; the script says which Debian packages it needs.
const codex = caseOf(agent);
const script = fileURLToPath(new URL('../support/with-secret-service.sh', import.meta.url));

let programs: Packed;
beforeAll(async () => {
  programs = await packed();
});
afterAll(() => programs[Symbol.asyncDispose]());

describe('a key that login keeps in the keyring', () => {
  const dryRun = 'jetway --profile work --model gpt-5.5 launch codex --dry-run --json';

  it('is kept with a warning where the gateway is out of reach, and is in no dry run', async () => {
    await using home = await programs.home();
    const ids = '--account-id 0123456789abcdef0123456789abcdef --gateway-id my-gw';
    const login = `jetway login --profile work --gateway cloudflare ${ids} --key-stdin`;
    const { stdout, stderr, code } = await inside(home, [login, dryRun], token).end;
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('is kept in Secret Service');
    expect(stderr).toContain('The proxy did not open a way to https://gateway.ai.cloudflare.com');
    expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1, profile: 'work', model: 'gpt-5.5' });
    expect(stdout + stderr).not.toContain(token);
    expect(home.filesContaining(token)).toEqual([]);
  });

  it('is tried where the gateway answers; neither login nor the dry run asks another host', async () => {
    await using gateway = await startGateway({ mount, demand: bearer });
    await using home = await programs.home();
    const others = programs.asked.length;
    const { stdout, stderr, code } = await inside(home, [loginAt(gateway.url), dryRun], token).end;
    expect(code, stderr).toBe(0);
    const report = JSON.parse(stdout) as { readonly checks: readonly { readonly status: string }[] };
    expect(report.checks.filter(({ status }) => status === 'fail')).toEqual([]);
    expect(gateway.requests.map(credentialsOf)).toContainEqual(bearer);
    expect(programs.asked.length).toBe(others);
    expect(stdout + stderr).not.toContain(token);
  });

  it('is not kept where the gateway refuses it', async () => {
    await using gateway = await startGateway({ mount, demand: bearer });
    await using home = await programs.home();
    const commands = [`${loginAt(gateway.url)} || echo "code $?"`, 'jetway auth --json'];
    const { stdout, stderr } = await inside(home, commands, 'cf-wrong').end;
    const [first, ...rest] = stdout.split('\n');
    expect(first, stderr).toBe('code 4');
    expect(JSON.parse(rest.join('\n'))).toEqual({ schemaVersion: 1, keys: [] });
    expect(stderr).not.toContain('is kept in');
    expect(home.filesContaining('"work"')).toEqual([]);
  });

  it('reaches Codex, which asks for it by a command', async () => {
    await using gateway = await startGateway({ mount, demand: bearer });
    await using home = await programs.home();
    const launch = `jetway --profile work --model gpt-5.5 codex exec 'say hello'`;
    const { stdout, stderr, code } = await inside(home, [loginAt(gateway.url), launch], token).end;
    expect(code, stderr).toBe(0);
    expect(stdout).toContain(answer);
    expect(credentialsOf(requestOf(codex, gateway))).toEqual(bearer);
    expect(home.filesContaining(token)).toEqual([]);
  });

  it('reaches Codex where the keyring is locked meanwhile: the launch hands it over', async () => {
    await using gateway = await startGateway({ mount, demand: bearer });
    await using home = await programs.home();
    const wrapper = home.write(
      'bin/codex',
      `#!/bin/sh\n[ "$1" = -c ] && lock-keyring\nexec '${programs.agents}/codex' "$@"\n`,
    );
    chmodSync(wrapper, 0o755);
    const launch = `PATH=${dirname(wrapper)}:$PATH jetway --profile work --model gpt-5.5 codex exec 'say hello'`;
    const locked = `jetway token $(jetway auth --json | sed -n 's/.*"account": "\\(.*\\)".*/\\1/p') || echo "code $?"`;
    const { stdout, stderr, code } = await inside(home, [loginAt(gateway.url), launch, locked], token).end;
    expect(code, stderr).toBe(0);
    expect(stdout).toContain(answer);
    expect(stdout).toContain('code 4');
    const bare = gateway.to(codex.path).filter(({ headers }) => headers['authorization'] === undefined);
    expect(bare).toEqual([]);
    expect(home.filesContaining(token)).toEqual([]);
  });

  it('is in no environment and no argument list while Codex runs', async () => {
    await using gateway = await startGateway({ mount, demand: bearer, misbehave: { [codex.path]: 'slow' } });
    await using home = await programs.home();
    const launch = `exec jetway --profile work --model gpt-5.5 codex exec 'say hello'`;
    const { end } = inside(home, [loginAt(gateway.url), launch], token);
    await vi.waitFor(() => expect(gateway.to(codex.path)).not.toEqual([]), { timeout: 30_000, interval: 50 });

    const processes = processesOf(home.path);
    expect(processes.filter(({ argv }) => argv[0]?.endsWith('/codex')).length).toBeGreaterThan(0);
    expect(processes.filter((one) => JSON.stringify(one).includes(token))).toEqual([]);

    const [jetway] = processes.filter(({ argv }) => argv.some((word) => word.endsWith('/jetway')));
    process.kill(jetway?.pid ?? 0, 'SIGTERM');
    expect((await end).code).toBe(128 + 15);
  });
});

describe('npx with the tarball, in an empty home', () => {
  it.each([
    { words: ['--version'], shown: /^\d+\.\d+\.\d+\n$/ },
    { words: ['demo', 'codex', 'exec', 'say hello'], shown: answer },
  ])('runs $words', async ({ words, shown }) => {
    await using home = await programs.home();
    // The keyring is optional, and these need none. A bare absolute path would npx run as a program (npm 11.19).
    const env = { npm_config_offline: 'true', PATH: home.env['PATH']?.replace(`${programs.bin}:`, '') ?? '' };
    const { stdout, stderr, code } = await runIn(home, ['npx', '-y', `file:${programs.tarball}`, ...words], { env });
    expect(code, stderr).toBe(0);
    if (typeof shown === 'string') expect(stdout).toContain(shown);
    else expect(stdout).toMatch(shown);
  });
});

function loginAt(url: string): string {
  return `jetway login --profile work --gateway cloudflare --base-url ${url} --key-stdin`;
}

/** Commands of a shell beside a Secret Service that is open, but in this home; the first to fail ends them. */
function inside(home: Home, commands: readonly string[], stdin: string): Running {
  // Its PATH has the script's own programs in front.
  const { PATH: _path, ...others } = home.env;
  const variables = Object.entries(others).map(([name, value]) => `${name}=${value}`);
  return startIn(home, [script, 'unlocked', 'env', ...variables, 'bash', '-ec', commands.join('\n')], { stdin });
}
