import { gatewayFlags, jsonFlags, modelFlags, type Flag } from '../../options/flags.ts';
import { launchOptions, resolveOptions, texts } from '../../options/read-flags.ts';
import { inProject } from '../../options/project.ts';
import type { Row } from '../row.ts';

const yesFlag: Flag = { syntax: '-y, --yes', about: 'agree to what it changes', once: true };
const dryFlag: Flag = { syntax: '--dry-run', about: 'show what would change, and change nothing', once: true };

const configureNotes = `Writes into the agent's own configuration: endpoint, model, and the command that
gives the key (jetway token …), never the key. For claude, codex, opencode,
kilo and pi. A launch by Jetway needs none of it.

Example:
  jetway configure codex --profile work --model openai/gpt-5 --yes`;

const shimNotes = `For editors and orchestrators that start agents by name. The profile named here,
else the one in use, is read anew at each start.

Example:
  jetway shim codex --dir ~/.local/share/shims --profile work`;

/** For agents that are started by something else than Jetway. */
export const configureRows: readonly Row[] = [
  {
    syntax: 'configure <agent>',
    completes: 'agents',
    about: 'have an agent go through the gateway when it is started plainly',
    flags: [
      ...gatewayFlags,
      ...modelFlags,
      { syntax: '--scope <scope>', about: 'user, or project: this folder alone (Claude Code)', once: true },
      { syntax: '--replace', about: 'put it in the place of another profile', once: true },
      { syntax: '--no-check', about: 'do not ask the gateway whether it takes the key', once: true },
      dryFlag,
      ...jsonFlags,
      yesFlag,
    ],
    notes: () => configureNotes,
    run: async ({ flags, words, json, system }) => {
      const own = { dryRun: flags['dryRun'] === true, replace: flags['replace'] === true, json };
      const options = { ...launchOptions(flags), ...texts(flags, 'scope'), ...own };
      return (await import('../configure.ts')).configure(words[0] ?? '', await inProject(options, system), system);
    },
  },
  {
    syntax: 'unconfigure [agent]',
    completes: 'agents',
    about: 'take that back, key by key',
    flags: [dryFlag, ...jsonFlags, yesFlag],
    run: async ({ flags, words, json, system }) => {
      const options = { yes: flags['yes'] === true, dryRun: flags['dryRun'] === true, json };
      return (await import('../unconfigure.ts')).unconfigure(words[0], options, system);
    },
  },
  {
    syntax: 'shim <agent>',
    completes: 'agents',
    about: 'make a program called like the agent that starts it through Jetway',
    flags: [
      { syntax: '--dir <folder>', about: 'where it is to lie', once: true },
      { syntax: '--remove', about: 'take it away again; without --dir all of this agent', once: true },
      ...gatewayFlags.filter(({ syntax }) => syntax !== '--key-stdin'),
      ...modelFlags,
      { ...dryFlag, about: 'print it, and write nothing' },
      ...jsonFlags,
    ],
    notes: () => shimNotes,
    run: async ({ flags, words, json, system }) => {
      const own = { dryRun: flags['dryRun'] === true, remove: flags['remove'] === true, json };
      const options = { ...resolveOptions(flags), ...texts(flags, 'dir'), ...own };
      return (await import('../shim.ts')).shim(words[0] ?? '', options, system);
    },
  },
  {
    syntax: 'status',
    about: 'which agents are configured or have a shim, by which profile, and what has been changed since',
    flags: jsonFlags,
    run: async ({ json, system }) => (await import('../status.ts')).status(json, system),
  },
  {
    syntax: 'uninstall',
    about: 'list and remove all that Jetway keeps here, each part after consent',
    flags: [{ syntax: '--keep-keys', about: 'leave stored keys where they are', once: true }, yesFlag],
    run: async ({ flags, system }) => {
      const options = { keepKeys: flags['keepKeys'] === true, yes: flags['yes'] === true };
      return (await import('../uninstall.ts')).uninstall(options, system);
    },
  },
];
