import { byResponses } from '../launching.ts';
import { enter, inRhyme, stale, submit, type AgentCase } from './case.ts';

const own = '.codex/config.toml';

export const codex: AgentCase = {
  agent: 'codex',
  words: ['codex', 'exec', 'say hello'],
  plain: ['codex', 'exec', '--skip-git-repo-check', 'say hello'],
  models: [byResponses],
  own: {
    [own]: '# mine\nmodel_reasoning_effort = "low"\n\n[history]\npersistence="none"   # so\n',
    '.codex/AGENTS.md': inRhyme,
  },
  leftovers: ({ elsewhere }) => [
    { what: 'OPENAI_API_KEY', env: { OPENAI_API_KEY: stale, OPENAI_BASE_URL: elsewhere, CODEX_API_KEY: stale } },
    {
      what: 'workload identity',
      env: { OPENAI_FEDERATION_RULE_ID: stale, OPENAI_IDENTITY_TOKEN_FILE: '/dev/null', OPENAI_SPIFFE_ID: stale },
    },
    {
      what: 'environment for its tools on another server',
      env: { CODEX_EXEC_SERVER_NOISE_REGISTRY_URL: elsewhere, CODEX_EXEC_SERVER_NOISE_AUTH_TOKEN: stale },
    },
    { what: 'auth.json', files: { '.codex/auth.json': { auth_mode: 'apikey', OPENAI_API_KEY: stale } } },
    {
      what: 'config.toml with another provider',
      files: {
        [own]:
          `model = "other"\nmodel_provider = "other"\n[model_providers.other]\nname = "Other"\n` +
          `base_url = "${elsewhere}"\nexperimental_bearer_token = "${stale}"\n`,
      },
    },
  ],
  resume: { words: ['codex', 'exec', 'resume', '--last', 'say more'], says: 'say more' },
  subcommands: [{ words: ['codex', 'mcp', 'add', 'boats', '--', 'echo'], shows: 'boats', file: own }],
  signal: { code: 143 },
  through: [{ gateway: 'bifrost', model: 'openai/gpt-5', path: '/openai/v1/responses', tells: 'x-bf-dim-agent' }],
  terminal: {
    firstRun: true,
    questions: [enter(/Trust this folder/i)],
    ready: /› Ask Codex/,
    quit: submit('/quit'),
  },
};
