import { Failure } from '../failure.ts';

/** The hint of those that reach the gateway as any command does. */
export const byRelay = 'A relay leads it there, and it holds no key: jetway relay -- <command>';

/** Agents that no launch of Jetway's points at a gateway, in the order of the help. */
export const unsupported: readonly Unsupported[] = [
  {
    // https://cursor.com/docs/cli/reference/configuration, November 2026; the editor's own setting is in its window.
    names: ['cursor', 'cursor-agent'],
    name: 'Cursor',
    why: 'its CLI takes no gateway, the editor only in its window',
    hint: 'In the editor: Cursor Settings, Models, Override OpenAI Base URL.',
  },
  {
    // https://code.visualstudio.com/docs/agent-customization/language-models, November 2026.
    names: ['vscode', 'code'],
    name: 'Copilot in VS Code',
    why: 'it takes a gateway in the editor alone',
    hint: 'In the editor: Chat: Manage Language Models, Custom Endpoint. In a terminal: jetway copilot',
  },
  {
    // https://docs.cloud.google.com/gemini/enterprise/docs/ai-developer-tools/deploy-enterprise-gateway, November 2026.
    names: ['antigravity', 'agy'],
    name: 'Antigravity',
    why: "it takes a gateway from an administrator's file alone",
    hint: 'An administrator sets it: admin_settings.json of Antigravity Enterprise Gateway.',
  },
  {
    // It asks /api/provider/… and much else of the service that its login is for.
    names: ['amp'],
    name: 'Amp',
    why: "it speaks to Amp's own service alone",
    hint: 'Another agent can use the gateway: jetway launch --help',
  },
  {
    // Driven with 0.86.2 of PyPI: `OPENAI_API_BASE` in a repository's .env beat the environment.
    names: ['aider'],
    name: 'Aider',
    why: "a repository's .env leads it elsewhere",
    hint: byRelay,
  },
  {
    // Driven with 18.2.3 of npm, on Bun 1.3: what it starts has the variable that the key is in, deleted or not.
    names: ['omp', 'oh-my-pi'],
    name: 'Oh My Pi',
    why: 'its tools would have the key',
    hint: byRelay,
  },
  {
    // Driven with hermes-agent 0.19.0 of PyPI: `$TMPDIR/hermes-snap-*.sh` holds its environment while it runs.
    names: ['hermes', 'hermes-agent'],
    name: 'Hermes Agent',
    why: 'it would write the key into a file',
    hint: byRelay,
  },
  {
    // Driven with 1.16.0 of PyPI: `tmux … set-environment` has its environment's values as arguments.
    names: ['openhands'],
    name: 'OpenHands',
    why: 'it would show the key among the processes',
    hint: byRelay,
  },
];

export interface Unsupported {
  /** What users would type. */
  readonly names: readonly string[];
  readonly name: string;
  /** As it reads behind a colon, and beside the name in a line of the help. */
  readonly why: string;
  readonly hint: string;
}

/** The `usage` Failure for the name of one of them. */
export function failureFor(id: string): Failure | undefined {
  const found = unsupported.find(({ names }) => names.includes(id.toLowerCase()));
  if (found === undefined) return undefined;
  return new Failure('usage', `Jetway can't launch ${found.name}: ${found.why}.`, found.hint);
}
