import { byRelay, unsupported } from '../../agents/unsupported.ts';
import { doctorFlags, doctorOptions } from '../../options/doctor-flags.ts';
import { gatewayFlags, jsonFlags, launchFlags, modelFlags, sessionFlags, type Flag } from '../../options/flags.ts';
import { listFlags, listOptions } from '../../options/list-flags.ts';
import { launchOptions, lists, texts } from '../../options/read-flags.ts';
import { launchOrShow } from '../launch-or-show.ts';
import { inProject } from '../../options/project.ts';
import type { Row } from '../row.ts';

const agentFlag: Flag = {
  syntax: '--agent <agent>',
  about: 'over what this agent speaks',
  once: true,
  completes: 'agents',
};

/** Which agents can't be named there, and why. */
function launchNotes(): string {
  const width = Math.max(...unsupported.map(({ name }) => name.length));
  const listed = (isRelayed: boolean): readonly string[] =>
    unsupported
      .filter(({ hint }) => (hint === byRelay) === isRelayed)
      .map(({ name, why }) => `  ${name.padEnd(width)}  ${why}`);
  const [refused, relayed] = [
    "These can't be launched through a gateway:",
    'These can, behind jetway relay, without a key:',
  ];
  return [refused, ...listed(false), '', relayed, ...listed(true)].join('\n');
}

const askNotes = `What is piped in goes along, behind the words:
  git diff | jetway ask "review this"
  jetway ask --file notes.md --system "Answer in one line." summarize`;

const listNotes = `Examples:
  jetway -m "$(jetway list-models --agent codex | fzf)" codex
  jetway list-models --search sonnet --min-context 200k --sort price
  jetway list-models --compare work home

Preferred models stand first: jetway profile prefer <model…>

Exit codes: 0 listed, 2 usage, 4 the key is missing or refused, 5 the gateway
does not answer, can't list, or with --offline no list is kept, 6 it has no
models for this key, or none that matches. With 5 or 6 the profile's preferred
models are still printed.`;

const doctorNotes = `Without --deep and --capabilities all that it asks is free, and asked with the
key of sessions. For what a team's gateway should have (practice), Cloudflare
wants a token with the permission "AI Gateway: Read", Bifrost its
administrator's login, LiteLLM the master key, OpenRouter a management key:
jetway login --management. Without it that part is left out.`;

/** An agent, and what is asked of a gateway. */
export const launchRows: readonly Row[] = [
  {
    syntax: 'launch <agent> [args...]',
    completes: 'agents',
    about: "launch an agent; arguments of the agent's own stand behind --",
    flags: launchFlags,
    notes: launchNotes,
    run: async (call) => launchOrShow(call.words[0], call.words.slice(1), call),
  },
  {
    syntax: 'doctor [agent]',
    completes: 'subjects',
    about: 'check gateway, key, agents and models; repairs nothing unasked; gateway: it alone',
    flags: doctorFlags,
    notes: () => doctorNotes,
    run: async ({ flags, words, json, system }) => {
      const options = { ...doctorOptions(flags), json };
      if (flags['undo'] === true) return (await import('../doctor/fix.ts')).undoFix(json, system);
      return (await import('../doctor.ts')).doctor(words[0], await inProject(options, system), system);
    },
  },
  {
    syntax: 'list-models',
    alias: 'models',
    about: 'list the models that the gateway offers; piped: one id a line',
    flags: listFlags,
    notes: () => listNotes,
    run: async ({ flags, json, system }) => {
      const options = { ...listOptions(flags), json };
      return (await import('../list-models.ts')).listModelsCommand(await inProject(options, system), system);
    },
  },
  {
    syntax: 'ask [message...]',
    about: 'send one prompt through the gateway; tells model, time and tokens',
    flags: [
      ...gatewayFlags,
      ...modelFlags,
      ...sessionFlags,
      agentFlag,
      { syntax: '--system <text>', about: 'how the model is to behave', once: true },
      { syntax: '--file <path>', about: 'a file whose text goes along', repeated: true, once: true },
      ...jsonFlags,
    ],
    notes: () => askNotes,
    run: async ({ flags, words, json, system }) => {
      const options = {
        ...launchOptions(flags),
        ...texts(flags, 'agent', 'system'),
        files: lists(flags['file']),
        json,
      };
      return (await import('../ask.ts')).ask(words, await inProject(options, system), system);
    },
  },
  {
    syntax: 'demo [agent] [args...]',
    completes: 'agents',
    passesOn: true,
    about: 'the whole flow against a built-in gateway: no account, no key',
    flags: launchFlags.filter((flag) => /--(yes|verbose)$/.test(flag.syntax)),
    run: async ({ flags, words, system }) => {
      const options = { yes: flags['yes'] === true, verbose: flags['verbose'] === true };
      return (await import('../demo.ts')).demo(words[0], words.slice(1), options, system);
    },
  },
];
