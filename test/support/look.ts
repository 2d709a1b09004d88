import { basename, dirname } from 'node:path';
import type { Look } from '../../src/config-layers/origin.ts';
import type { Environment } from '../../src/host.ts';

export interface Machine {
  /** By absolute path; `/home/dev` is the home. */
  readonly files?: Readonly<Record<string, string | object>>;
  readonly env?: Environment;
  /** Default: `/home/dev/project`, a repository. */
  readonly cwd?: string;
  readonly platform?: NodeJS.Platform;
}

/** A machine of invented files to look at. */
export function lookAt({ files = {}, env = {}, cwd = '/home/dev/project', platform = 'linux' }: Machine): Look {
  const all = { '/home/dev/project/.git': '', ...files };
  const paths = Object.keys(all);
  return {
    host: { platform, home: '/home/dev', cwd, env, assets: '/opt/jetway/dist' },
    read: (path) => {
      const content = all[path as keyof typeof all] as string | object | undefined;
      return typeof content === 'object' ? JSON.stringify(content, null, 2) : content;
    },
    glob: (pattern) => {
      const ending = /^\*(\.\w+)$/.exec(basename(pattern))?.[1];
      return paths.filter((path) =>
        ending === undefined ? path === pattern : dirname(path) === dirname(pattern) && path.endsWith(ending),
      );
    },
  };
}
