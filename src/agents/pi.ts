import { ownFolder } from '../launch/apply.ts';
import { passThrough, type Agent, type Launch, type LaunchPlan, type Target } from './agent.ts';
import { checkArguments, commandOf, modelIn } from './pi/arguments.ts';
import { extensionFile, providerFile } from './pi/extension.ts';
import { endpointsOf } from './pi/models.ts';
import { storesModel } from './pi/stored.ts';

/**
 * Pi. A flag names an extension of ours, beside the user's own: it brings the gateway as a provider with all its models,
 * and takes the key from a pipe (https://pi.dev/docs/latest/custom-provider, 0.87.1). One model does all of its work.
 */
export const pi: Agent = {
  id: 'pi',
  name: 'Pi',
  command: 'pi',
  package: '@earendil-works/pi-coding-agent',
  versions: { minimum: '0.87.0', tested: '1.6.0' },
  speaks: ['openai-responses', 'anthropic-messages', 'gemini', 'openai-chat'],
  unset: [
    {
      names: ['OPENAI_ORG_ID', 'OPENAI_PROJECT_ID', 'OPENAI_CUSTOM_HEADERS', 'ANTHROPIC_CUSTOM_HEADERS'],
      why: "goes along as a header that is meant for a vendor's own API",
    },
    {
      names: ['GOOGLE_GENAI_USE_VERTEXAI', 'GOOGLE_GENAI_USE_ENTERPRISE', 'GOOGLE_VERTEX_BASE_URL'],
      why: 'leads to a service of Google',
    },
    {
      // Where they hold no list.
      names: ['JITI_EXTENSIONS', 'JITI_NATIVE_MODULES', 'JITI_TRANSFORM_MODULES'],
      why: 'has Pi load no extension, and one of ours brings the gateway',
    },
    { names: ['PI_STARTUP_BENCHMARK'], why: 'has Pi end as soon as it has started' },
  ],
  // The second is taken for https, too, where the first is not set.
  proxyVariables: ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY', 'NODE_EXTRA_CA_CERTS'],
  transcripts: async () => (await import('./pi/transcripts.ts')).transcripts,
  doctor: async () => (await import('./pi/doctor.ts')).doctor,
  configure: async () => (await import('./pi/configure.ts')).configure,
  mcp: { why: 'they stand in its own file alone; see: pi mcp add' },
  storesModel,
  plan(target, launch) {
    const command = commandOf(launch.args);
    if (command !== undefined) return passThrough(`pi ${command}`, target, launch);
    return session(target, launch);
  },
};

function session(target: Target, { args, folder, installation }: Launch): LaunchPlan {
  checkArguments(args, target);
  const own = ownFolder('Pi', folder);
  const { endpoints, of } = endpointsOf(target);
  const [extension, provider] = [extensionFile(own), providerFile(target, of, own)];
  const delivery = { endpoints, file: provider.path };
  const model = modelIn(args) === undefined ? ['--model', target.main.model] : [];
  return {
    args: ['--extension', extension.path, '--provider', 'jetway', ...model, ...args],
    set: installation.pipes ? { JETWAY_PI_FD: '3' } : { JETWAY_PI: { over: delivery } },
    ...(installation.pipes ? { pipes: [{ descriptor: 3, content: { json: delivery } }] } : {}),
    files: [extension, provider],
  };
}
