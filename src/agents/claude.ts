import { compareVersions, variable } from '../host.ts';
import { bearerOf, partsOf, Secret, type SecretHeaders, type SecretText } from '../secret.ts';
import type { Agent, Launch, LaunchPlan, Pipe, Setting, Target } from './agent.ts';
import { checkSettings, commandOf, setsSession } from './claude/arguments.ts';
import { managed } from './claude/managed.ts';
import { unset } from './claude/unset.ts';

/**
 * Claude Code. Everything is given by variables, under a flag that keeps settings files from overriding them
 * (https://code.claude.com/docs/en/env-vars, CLAUDE_CODE_PROVIDER_MANAGED_BY_HOST; 2.1.330). The flag is complete from
 * 2.1.198 on: before, a user's `apiKeyHelper` and stored key still went out beside ours.
 */
export const claude: Agent = {
  id: 'claude',
  name: 'Claude Code',
  command: 'claude',
  package: '@anthropic-ai/claude-code',
  versions: { minimum: '2.1.198', tested: '2.1.330' },
  speaks: ['anthropic-messages'],
  unset,
  managed,
  plan(target, launch) {
    const command = commandOf(launch.args);
    checkSettings(launch.args);
    if (command?.kind === 'apart') {
      return {
        args: launch.args,
        set: {},
        notes: [`claude ${command.word} opens no session: it runs as it is, without ${target.gateway.name}.`],
      };
    }
    return {
      // A subcommand that is given no model of ours takes it from ANTHROPIC_MODEL.
      args: [...(command === undefined ? leadingArgs(target, launch) : []), ...launch.args],
      ...connect(target, launch),
      ...(smallModel(target) === target.small.model ? {} : { notes: [otherEndpoint(target)] }),
    };
  },
};

/** First, so that a `--model` of the user's, the later one, wins. */
function leadingArgs(target: Target, launch: Launch): readonly string[] {
  return ['--model', target.main.model, ...(setsSession(launch.args) ? [] : ['--session-id', launch.session])];
}

function connect(target: Target, launch: Launch): Pick<LaunchPlan, 'set' | 'pipes'> {
  const { variables, headers, pipes } = route(target, launch);
  const lines = Object.entries({ ...target.headers, ...headers });
  return {
    set: {
      CLAUDE_CODE_PROVIDER_MANAGED_BY_HOST: '1',
      // Without it the start-up calls to the vendor carry the custom headers, a gateway's token among them.
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
      ...variables,
      ...(lines.length === 0 ? {} : { ANTHROPIC_CUSTOM_HEADERS: headerLines(lines) }),
      ...models(target),
    },
    ...(pipes === undefined ? {} : { pipes }),
  };
}

interface Way {
  readonly variables: Readonly<Record<string, Setting>>;
  /** What goes into the custom headers. */
  readonly headers: SecretHeaders;
  readonly pipes?: readonly Pipe[];
}

/** The least exposed way to send exactly these credentials, and no other. */
function route(target: Target, launch: Launch): Way {
  const { baseUrl, credentials } = target.main;
  const { authorization, 'x-api-key': apiKey, ...others } = credentials;
  const ANTHROPIC_BASE_URL = baseUrl;
  const token = bearerOf(authorization);
  if (token !== undefined) {
    const headers = apiKey === undefined ? others : { 'x-api-key': apiKey, ...others };
    return { variables: { ANTHROPIC_BASE_URL, ANTHROPIC_AUTH_TOKEN: token }, headers };
  }
  if (authorization !== undefined) return { variables: { ANTHROPIC_BASE_URL }, headers: credentials };
  if (apiKey !== undefined) {
    if (!readsPipe(launch)) {
      return { variables: { ANTHROPIC_BASE_URL }, headers: { 'x-api-key': apiKey, ...others } };
    }
    return {
      variables: { ANTHROPIC_BASE_URL, CLAUDE_CODE_API_KEY_FILE_DESCRIPTOR: '3' },
      headers: others,
      pipes: [{ descriptor: 3, content: apiKey }],
    };
  }
  // The one mode that starts without a credential of its own and adds none. It is documented for gateways that sign
  // the requests to AWS themselves; here it only serves to send what the custom headers say.
  return {
    variables: {
      CLAUDE_CODE_USE_ANTHROPIC_AWS: '1',
      CLAUDE_CODE_SKIP_ANTHROPIC_AWS_AUTH: '1',
      ANTHROPIC_AWS_BASE_URL: baseUrl,
    },
    headers: credentials,
  };
}

/**
 * From 2.1.329 on the key is read from Node's pipe; 2.1.197 says "Not logged in". So does 2.1.330 in its minimal mode,
 * which `--bare` and the variable that this flag sets stand for.
 */
function readsPipe({ args, host, installation: { pipes, version } }: Launch): boolean {
  const minimal = args.includes('--bare') || (variable(host.env, 'CLAUDE_CODE_SIMPLE', host.platform) ?? '') !== '';
  return pipes && !minimal && version !== undefined && compareVersions(version, '2.1.329') >= 0;
}

/** Every role that Claude Code picks a model for, so that none calls a model which the gateway does not have. */
function models(target: Target): Readonly<Record<string, Setting>> {
  const main = target.main.model;
  return {
    ANTHROPIC_MODEL: main,
    ANTHROPIC_DEFAULT_OPUS_MODEL: main,
    ANTHROPIC_DEFAULT_SONNET_MODEL: main,
    ANTHROPIC_DEFAULT_HAIKU_MODEL: smallModel(target),
    ANTHROPIC_DEFAULT_FABLE_MODEL: main,
    CLAUDE_CODE_SUBAGENT_MODEL: main,
    // Otherwise the default of the picker is `<model>[1m]` with a beta header, and an id Claude Code doesn't know
    // counts as one of a million tokens: too late a compaction on most models (2.1.330).
    CLAUDE_CODE_DISABLE_1M_CONTEXT: '1',
  };
}

/** Claude Code has one base URL and one set of credentials: a small model somewhere else is out of its reach. */
function smallModel({ main, small }: Target): string {
  const same = small.baseUrl === main.baseUrl && small.protocol === main.protocol;
  return same ? small.model : main.model;
}

function otherEndpoint({ main, small }: Target): string {
  return `Claude Code can't reach ${small.model} beside ${main.model}: it uses ${main.model} for small work too.`;
}

/** One header a line; the value begins behind the first colon. */
function headerLines(headers: readonly (readonly [string, SecretText])[]): SecretText {
  const parts = headers.flatMap(([name, value], index) => [`${index === 0 ? '' : '\n'}${name}: `, ...partsOf(value)]);
  const text: (string | Secret)[] = [];
  for (const part of parts) {
    const last = text.at(-1);
    if (typeof part === 'string' && typeof last === 'string') text[text.length - 1] = last + part;
    else text.push(part);
  }
  return text;
}
