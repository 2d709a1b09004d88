import { variable } from '../host.ts';
import { passThrough, type Agent, type Launch, type LaunchPlan, type Target } from './agent.ts';
import { argumentsFor, commandApart } from './goose/arguments.ts';
import { customProviders } from './goose/places.ts';
import { checkName, providerOf } from './goose/provider.ts';

/**
 * Goose. Variables rank above all of its files (https://goose-docs.ai/docs/guides/environment-variables, 1.52.0), but a
 * session that is taken up again and a recipe bring a provider and a model of their own, above which only flags rank: so
 * both are given. Over Anthropic's and Google's protocols it sends one key, in the vendor's own header, and nothing else,
 * so it is spoken to over OpenAI's alone. One model does all of its work.
 */
export const goose: Agent = {
  id: 'goose',
  name: 'Goose',
  commandsWithoutModel: ['mcp', 'info', 'completion', 'update'],
  command: 'goose',
  package: '@aaif/goose-binary-linux-x64',
  // On npm it is for one platform, under the command goose-binary-linux-x64; `@aaif/goose` is another program.
  installPage: 'https://github.com/aaif-goose/goose/releases',
  // Another `goose`, which migrates databases (https://github.com/pressly/goose), has a version of 3.
  versions: { minimum: '1.52.0', tested: '1.52.0', below: '2.0.0' },
  speaks: ['openai-responses', 'openai-chat'],
  unset: [
    {
      names: [
        'OPENAI_HOST',
        'OPENAI_BASE_URL',
        'OPENAI_BASE_PATH',
        'LITELLM_HOST',
        'LITELLM_BASE_PATH',
        'LITELLM_SUPPORTS_STREAMING',
      ],
      why: 'belongs to another server',
    },
    {
      names: ['OPENAI_CUSTOM_HEADERS', 'OPENAI_ORGANIZATION', 'OPENAI_PROJECT', 'LITELLM_CUSTOM_HEADERS'],
      why: 'goes along as a header that is meant for another server',
    },
    {
      names: [
        'GOOSE_PROVIDER',
        'GOOSE_MODEL',
        'GOOSE_SUBAGENT_PROVIDER',
        'GOOSE_SUBAGENT_MODEL',
        'GOOSE_CONTEXT_LIMIT',
      ],
      why: 'names another model, or the limits of one',
    },
  ],
  proxyVariables: ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY', 'NO_PROXY', 'SSL_CERT_FILE'],
  reads: (host) => [customProviders(host)],
  transcripts: async () => (await import('./goose/transcripts.ts')).transcripts,
  doctor: async () => (await import('./goose/doctor.ts')).doctor,
  configure: async () => (await import('./goose/configure.ts')).configure,
  mcp: { why: 'its flag for one takes no header, and all others stand in its own configuration.' },
  plan(target, launch) {
    const command = commandApart(launch.args);
    if (command === undefined) return session(target, launch);
    return passThrough(`goose ${command}`, target, launch);
  },
};

function session(target: Target, { args, host, texts = {} }: Launch): LaunchPlan {
  const { gateway, main } = target;
  const { name, set, left } = providerOf(main, target.headers);
  checkName(name, texts);
  const { contextWindow, maxOutputTokens } = main.about;
  const limited = (variable(host.env, 'GOOSE_MAX_TOKENS', host.platform) ?? '') !== '';
  const given = argumentsFor(args, name, main.model);
  return {
    args: given.args,
    set: {
      GOOSE_PROVIDER: name,
      GOOSE_MODEL: main.model,
      GOOSE_SUBAGENT_PROVIDER: name,
      GOOSE_SUBAGENT_MODEL: main.model,
      // For models that call no tools: this one then gets none, and one of Ollama's reads them out of what it says (1.52.0).
      GOOSE_TOOLSHIM: 'false',
      ...(contextWindow === undefined ? {} : { GOOSE_CONTEXT_LIMIT: String(contextWindow) }),
      ...(maxOutputTokens === undefined || limited ? {} : { GOOSE_MAX_TOKENS: String(maxOutputTokens) }),
      ...set,
    },
    notes: [
      ...left.map((header) => `Goose can't send the header ${header} of ${gateway.name}; it is left out.`),
      ...(given.keeps
        ? [`An earlier session that goes on in goose ${args[0] ?? ''} keeps the provider and the model that it had.`]
        : []),
    ],
    details: target.models.length > 1 ? [picker] : [],
  };
}

const picker =
  "Goose's /model <id> takes any model of the gateway that is reached in the same way, with the limits of this one.";
