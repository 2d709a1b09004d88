import type { System } from '../system/system.ts';
import type { Options } from './options.ts';

/** What a repository says for whoever works in it: `.jetway.json`. Never a secret, never a command. */
export interface Project {
  /** Of the file, absolute. */
  readonly path: string;
  /** Of its text, in hex. */
  readonly sha256: string;
  readonly gateway?: string;
  /** Settings of that gateway by id, as they are written. */
  readonly settings: Readonly<Record<string, string>>;
  /** The model of each agent, by agent id. */
  readonly models: Readonly<Record<string, string>>;
  readonly smallModels: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly checks?: 'auto' | 'always';
}

/** Where the working directory lies. */
export interface Place {
  /** The folder that holds the repository, absolute; undefined where there is none. */
  readonly repository?: string;
  /** Its nearest `.jetway.json`: of a folder between the working directory and the repository's; else of the working directory alone. */
  readonly file?: string;
}

export const projectFile = '.jetway.json';

/** Looks whether files are there, and into none. Outside of a repository no folder above counts: others may write there. */
export function findPlace({ files, host }: Pick<System, 'files' | 'host'>): Place {
  const separator = separatorOf(host);
  const parts = native(host.cwd, host).split(separator);
  let file: string | undefined;
  for (let depth = parts.length; depth > 0; depth -= 1) {
    const folder = parts.slice(0, depth).join(separator);
    const path = folder + separator + projectFile;
    if (file === undefined && files.mtime(path) !== undefined) file = path;
    if (files.mtime(`${folder}${separator}.git`) === undefined) continue;
    return { repository: folder, ...(file === undefined ? {} : { file }) };
  }
  return file === [...parts, projectFile].join(separator) ? { file } : {};
}

/** A path as its system writes it: git writes `/` on Windows, too. */
export const native = (path: string, host: Pick<System['host'], 'platform'>): string =>
  path.replaceAll('/', separatorOf(host));

export const separatorOf = ({ platform }: Pick<System['host'], 'platform'>): string =>
  platform === 'win32' ? '\\' : '/';

/**
 * Of a worktree of git's: the repository that it belongs to. Its `.git` is a file that says so, with `/` on Windows, too:
 * `gitdir: /home/me/project/.git/worktrees/fix`.
 */
export function sharedRepository(folder: string, { files, host }: Pick<System, 'files' | 'host'>): string | undefined {
  try {
    const text = files.read(`${folder}${separatorOf(host)}.git`) ?? '';
    const shared = /^gitdir: (.+)[\\/]\.git[\\/]worktrees[\\/]/.exec(text)?.[1];
    return shared === undefined ? undefined : native(shared, host);
  } catch {
    return undefined;
  }
}

/**
 * The options with what the project's file says, where it is trusted: asked for where there is somebody to ask. Throws
 * `configuration` for a file that is no such file, and for one that is not trusted where nobody can be asked.
 */
export async function inProject<T extends Options>(options: T, system: System): Promise<T> {
  const place = findPlace(system);
  const found = { ...options, place };
  if (place.file === undefined || options.noProject === true) return found;
  const { trustedProject } = await import('./trust.ts');
  const project = await trustedProject(place.file, system);
  if (project === undefined) return found;
  const { withProject } = await import('./read-project.ts');
  return withProject(found, project);
}
