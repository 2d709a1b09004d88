import { unsupported } from '../agents/unsupported.ts';
import {
  gatewayFlags,
  doctorFlags,
  jsonFlags,
  launchFlags,
  listFlags,
  modelFlags,
  sessionFlags,
  type Completes,
  type Flag,
} from '../options/flags.ts';
import {
  doctorOptions,
  launchOptions,
  listOptions,
  resolveOptions,
  storeKind,
  texts,
  type Flags,
} from '../options/read-flags.ts';
import type { System } from '../system/system.ts';

/** What a command is called with. */
export interface Call {
  readonly flags: Flags;
  readonly words: readonly string[];
  readonly json: boolean;
  readonly system: System;
}

/** A command of the command line: how it is written, and what runs. */
export interface Row {
  /** The command and its arguments, as commander writes them. */
  readonly words: string;
  readonly about: string;
  readonly flags: readonly Flag[];
  /** Below the flags in the help, in lines of at most 80 characters; asked for there alone. */
  notes?(): string;
  readonly alias?: string;
  /** What a shell offers for its arguments. Absent: files. */
  readonly completes?: Completes;
  /** For programs: in no help. */
  readonly hidden?: true;
  /** All that follows the first argument is an agent's own. */
  readonly passesOn?: boolean;
  run(call: Call): Promise<number> | number;
}

const agentFlag: Flag = {
  words: '--agent <agent>',
  about: 'over what this agent speaks',
  once: true,
  completes: 'agents',
};
const providerFlag: Flag = {
  words: '--provider <name>',
  about: "a provider's own key: openai, anthropic …",
  once: true,
};

/** Which agents can't be named there, and why. */
function launchNotes(): string {
  const width = Math.max(...unsupported.map(({ name }) => name.length));
  const lines = unsupported.map(({ name, why }) => `  ${name.padEnd(width)}  ${why}`);
  return ["These can't be launched through a gateway:", ...lines].join('\n');
}

const listNotes = `Examples:
  jetway -m "$(jetway list-models --agent codex | fzf)" codex
  jetway list-models --search sonnet --min-context 200k --sort price
  jetway list-models --compare work home

Preferred models stand first: jetway profile prefer <model…>

Exit codes: 0 listed, 2 usage, 4 the key is missing or refused, 5 the gateway
does not answer, can't list, or with --offline no list is kept, 6 it has no
models for this key, or none that matches. With 5 or 6 the profile's preferred
models are still printed.`;

const completionNotes = `Install it:
  bash        echo 'source <(jetway completion bash)' >> ~/.bashrc
  zsh         echo 'source <(jetway completion zsh)' >> ~/.zshrc
  fish        jetway completion fish > ~/.config/fish/completions/jetway.fish
  powershell  jetway completion powershell >> $PROFILE`;

