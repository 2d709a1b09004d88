import { launcherIds } from '../../import/index.ts';
import { gatewayFlags, jsonFlags, launchFlags, type Flag } from '../../options/flags.ts';
import { launchOptions, lists, resolveOptions, storeKind, texts, type Flags } from '../../options/read-flags.ts';
import { inProject } from '../../options/project.ts';
import type { AddOptions } from '../profile/names-here.ts';
import type { Row } from '../row.ts';

const setNotes = `Fields: the settings of its gateway (base-url, account-id …), model.<agent>,
small-model.<agent>, agent, relay, budget, budget-day, allow-models, fallback,
key-command, key-ttl, key-variable, roles.plan, roles.subagent, roles.long,
roles.cheap.

Examples:
  jetway profile set model.codex openai/gpt-5
  jetway profile set budget-day 20usd --profile work
  jetway profile set roles.plan anthropic/claude-opus-4-8
  jetway profile set roles.long 200000 google/gemini-2.5-pro
  jetway profile set relay --unset`;

const agreementFlags: readonly Flag[] = [
  { syntax: '--as <there=here>', about: 'take a profile under another name', repeated: true, once: true },
  { syntax: '-y, --yes', about: 'agree to the document that --sha256 names', once: true },
  { syntax: '--sha256 <hex>', about: 'of the document that is looked for, and of no other', once: true },
  ...jsonFlags,
];

function agreementOf(flags: Flags): Omit<AddOptions, 'json'> {
  return { ...texts(flags, 'sha256'), yes: flags['yes'] === true, as: lists(flags['as']) };
}

const importNotes = (): string => `Launchers: ${launcherIds.join(', ')}

Reads that launcher's configuration and makes profiles of it, once they were
shown; without a launcher it lists whose are here. Its files stay as they are.
A key that stands in them is copied only where you agree to that, or by
--with-keys; one that a variable or a command has is used by its name.

Examples:
  jetway import
  jetway import ccs --dry-run
  jetway import claude-code-router openrouter --yes --with-keys
  jetway import litellm --file ./config.yaml`;

