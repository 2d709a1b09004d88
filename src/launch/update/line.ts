import { compareVersions, folders } from '../../host.ts';
import { parseJson, textAt } from '../../json-path.ts';
import type { System } from '../../system/system.ts';

/** How often it is asked, and told. Milliseconds. */
const day = 24 * 60 * 60_000;
/** Somebody waits for the shell. Milliseconds. */
const patience = 2500;

/**
 * What was found out a day ago or more, then asks anew: npm itself, with the user's own settings, so that whoever has
 * another registry, a proxy or none at all is asked nothing else than npm would be. Undefined where nothing is newer.
 */
export async function updateLine(system: System): Promise<string | undefined> {
  const { files, now, self, version } = system;
  const path = `${folders(system.host).cache}/update.json`;
  const tried = files.mtime(path);
  // A time that is still to come was written under another clock.
  if (tried !== undefined && Math.abs(now() - tried) < day) return undefined;
  const known = textAt(parseJson(files.read(path, 1024) ?? ''), 'latest');
  // Written before it is asked: an npm that hangs is asked once a day, too.
  files.writeCache(path, known === undefined ? '{}\n' : written(known));
  const latest = await latestVersion(system);
  if (latest !== undefined) files.writeCache(path, written(latest));
  const newest = isVersion(known) && (latest === undefined || compareVersions(known, latest) > 0) ? known : latest;
  if (newest === undefined || tried === undefined || compareVersions(newest, version) <= 0) return undefined;
  const isTried = self.some((part) => /[\\/]_npx[\\/]/.test(part));
  const way = isTried ? 'npx -y jetway@latest' : 'npm install -g jetway@latest';
  return `Jetway ${newest} is out, this is ${version}: ${way}`;
}

function written(latest: string): string {
  return `${JSON.stringify({ latest })}\n`;
}

/** `--global`: no file of the folder that one happens to stand in says where to ask. */
async function latestVersion({ programs }: System): Promise<string | undefined> {
  const npm = programs.locate('npm');
  if (npm === undefined) return undefined;
  const question = ['view', 'jetway', 'version', '--global', '--loglevel=silent', '--fetch-retries=0'];
  const answer = await programs.ask([npm.command, ...npm.prefix, ...question], patience);
  const version = answer?.trim();
  return isVersion(version) ? version : undefined;
}

/** A release: whoever uses another knows where it came from. */
function isVersion(text: string | undefined): text is string {
  return text !== undefined && /^\d{1,4}(?:\.\d{1,5}){2}$/.test(text);
}
