import { folders } from '../host.ts';
import { emptyConfig } from '../profiles/profile.ts';
import { findReceipts, tellBroken } from '../profiles/receipts.ts';
import { readShims, removeShim } from '../profiles/shims.ts';
import type { System } from '../system/system.ts';
import { say } from '../say.ts';
import { undoConfiguration } from './configure/apply.ts';
import { agree, requireConsent } from './configure/consent.ts';
import { drawUndos, undosOf } from './unconfigure.ts';
import { completionFiles } from './uninstall/completion-lines.ts';

interface Options {
  readonly keepKeys: boolean;
  readonly yes?: boolean;
}

/** A part of what Jetway keeps, and how it goes. */
interface Part {
  readonly what: string;
  remove(): Promise<void>;
}

/**
 * Lists and removes all that Jetway keeps on this machine, part by part, each after consent: first what is configured, for
 * what an agent asks for must not go before it. Throws `usage` where there is nobody to ask.
 */
export async function uninstall(options: Options, system: System): Promise<number> {
  const { stdout } = system;
  const { receipts, broken } = findReceipts(system);
  const undos = await undosOf(receipts, system);
  const parts: readonly Part[] = [
    ...undos.map(({ receipt, changes }) => ({
      what: `the configuration of ${receipt.agent} (${receipt.profile ?? receipt.url})`,
      remove: async () => undoConfiguration(changes, receipt, system),
    })),
    ...readShims(system).map((shim) => ({
      what: `the ${shim.agent} that starts it through Jetway: ${shim.path}`,
      remove: async () => {
        if (!removeShim(shim, system)) say(`${shim.path} is not as it was made, and stays.`, system);
      },
    })),
    ...completionParts(system),
    ...(options.keepKeys ? [] : keyParts(system)),
    ...folderParts(options, system),
  ];
  if (parts.length === 0) {
    stdout.write('Jetway keeps nothing here.\n');
    return 0;
  }
  stdout.write(`Jetway keeps here:\n${parts.map(({ what }) => `  ${what}\n`).join('')}\n${drawUndos(undos, system)}`);
  const code = tellBroken(broken, system);
  requireConsent(options, 'uninstall', system);
  let isConfigured = broken.length > 0;
  for (const [index, { what, remove }] of parts.entries()) {
    // An agent that stays configured needs the key, and what is in the folder of receipts.
    if (isConfigured && index >= undos.length) {
      say('The rest stays: an agent is configured still.', system);
      return code;
    }
    const agreed = await agree(options, `Remove ${what}?`, undefined, system);
    if (!agreed && index < undos.length) isConfigured = true;
    if (!agreed) continue;
    await remove();
    stdout.write(`Removed: ${what}\n`);
  }
  stdout.write('The program itself: npm uninstall -g jetway\n');
  return 0;
}

function completionParts(system: System): readonly Part[] {
  const { files } = system;
  return completionFiles(system).map(({ path, rest }) => ({
    what: rest === undefined ? `completion for a shell in ${path}` : `what loads completion in ${path}`,
    remove: async () => {
      if (rest === undefined) files.remove(path);
      else files.write(path, rest, files.mode(path) ?? 0o644);
    },
  }));
}

function keyParts(system: System): readonly Part[] {
  const { credentials, signIns = {} } = system.profiles.read();
  const signedIn = Object.entries(signIns).map(([account, { issuer }]) => ({
    what: `the sign-in at ${issuer} for ${account} in ${system.credentials('keyring').place}`,
    remove: async () => {
      const { endSignIn } = await import('../keys/sign-in/end.ts');
      for (const line of await endSignIn(account, system)) say(line, system);
    },
  }));
  const stored = Object.entries(credentials).map(([account, kind]) => {
    const store = system.credentials(kind);
    return {
      what: `the key of ${account} in ${store.place}`,
      remove: async () => {
        await store.remove(account);
        await system.profiles.change((config) => {
          const { [account]: _gone, ...others } = config.credentials;
          return { ...config, credentials: others };
        });
      },
    };
  });
  return [...signedIn, ...stored];
}

function folderParts({ keepKeys }: Options, system: System): readonly Part[] {
  const { config, cache, state } = folders(system.host);
  const { files, profiles } = system;
  const { credentials, signIns = {} } = profiles.read();
  const whole = (what: string, path: string): readonly Part[] =>
    files.mtime(path) === undefined ? [] : [{ what: `${what} in ${path}`, remove: async () => files.removeTree(path) }];
  // Where a key is kept, what says where it is stays too.
  const saved: readonly Part[] =
    keepKeys && Object.keys({ ...credentials, ...signIns }).length > 0
      ? [
          {
            what: `the profiles in ${profiles.path}`,
            remove: async () => profiles.change(() => ({ ...emptyConfig, credentials, signIns })),
          },
        ]
      : whole('profiles and receipts', config);
  return [...whole('caches', cache), ...whole('what was noted over time', state), ...saved];
}