/** In the order of the help. Each is loaded when it runs. */
export const rows: readonly Row[] = [
  {
    words: 'launch <agent> [args...]',
    completes: 'agents',
    about: "launch an agent; arguments of the agent's own stand behind --",
    flags: launchFlags,
    notes: launchNotes,
    run: async (call) => launchOrShow(call.words[0], call.words.slice(1), call),
  },
  {
    words: 'doctor [agent]',
    completes: 'agents',
    about: 'check gateway, key, agents and models; repairs nothing unasked',
    flags: doctorFlags,
    run: async ({ flags, words, json, system }) => {
      const options = { ...doctorOptions(flags), json };
      if (flags['undo'] === true) return (await import('./doctor/fix.ts')).undoFix(json, system);
      return (await import('./doctor.ts')).doctor(words[0], options, system);
    },
  },
  {
    words: 'list-models',
    alias: 'models',
    about: 'list the models that the gateway offers; piped: one id a line',
    flags: listFlags,
    notes: () => listNotes,
    run: async ({ flags, json, system }) => {
      const options = { ...listOptions(flags), json };
      return (await import('./list-models.ts')).listModelsCommand(options, system);
    },
  },
  {
    words: 'ask <message>',
    about: 'send one prompt through the gateway; tells model, time and tokens',
    flags: [...gatewayFlags, ...modelFlags, ...sessionFlags, agentFlag, ...jsonFlags],
    run: async ({ flags, words, json, system }) => {
      const options = { ...launchOptions(flags), ...texts(flags, 'agent'), json };
      return (await import('./ask.ts')).ask(words[0] ?? '', options, system);
    },
  },
  {
    words: 'login',
    about: 'store a key and save the gateway as a profile',
    flags: [
      ...gatewayFlags,
      { words: '--store <store>', about: 'keyring, or file (mode 0600)', once: true, completes: 'stores' },
      providerFlag,
      { words: '--provider-key-stdin', about: 'read that key from standard input', once: true },
      { words: '--no-check', about: 'store it untried', once: true },
    ],
    run: async ({ flags, system }) => {
      const store = storeKind(flags);
      const options = { ...resolveOptions(flags), ...texts(flags, 'provider'), store, check: flags['check'] !== false };
      return (await import('./login.ts')).login(options, system);
    },
  },
  {
    words: 'logout',
    about: "forget the gateway's stored keys",
    flags: [...gatewayFlags, providerFlag],
    run: async ({ flags, system }) =>
      (await import('./logout.ts')).logout({ ...resolveOptions(flags), ...texts(flags, 'provider') }, system),
  },
  {
    words: 'auth',
    about: 'say where each key lives, never what it is',
    flags: jsonFlags,
    run: async ({ json, system }) => (await import('./auth.ts')).auth({ json }, system),
  },
  {
    words: 'profile list',
    about: 'all profiles; * marks the one in use',
    flags: jsonFlags,
    run: async ({ json, system }) => (await import('./profile.ts')).profileList({ json }, system),
  },
  {
    words: 'profile show [name]',
    completes: 'profiles',
    about: 'what is saved in it',
    flags: jsonFlags,
    run: async ({ words, json, system }) => (await import('./profile.ts')).profileShow(words[0], { json }, system),
  },
  {
    words: 'profile use <name>',
    completes: 'profiles',
    about: 'make it the one in use',
    flags: [],
    run: async ({ words, system }) => (await import('./profile.ts')).profileUse(words[0] ?? '', system),
  },
  {
    words: 'profile prefer [models...]',
    completes: 'models',
    about: 'models to list before all others, in this order',
    flags: [
      ...gatewayFlags.filter((flag) => flag.words.startsWith('--profile')),
      { words: '--none', about: 'prefer none', once: true },
    ],
    run: async ({ flags, words, system }) => {
      const options = { ...texts(flags, 'profile'), none: flags['none'] === true };
      return (await import('./profile.ts')).profilePrefer(words, options, system);
    },
  },
  {
    words: 'profile rename <name> <new-name>',
    completes: 'profiles',
    about: 'give it another name',
    flags: [],
    run: async ({ words, system }) =>
      (await import('./profile.ts')).profileRename(words[0] ?? '', words[1] ?? '', system),
  },
  {
    words: 'profile remove <name>',
    completes: 'profiles',
    about: 'forget it; keys stay',
    flags: [],
    run: async ({ words, system }) => (await import('./profile.ts')).profileRemove(words[0] ?? '', system),
  },
  {
    words: 'demo [agent] [args...]',
    completes: 'agents',
    passesOn: true,
    about: 'the whole flow against a built-in gateway: no account, no key',
    flags: launchFlags.filter((flag) => /--(yes|verbose)$/.test(flag.words)),
    run: async ({ flags, words, system }) => {
      const options = { yes: flags['yes'] === true, verbose: flags['verbose'] === true };
      return (await import('./demo.ts')).demo(words[0], words.slice(1), options, system);
    },
  },
  {
    words: 'completion <shell>',
    completes: 'shells',
    about: 'print what completes commands, profiles and models in this shell',
    flags: [],
    notes: () => completionNotes,
    run: async ({ words, system }) => (await import('./completion.ts')).completion(words[0] ?? '', system),
  },
  {
    words: 'complete [words...]',
    about: 'what a shell may offer for the last of these words',
    hidden: true,
    passesOn: true,
    flags: [],
    run: async ({ words, system }) => (await import('./completion/complete.ts')).complete(words, rows, system),
  },
  {
    words: 'token <account>',
    about: 'print a stored key, for agents that fetch it by a command',
    flags: [],
    run: async ({ words, system }) => (await import('./token.ts')).token(words[0] ?? '', system),
  },
];

/** The launch, or with `--dry-run` what it would do. */
export async function launchOrShow(agent: string | undefined, args: readonly string[], call: Call): Promise<number> {
  const options = launchOptions(call.flags);
  if (call.flags['dryRun'] !== true) return (await import('./launch.ts')).launch(agent, args, options, call.system);
  return (await import('./dry-run.ts')).dryRun(agent, args, { ...options, json: call.json }, call.system);
}
