import { expect, test } from 'vitest';
import { startGateway } from '../support/gateway.ts';
import type { Misbehaviour } from '../support/misbehaviour.ts';
import { jetway, type Outcome } from '../support/jetway.ts';

const account = 'a1b2c3d4e5f60718293a4b5c6d7e8f90';
const gatewayId = 'acme-rocket';
const key = 'cf-token-4f1d7c2b9a8e6d5c';
const others: Readonly<Record<string, string>> = {
  OPENAI_API_KEY: 'sk-proj-Zx81hsGT5sQq0aLLmn',
  ANTHROPIC_AUTH_TOKEN: 'plainwordsonly',
  ANTHROPIC_BASE_URL: 'https://llm.acme-corp.internal/anthropic?team=blue',
  MY_SECRET: 'correct-horse-battery',
};

/** A profile for a gateway, and whatever else a user may have, in a home with a telling name. */
async function reportOf(
  how?: Misbehaviour,
  flags: readonly string[] = [],
): Promise<Outcome & { readonly home: string }> {
  await using gateway = await startGateway({
    mount: `/v1/${account}/${gatewayId}`,
    ...(how === undefined ? {} : { misbehave: { '*': how } }),
  });
  await using one = await jetway();
  one.install('claude');
  one.home.write('.claude/settings.json', JSON.stringify({ env: { ANTHROPIC_API_KEY: others['OPENAI_API_KEY'] } }));
  one.home.write('project/.claude/settings.json', JSON.stringify({ apiKeyHelper: 'echo helper' }));
  one.home.write(
    '.config/jetway/config.json',
    JSON.stringify({
      schemaVersion: 1,
      current: 'acme-prod',
      profiles: {
        'acme-prod': {
          gateway: 'cloudflare',
          settings: { 'base-url': gateway.url },
          agent: 'claude',
          models: { claude: 'claude-sonnet-4-5' },
          preferredModels: ['claude-opus-5-5'],
        },
      },
      credentials: {},
    }),
  );
  const outcome = await one.run(['doctor', '--report', ...flags], {
    env: { JETWAY_API_KEY: key, ...others },
    parts: () => ({ userName: () => 'marta.k' }),
  });
  return { ...outcome, home: one.home.path };
}

function expectPrivate({ stdout, home }: { readonly stdout: string; readonly home: string }): void {
  const secrets = [home, account, gatewayId, key, 'acme', 'marta', 'llm.', 'team=blue', ...Object.values(others)];
  for (const secret of secrets) expect(stdout).not.toContain(secret);
}

test('a report tells versions, platform, the profile’s shape and every check, and nobody’s name', async () => {
  const report = await reportOf();
  expect(report.stdout).toMatch(/^Jetway \S+, Node [\d.]+, (?:linux|darwin|win32)\n/);
  expect(report.stdout).toMatch(/^Gateway: cloudflare at http:\/\/127\.0\.0\.1:\d+/m);
  expect(report.stdout).toMatch(/^Profile: last agent claude; models: claude claude-sonnet-4-5; 1 preferred$/m);
  expect(report.stdout).toMatch(/^Checks: \d+ broken, \d+ to look at, \d+ fine, \d+ not made$/m);
  expect(report.stdout).toMatch(/^pass {2}gateway: .*\(\d+ ms\)$/m);
  expect(report.stdout).toMatch(/claude\/model/);
  expectPrivate(report);
});

test.each(['401', '403', '500', 'html', 'echo', 'escape', 'junk', 'reset', 'redirect'] as const)(
  'so does one about a gateway that answers %s',
  async (how) => {
    const report = await reportOf(how, ['--deep']);
    expect(report.code).toBe(8);
    expect(report.stdout).toContain('fail');
    expectPrivate(report);
  },
);

test('and what a server adds of its own is taken out', async () => {
  const message = `No budget for marta.k <marta@acme.example>, key ${others['OPENAI_API_KEY'] ?? ''}, account ${account}`;
  const body = JSON.stringify({ error: { message } });
  const report = await reportOf({ status: 402, headers: { 'content-type': 'application/json' }, body });
  expect(report.stdout).toContain('No budget for <user>');
  expectPrivate(report);
});

test('without a profile and a gateway there is a report too', async () => {
  await using one = await jetway();
  const { stdout, code } = await one.run(['doctor', 'claude', '--report']);
  expect(stdout).toContain('Gateway: none is chosen\nProfile: none\n');
  expect(code).toBe(8);
});
