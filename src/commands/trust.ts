import { join, resolve } from 'node:path';
import { Failure } from '../failure.ts';
import { findPlace, projectFile } from '../options/project.ts';
import { whatProjectsSay } from '../options/read-project.ts';
import { agrees, described, keepTrust, readProject } from '../options/trust.ts';
import type { System } from '../system/system.ts';
import { clean } from '../text.ts';

/**
 * Shows the project's file and has it count from now on, until it changes. Throws `usage` where there is none and where
 * there is nobody to agree, `configuration` for one that is not understood.
 */
export async function trust(
  options: { readonly yes?: boolean; readonly json: boolean },
  system: System,
): Promise<number> {
  const { project, trust: before } = readProject(fileHere(system), system);
  const { stdout } = system;
  if (!options.json) stdout.write(`${described(project, before).join('\n')}\n`);
  if (before !== 'trusted' && options.yes !== true && !system.canAsk) {
    throw new Failure('usage', 'Nothing is trusted: there is nobody here to ask.', 'Agree by --yes');
  }
  const agreed = before === 'trusted' || options.yes === true || (await agrees(system));
  // Also where a variable has it trusted: it is asked for here.
  if (agreed) await keepTrust(project, system);
  if (options.json)
    stdout.write(`${JSON.stringify({ schemaVersion: 1, ...project, before, trusted: agreed }, null, 2)}\n`);
  else
    stdout.write(
      agreed
        ? 'It counts here from now on, until it changes. To take that back: jetway untrust\n'
        : 'It does not count.\n',
    );
  return 0;
}

/** Has a project's file count no more: the one here, or that of a path or of its folder. Throws `usage` for one that is not trusted. */
export async function untrust(path: string | undefined, system: System): Promise<number> {
  const { trusted = {} } = system.profiles.read();
  const named = path === undefined ? fileHere(system) : resolve(system.host.cwd, path);
  const inside = join(named, projectFile);
  const wanted = Object.hasOwn(trusted, inside) ? inside : named;
  if (!Object.hasOwn(trusted, wanted)) {
    const all = Object.keys(trusted);
    throw new Failure(
      'usage',
      `${clean(wanted, 1000)} is not trusted.`,
      all.length === 0 ? 'No project is.' : `These are: ${all.map((one) => clean(one, 1000)).join(', ')}`,
    );
  }
  await system.profiles.change(({ trusted: { [wanted]: _gone, ...others } = {}, ...config }) => ({
    ...config,
    ...(Object.keys(others).length === 0 ? {} : { trusted: others }),
  }));
  system.stdout.write(`${clean(wanted, 1000)} counts no more.\n`);
  return 0;
}

function fileHere(system: System): string {
  const { file } = findPlace(system);
  if (file !== undefined) return file;
  throw new Failure(
    'usage',
    `There is no ${projectFile} from here up to the root of the repository.`,
    `Make one there, an object of JSON. ${whatProjectsSay}`,
  );
}
