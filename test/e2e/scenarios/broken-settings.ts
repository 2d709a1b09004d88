import { project, token, user } from './claude.ts';
import { clineBroken } from './cline.ts';
import { cnBroken } from './cn.ts';
import { chosen, config, provider } from './codex.ts';
import { copilotBroken } from './copilot.ts';
import { droidBroken } from './droid.ts';
import { geminiBroken } from './gemini.ts';
import { global, ofUser } from './opencode.ts';
import { piBroken } from './pi.ts';
import { qwenBroken } from './qwen.ts';
import { exported, ran, type Scenario } from './scenario.ts';

/** Something that the doctor tells of, and what a plain start and a launch make of it. */
export interface Broken extends Pick<Scenario, 'agent' | 'what' | 'env' | 'files'> {
  readonly check: 'wins' | 'repository';
  readonly status: 'warn' | 'fail';
  readonly says: string;
  readonly plain: 'starts' | 'stops';
  readonly launched:
    | 'starts'
    | 'stops'
    | 'under another model'
    | 'with calls to the vendor'
    | 'with foreign headers'
    | 'with foreign code';
  /** Gateway c is asked in a plain start. */
  readonly takesAway?: boolean;
  /** Of the launch. */
  readonly model?: string;
}

const quiet = { CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1' };

export const broken: readonly Broken[] = [
  {
    agent: 'claude',
    what: 'other ids in place of models',
    env: token,
    files: () => ({ [user]: { modelOverrides: { 'claude-opus-4-8': 'broken' } } }),
    check: 'wins',
    status: 'warn',
    says: '~/.claude/settings.json:2 modelOverrides puts other ids in place of claude-opus-4-8',
    plain: 'starts',
    launched: 'starts',
    model: 'claude-opus-4-8',
  },
  {
    agent: 'claude',
    what: "a repository's list of admitted models",
    env: token,
    files: () => ({ [project]: { availableModels: ['broken'] } }),
    check: 'wins',
    status: 'warn',
    says: '~/project/.claude/settings.json:2 availableModels admits broken alone',
    plain: 'starts',
    launched: 'starts',
  },
  {
    agent: 'claude',
    what: 'an emptied switch',
    env: token,
    files: () => ({ [user]: { env: { CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '' } } }),
    check: 'wins',
    status: 'warn',
    says: '~/.claude/settings.json:3 env.CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC is empty: calls to the vendor at the start',
    plain: 'starts',
    launched: 'starts',
  },
  {
    agent: 'claude',
    what: "a repository's proxy",
    env: (at) => ({ ...token(at), ...quiet, NO_PROXY: '', no_proxy: '' }),
    files: ({ c }) => ({ [project]: { env: { https_proxy: c } } }),
    check: 'repository',
    status: 'fail',
    says: 'env.https_proxy takes the session to a proxy for all requests',
    plain: 'starts',
    launched: 'starts',
    takesAway: true,
  },
  {
    agent: 'codex',
    what: 'an old profile',
    env: () => ({ OWN_KEY: exported }),
    files: ({ a }) => ({ [config]: `profile = "x"\n${chosen(a, 'env_key = "OWN_KEY"')}` }),
    check: 'wins',
    status: 'fail',
    says: '~/.codex/config.toml:1 profile is no longer supported',
    plain: 'stops',
    launched: 'stops',
  },
  {
    agent: 'codex',
    what: 'a protocol that is gone, in a provider that is not chosen',
    env: () => ({ OWN_KEY: exported }),
    files: ({ a, b }) => ({
      [config]: chosen(a, 'env_key = "OWN_KEY"') + provider('old', b, '').replace('"responses"', '"chat"'),
    }),
    check: 'wins',
    status: 'fail',
    says: '~/.codex/config.toml:13 model_providers.old.wire_api is no longer supported',
    plain: 'stops',
    launched: 'stops',
  },
  {
    agent: 'codex',
    what: 'a catalogue that is gone',
    env: () => ({ OWN_KEY: exported }),
    files: ({ a }) => ({ [config]: `model_catalog_json = "/gone.json"\n${chosen(a, 'env_key = "OWN_KEY"')}` }),
    check: 'wins',
    status: 'warn',
    says: '~/.codex/config.toml:1 model_catalog_json names a file that is not there',
    plain: 'stops',
    launched: 'starts',
  },
  {
    agent: 'codex',
    what: "a table of Jetway's name",
    env: () => ({ OWN_KEY: exported }),
    files: ({ a, b }) => ({
      [config]: chosen(a, 'env_key = "OWN_KEY"') + provider('jetway', b, 'http_headers = { "x-broken" = "1" }'),
    }),
    check: 'wins',
    status: 'fail',
    says: "~/.codex/config.toml:10 model_providers.jetway has the name of Jetway's own provider",
    plain: 'starts',
    launched: 'stops',
  },
  {
    agent: 'codex',
    what: 'half of a workload identity',
    env: () => ({ OWN_KEY: exported, OPENAI_SPIFFE_ID: 'spiffe://someone', OPENAI_IDENTITY_TOKEN_SOURCE: 'file' }),
    files: ({ a }) => ({ [config]: chosen(a, 'env_key = "OWN_KEY"') }),
    check: 'wins',
    status: 'warn',
    says: 'OPENAI_IDENTITY_TOKEN_SOURCE has Codex log in by a workload identity',
    plain: 'stops',
    launched: 'starts',
  },
  {
    agent: 'codex',
    what: 'a variable that is not set',
    files: ({ a }) => ({ [config]: chosen(a, 'env_key = "OWN_KEY"') }),
    check: 'wins',
    status: 'warn',
    says: '~/.codex/config.toml:9 model_providers.own.env_key names OWN_KEY, which is not set',
    plain: 'stops',
    launched: 'starts',
  },
  {
    agent: 'opencode',
    what: "a repository's plugin",
    files: (at) => ({
      ...ofUser(at),
      'project/.opencode/plugin/theirs.js':
        `import { writeFileSync } from 'node:fs';\n` +
        `export const theirs = async () => {\n` +
        `  writeFileSync('${at.home}/mark-' + process.pid, '${ran}');\n  return {};\n};\n`,
    }),
    check: 'repository',
    status: 'fail',
    says: 'plugin/theirs.js plugin has a program run',
    plain: 'starts',
    launched: 'with foreign code',
  },
  {
    agent: 'opencode',
    what: 'a gateway of Cloudflare without a token',
    env: () => ({ CLOUDFLARE_ACCOUNT_ID: 'account', CLOUDFLARE_GATEWAY_ID: 'gateway' }),
    files: ofUser,
    check: 'wins',
    status: 'warn',
    says: 'CLOUDFLARE_GATEWAY_ID is set without CLOUDFLARE_API_TOKEN',
    plain: 'stops',
    launched: 'starts',
  },
  {
    agent: 'opencode',
    what: 'a file that is no JSON',
    files: () => ({ [global]: '{ "model": }' }),
    check: 'wins',
    status: 'fail',
    says: '~/.config/opencode/opencode.json (the whole file) is no JSON: OpenCode does not start',
    plain: 'stops',
    launched: 'stops',
  },
  {
    agent: 'kilo',
    what: 'a file of the user that is no JSON',
    files: () => ({ '.config/kilo/kilo.json': '{ "model": }' }),
    check: 'wins',
    status: 'fail',
    says: '~/.config/kilo/kilo.json (the whole file) is no JSON: Kilo does not start',
    plain: 'stops',
    launched: 'stops',
  },
  ...clineBroken.map((scenario): Broken => ({ ...scenario, agent: 'cline' })),
  ...cnBroken.map((scenario): Broken => ({ ...scenario, agent: 'cn' })),
  ...copilotBroken.map((scenario): Broken => ({ ...scenario, agent: 'copilot' })),
  ...droidBroken.map((scenario): Broken => ({ ...scenario, agent: 'droid' })),
  ...piBroken.map((scenario): Broken => ({ ...scenario, agent: 'pi' })),
  ...qwenBroken.map((scenario): Broken => ({ ...scenario, agent: 'qwen' })),
  ...geminiBroken.map((scenario): Broken => ({ ...scenario, agent: 'gemini' })),
];
