import { launchFlags } from '../../options/flags.ts';
import { launchOptions, texts } from '../../options/read-flags.ts';
import { inProject } from '../../options/project.ts';
import type { Row } from '../row.ts';

const envNotes = `For <agent> also: generic, or one protocol (openai-chat, anthropic-messages …):
the variables that the vendors' own libraries read.

Examples:
  eval "$(jetway env codex --shell bash)"; codex
  jetway env generic --shell fish | source
  jetway env codex --shell powershell | Out-String | Invoke-Expression; codex
  jetway env claude --shell json --with-key > claude.json

The key is not in it, but what gives it: a command, or the variable that it came
from.`;

const completionNotes = `Install it:
  bash        echo 'source <(jetway completion bash)' >> ~/.bashrc
  zsh         echo 'source <(jetway completion zsh)' >> ~/.zshrc
  fish        jetway completion fish > ~/.config/fish/completions/jetway.fish
  powershell  jetway completion powershell | Add-Content $PROFILE`;

/** For shells and scripts that start things themselves. */
export const shellRows: readonly Row[] = [
  {
    syntax: 'env <agent>',
    completes: 'agents',
    about: 'print what starts an agent or a program through the gateway without Jetway',
    flags: [
      ...launchFlags.filter(
        ({ syntax }) => !/--(dry-run|json|check|no-check|yes|ask|summary|statusline|export)\b/.test(syntax),
      ),
      {
        syntax: '--shell <shell>',
        about: 'bash, zsh, fish, powershell, dotenv, json',
        once: true,
        completes: 'shells',
      },
      { syntax: '--with-key', about: 'print the key itself, which then stands in your shell or file', once: true },
      { syntax: '--unset', about: 'print what takes it back; with the same flags', once: true },
    ],
    notes: () => envNotes,
    run: async ({ flags, words, system }) => {
      const own = { ...texts(flags, 'shell'), withKey: flags['withKey'] === true, unset: flags['unset'] === true };
      const options = await inProject({ ...launchOptions(flags), ...own }, system);
      return (await import('../env.ts')).env(words[0] ?? '', options, system);
    },
  },
  {
    syntax: 'exec <agent> [command...]',
    completes: 'agents',
    passesOn: true,
    about: 'run a command with an agent’s variables, or the usual ones (generic)',
    flags: launchFlags.filter(
      ({ syntax }) => !/--(dry-run|json|check|no-check|yes|ask|summary|statusline|export)\b/.test(syntax),
    ),
    run: async ({ flags, words, system }) => {
      const options = await inProject(launchOptions(flags), system);
      return (await import('../exec.ts')).exec(words[0] ?? '', words.slice(1), options, system);
    },
  },
  {
    syntax: 'relay [command...]',
    passesOn: true,
    about: 'run any command behind a relay: no key in it, budgets, what it used',
    flags: [
      ...launchFlags.filter(
        ({ syntax }) => !/--(dry-run|json|check|no-check|yes|ask|summary|statusline|relay|small-model)\b/.test(syntax),
      ),
      { syntax: '--agent-protocol <protocol>', about: 'the only one that it speaks', once: true },
    ],
    run: async ({ flags, words, system }) => {
      const { relay } = await import('../relay.ts');
      const options = { ...launchOptions(flags), ...texts(flags, 'agentProtocol') };
      return relay(words, await inProject(options, system), system);
    },
  },
  {
    syntax: 'completion <shell>',
    completes: 'shells',
    about: 'print what completes commands, profiles and models in this shell',
    flags: [],
    notes: () => completionNotes,
    run: async ({ words, system }) => (await import('../completion.ts')).completion(words[0] ?? '', system),
  },
  {
    syntax: 'complete [words...]',
    about: 'what a shell may offer for the last of these words',
    hidden: true,
    passesOn: true,
    flags: [],
    run: async ({ words, system }) =>
      (await import('../completion/complete.ts')).complete(
        words,
        await (await import('../index.ts')).allRows(),
        system,
      ),
  },
];
