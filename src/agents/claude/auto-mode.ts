import { messages } from '../../protocols/anthropic-messages/features.ts';
import type { JsonObject } from '../agent.ts';
import type { OtherRequest } from '../agent-doctor.ts';
import { bash, beta } from './features.ts';

/**
 * In auto mode Claude Code has the server judge each call of a tool. Where the answer has no verdict it asks a model itself,
 * which is billed, and says that a coming release will ask the user or deny instead (2.1.332). Left out by
 * `CLAUDE_CODE_AUTO_MODE_SERVER=0`: then it judges in that way from the start, and says nothing.
 */
export function autoMode(model: string, path: string): OtherRequest {
  const { version } = messages;
  return {
    id: 'auto-mode',
    name: "safeguards (auto mode's checks)",
    path,
    headers: {
      'content-type': 'application/json',
      'anthropic-version': version,
      ...beta('claude-code-20250219', 'dangerous-tool-use-2026-09-03', 'afk-mode-2026-01-31'),
    },
    body: {
      model,
      max_tokens: budget,
      messages: [{ role: 'user', content: 'Use the Bash tool once to list the files: ls' }],
      tools: [bash],
      tool_choice: { type: 'tool', name: 'Bash' },
      safeguards: [{ type: 'dangerous_tool_use', classifier_context: context }],
      stream: true,
    },
    loss: "auto mode's checks are requests of their own, billed, and a coming release asks at each checked action, or denies it",
    heeded: 'safeguard_results',
    avoid:
      'CLAUDE_CODE_AUTO_MODE_SERVER=0, or have the gateway answer them: https://code.claude.com/docs/en/auto-mode-classifier-billing',
    budget,
  };
}

/** Tokens: one short call. */
const budget = 128;

const folder = '/home/user/project';

/** What a server is told of the session, as of one in an empty folder without rules. */
const context: JsonObject = {
  v: 1,
  permission_mode: 'auto',
  platform: 'linux',
  live_cwd: folder,
  home_dir: '/home/user',
  rule_roots: Object.fromEntries(
    [
      'userSettings',
      'projectSettings',
      'localSettings',
      'flagSettings',
      'policySettings',
      'cliArg',
      'command',
      'session',
      'toolsNarrowing',
      'mcpServerPolicy',
      'hostCredential',
    ].map((root) => [root, folder]),
  ),
  trusted_directories: {
    primary: { path: folder, resolved: [folder] },
    additional: [],
    network: [],
    block_reads_outside_working_directories: false,
  },
  rules: { allow: [], deny: [], ask: [] },
  auto_mode: { allow: [], soft_deny: [], hard_deny: [], environment: [] },
  artifact_consent_holdback: false,
  case_insensitive_paths: false,
  restricted: false,
  is_remote_mode: false,
  classify_all_shell: false,
  user_identity: null,
  git_state: {
    cwd: folder,
    root: null,
    branch: null,
    default_branch: null,
    status: null,
    visibility: { origin: null, push_remote: null, remotes: [], visibility_cache: [] },
    error: 'not_a_repo',
  },
  classifier_facts: { bashPrescreenRetry: 'true' },
  refused_calls: [],
};