/** Saved choices. */
export const profileRows: readonly Row[] = [
  {
    syntax: 'model [search]',
    completes: 'models',
    about: 'change the model that the profile has for an agent',
    flags: [
      ...gatewayFlags,
      {
        syntax: '--agent <agent>',
        about: 'whose model; else that of the agent used last',
        once: true,
        completes: 'agents',
      },
      { syntax: '--small', about: 'the model for cheap work in its place', once: true },
    ],
    run: async ({ flags, words, system }) => {
      const options = { ...resolveOptions(flags), ...texts(flags, 'agent'), small: flags['small'] === true };
      return (await import('../model.ts')).model(words[0], await inProject(options, system), system);
    },
  },
  {
    syntax: 'profile list',
    about: 'all profiles; * marks the one in use',
    flags: jsonFlags,
    run: async ({ json, system }) => (await import('../profile.ts')).profileList({ json }, system),
  },
  {
    syntax: 'profile show [name]',
    completes: 'profiles',
    about: 'what is saved in it',
    flags: jsonFlags,
    run: async ({ words, json, system }) => (await import('../profile.ts')).profileShow(words[0], { json }, system),
  },
  {
    syntax: 'profile create <name>',
    about: 'make one, without its key; questions ask what no flag says',
    flags: gatewayFlags.filter(({ syntax }) => !/--(profile|key-stdin|verbose)\b/.test(syntax)),
    run: async ({ flags, words, system }) => {
      const { profileCreate } = await import('../profile/change.ts');
      return profileCreate(words[0] ?? '', resolveOptions(flags), system);
    },
  },
  {
    syntax: 'profile edit [name]',
    completes: 'profiles',
    about: 'answer its questions again, or change what the flags say',
    flags: gatewayFlags.filter(({ syntax }) => !/--(profile|key-stdin|verbose)\b/.test(syntax)),
    run: async ({ flags, words, system }) => {
      const { profileEdit } = await import('../profile/change.ts');
      return profileEdit(words[0], resolveOptions(flags), system);
    },
  },
  {
    syntax: 'profile set <field> [values...]',
    about: 'change one field; see below',
    flags: [
      ...gatewayFlags.filter(({ syntax }) => syntax.startsWith('--profile')),
      { syntax: '--unset', about: 'take it away', once: true },
    ],
    notes: () => setNotes,
    run: async ({ flags, words, system }) => {
      const { profileSet } = await import('../profile/change.ts');
      const options = { ...texts(flags, 'profile'), unset: flags['unset'] === true };
      return profileSet(words[0] ?? '', words.slice(1), options, system);
    },
  },
  {
    syntax: 'profile use <name>',
    completes: 'profiles',
    about: 'make it the one in use',
    flags: [],
    run: async ({ words, system }) => (await import('../profile.ts')).profileUse(words[0] ?? '', system),
  },
  {
    syntax: 'profile prefer [models...]',
    completes: 'models',
    about: 'models to list before all others, in this order',
    flags: [
      ...gatewayFlags.filter((flag) => flag.syntax.startsWith('--profile')),
      { syntax: '--none', about: 'prefer none', once: true },
    ],
    run: async ({ flags, words, system }) => {
      const options = { ...texts(flags, 'profile'), none: flags['none'] === true };
      return (await import('../profile.ts')).profilePrefer(words, options, system);
    },
  },
  {
    syntax: 'profile rename <name> <new-name>',
    completes: 'profiles',
    about: 'give it another name',
    flags: [],
    run: async ({ words, system }) =>
      (await import('../profile.ts')).profileRename(words[0] ?? '', words[1] ?? '', system),
  },
  {
    syntax: 'profile remove [name]',
    completes: 'profiles',
    about: 'forget it; keys stay',
    flags: [{ syntax: '--source <url>', about: 'all that came from there', once: true }],
    run: async ({ flags, words, system }) => {
      const { source } = texts(flags, 'source');
      if (source === undefined) return (await import('../profile.ts')).profileRemove(words[0], system);
      return (await import('../profile/remove-source.ts')).removeSource(source, words[0], system);
    },
  },
  {
    syntax: 'profile add <url>',
    about: 'take the profiles that an administrator publishes there, once they were shown',
    flags: agreementFlags,
    run: async ({ flags, words, json, system }) => {
      const { profileAdd } = await import('../profile/add.ts');
      return profileAdd(words[0] ?? '', { ...agreementOf(flags), json }, system);
    },
  },
  {
    syntax: 'profile sync [url]',
    about: 'look whether what was published has changed, and take it after consent',
    flags: [{ syntax: '--check', about: 'only tell, by exit code 3 where it has', once: true }, ...agreementFlags],
    run: async ({ flags, words, json, system }) => {
      const { profileSync } = await import('../profile/sync.ts');
      return profileSync(words[0], { ...agreementOf(flags), check: flags['check'] === true, json }, system);
    },
  },
  {
    syntax: 'import [launcher] [names...]',
    completes: 'launchers',
    about: "make profiles of another launcher's configuration, once they were shown",
    flags: [
      { syntax: '--file <path>', about: 'read this in the place of its own', once: true },
      { syntax: '--as <there=here>', about: 'take one under another name', repeated: true, once: true },
      { syntax: '--with-keys', about: 'copy the keys that stand in its files', once: true },
      { syntax: '--store <store>', about: 'where to: keyring, or file (mode 0600)', once: true, completes: 'stores' },
      { syntax: '--dry-run', about: 'show what would be made, and make nothing', once: true },
      ...jsonFlags,
      { syntax: '-y, --yes', about: 'agree to the profiles, and to no copy of a key', once: true },
    ],
    notes: importNotes,
    run: async ({ flags, words: [launcher, ...only], json, system }) => {
      const { importable, importFrom } = await import('../import.ts');
      const switches = {
        yes: flags['yes'] === true,
        withKeys: flags['withKeys'] === true,
        dryRun: flags['dryRun'] === true,
      };
      const options = { ...texts(flags, 'file'), ...switches, as: lists(flags['as']), store: storeKind(flags), json };
      return launcher === undefined ? importable(options, system) : importFrom(launcher, only, options, system);
    },
  },
  {
    syntax: 'trust',
    about: "have the repository's .jetway.json count, as it stands",
    flags: [{ syntax: '-y, --yes', about: 'agree to what it says', once: true }, ...jsonFlags],
    run: async ({ flags, json, system }) =>
      (await import('../trust.ts')).trust({ yes: flags['yes'] === true, json }, system),
  },
  {
    syntax: 'untrust [file]',
    about: 'have it, or that of another folder, count no more',
    flags: [],
    run: async ({ words, system }) => (await import('../trust.ts')).untrust(words[0], system),
  },
  {
    syntax: 'config explain [agent]',
    completes: 'agents',
    about: 'what a launch from here would use, and which flag, variable or file says it',
    flags: [
      ...launchFlags.filter(({ syntax }) => !/--(dry-run|json|yes|ask|summary|inspect|override)/.test(syntax)),
      ...jsonFlags,
    ],
    run: async ({ flags, typed, words, json, system }) => {
      const options = { ...launchOptions(flags), json, typed: new Set(Object.keys(typed)) };
      return (await import('../explain.ts')).explain(words[0], options, system);
    },
  },
  {
    syntax: 'config path',
    about: 'where config.json is, which holds the profiles',
    flags: jsonFlags,
    run: ({ json, system }) => {
      const { path } = system.profiles;
      system.stdout.write(json ? `${JSON.stringify({ schemaVersion: 1, path }, null, 2)}\n` : `${path}\n`);
      return 0;
    },
  },
];
