import type { System } from '../system/system.ts';

/**
 * Whether there is a program that opens a file or an address as the user likes it, and it took this one. Windows' explorer
 * takes no address with a query.
 */
export async function opened(what: string, { host, programs }: Pick<System, 'host' | 'programs'>): Promise<boolean> {
  const isAddress = /^https?:/.test(what);
  const windows = isAddress ? ['rundll32.exe', 'url.dll,FileProtocolHandler'] : ['explorer.exe'];
  const command = { darwin: ['open'], win32: windows }[host.platform as string] ?? ['xdg-open'];
  const found = programs.locate(command[0] ?? '');
  if (found === undefined) return false;
  const words = [found.command, ...found.prefix, ...command.slice(1), what];
  const { code } = await programs
    .run(words, { timeoutMs: 10_000, stdin: 'ignore', stderr: 'pipe' })
    .catch(() => ({ code: 1 }));
  // Windows' explorer ends with 1 when all is well.
  return code === 0 || host.platform === 'win32';
}
