// The manual page, jetway(1): made from the same rows and flags as the help, and from the table of exit codes in
// docs/scripting.md. Flags that one command alone has are in its own help, which keeps the page, and the package, small.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';

/** The text of the page, in roff's man macros. */
export async function manPage(root) {
  const { allRows, launchFlags, agents, gateways } = await sources(root);
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const rows = (await allRows()).filter(({ hidden }) => hidden !== true);
  const exitCodes = (await readFile(join(root, 'docs', 'scripting.md'), 'utf8')).matchAll(/^\| (\d+) \| (.+) \|$/gm);
  return [
    `.TH JETWAY 1 "" "jetway ${version}" "User Commands"`,
    '.SH NAME',
    'jetway \\- launches coding agents through an AI gateway',
    '.SH SYNOPSIS',
    '.B jetway',
    '.RI [ flags ]\n.RI [ agent\n.RI [ arguments ...]]',
    '.br',
    '.B jetway',
    '.I command\n.RI [ flags ]',
    '.SH DESCRIPTION',
    text(
      'Asks for what is missing (agent, gateway, key, model), checks that it fits, and starts the agent; the next time it asks nothing. A launch edits no file of an agent, and the key stays in the keyring of the system.',
    ),
    '.PP',
    text(`Agents: ${agents.map(({ id, name }) => `${id} (${name})`).join(', ')}.`),
    '.PP',
    text(`Gateways: ${gateways.map(({ id, name }) => `${id} (${name})`).join(', ')}.`),
    '.SH COMMANDS',
    'Each tells its flags by',
    '.BR "jetway <command> \\-\\-help" .',
    ...rows.map(({ syntax, about }) => entry(syntax, about)),
    '.SH FLAGS OF A LAUNCH',
    'They stand before the name of the agent; all that follows it is its own.',
    ...launchFlags.map(({ syntax, about }) => entry(syntax, about)),
    '.SH ENVIRONMENT',
    text(
      'A flag with a value has a variable: --base-url is JETWAY_BASE_URL. The key may stand in JETWAY_API_KEY or in the variable of the gateway. JETWAY_OFFLINE asks for nothing that can be done without, JETWAY_NO_UPDATE_CHECK never asks whether there is a newer Jetway. NO_COLOR and FORCE_COLOR are heeded.',
    ),
    '.SH EXIT STATUS',
    ...[...exitCodes].map(([, code, means]) => entry(code, means.replaceAll('`', ''))),
    'After a launch: that of the agent, 128 and the number after a signal.',
    '.SH FILES',
    'The configuration is the file that',
    '.B jetway config path',
    'names;',
    '.B jetway uninstall',
    'lists and removes all that Jetway keeps.',
    '.SH EXAMPLES',
    ...[
      'jetway',
      'jetway codex exec "say hello"',
      'jetway list-models --agent codex',
      'jetway doctor',
      'jetway demo',
    ].map((line) => `.nf\n${text(line)}\n.fi`),
    '',
  ].join('\n');
}

function entry(term, about) {
  return `.TP\n.B ${text(term)}\n${text(about)}`;
}

/** Safe in roff: no escape, no macro at the start of a line, hyphens that can be copied. */
function text(words) {
  return words
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('’', "'")
    .replaceAll('…', '...')
    .replace(/^(?=[.'])/, '\\&');
}

/** The rows and flags themselves: they are data, and what they would run is not run. */
async function sources(root) {
  const contents = `
    export { allRows } from './src/commands/index.ts';
    export { launchFlags } from './src/options/flags.ts';
    export { agents } from './src/agents/index.ts';
    export { gateways } from './src/gateways/index.ts';`;
  const built = await build({
    stdin: { contents, resolveDir: root },
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
    packages: 'external',
  });
  const module = { exports: {} };
  // eslint-disable-next-line typescript/no-implied-eval -- it is Jetway's own text
  new Function('module', 'exports', 'require', built.outputFiles[0].text)(
    module,
    module.exports,
    createRequire(import.meta.url),
  );
  return module.exports;
}
