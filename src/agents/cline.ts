import { ownFolder } from '../launch/apply.ts';
import { variable } from '../host.ts';
import { passThrough, type Agent, type Launch, type LaunchPlan, type Target } from './agent.ts';
import { checkArguments, commandOf } from './cline/arguments.ts';
import { hookFile } from './cline/hook.ts';
import { settingsFiles, waysOf } from './cline/providers.ts';
import { emptied, unset } from './cline/unset.ts';

/**
 * Cline CLI. A variable says where its file of providers lies: one of ours brings the gateway, and all else stays in
 * `~/.cline`. Keys stand in that file as they are, so there is none in ours: its program is built with Bun, and a module
 * of ours that Bun loads before it sets the headers of the requests to the gateway (https://docs.cline.bot/cli/overview,
 * https://bun.com/docs/runtime/environment-variables, 3.0.65 with Bun 1.3.13). One model does all of its work.
 */
export const cline: Agent = {
  id: 'cline',
  name: 'Cline CLI',
  commandsWithoutModel: ['mcp', 'plugin', 'version', 'update'],
  command: 'cline',
  package: 'cline',
  versions: { minimum: '3.0.65', tested: '3.0.65' },
  // To Gemini, too, it speaks, but sends Google's search in place of its own tools then (3.0.65).
  speaks: ['anthropic-messages', 'openai-responses', 'openai-chat'],
  unset,
  proxyVariables: ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY', 'NODE_EXTRA_CA_CERTS'],
  transcripts: async () => (await import('./cline/transcripts.ts')).transcripts,
  doctor: async () => (await import('./cline/doctor.ts')).doctor,
  configure: async () => (await import('./cline/configure.ts')).configure,
  planMode: async () => (await import('./cline/plan-mode.ts')).isPlanning,
  mcp: { why: 'they stand in its own file alone; see: cline mcp' },
  plan(target, launch) {
    const command = commandOf(launch.args);
    if (command !== undefined) return passThrough(`cline ${command}`, target, launch);
    return session(target, launch);
  },
};

function session(target: Target, { args, folder, host, installation }: Launch): LaunchPlan {
  const ways = waysOf(target);
  checkArguments(args, target, ways[0]?.models ?? []);
  const place = ownFolder('Cline', folder);
  const hook = hookFile(place);
  const files = settingsFiles(target, ways, place);
  const delivery = { endpoints: ways.map(({ url, headers }) => ({ url, headers })) };
  const own = variable(host.env, 'BUN_OPTIONS', host.platform) ?? '';
  return {
    args,
    set: {
      ...emptied,
      CLINE_PROVIDER_SETTINGS_PATH: files.providers.path,
      // Below a file nothing can be: so it finds no hub of the user's, which has no key, and leaves none behind that would
      // have it for ever.
      CLINE_HUB_DISCOVERY_PATH: `${files.providers.path}/hub`,
      CLINE_SESSION_BACKEND_MODE: 'local',
      // Of all this an editor that starts it by --acp heeds no more than the address in the file.
      CLINE_PROVIDER: ways[0]?.id ?? '',
      CLINE_MODEL: target.main.model,
      CLINE_API_KEY: 'none',
      // An offer of a subscription, which takes the first key that is pressed.
      CLINE_DISABLE_CLINE_PASS_NOTICE: '1',
      BUN_OPTIONS: `"--preload=${hook.path.replaceAll('\\', '/')}" ${own}`.trim(),
      JETWAY_CLINE: installation.pipes ? '3' : { over: delivery },
    },
    ...(installation.pipes ? { pipes: [{ descriptor: 3, content: { json: delivery } }] } : {}),
    files: [hook, files.providers, files.models],
    details: [picker],
  };
}

const picker =
  "Cline's /model has all that it knows of a maker beside the gateway's own, which refuses a model that it has not";
