import { keyHeader } from '../../keys/key-headers.ts';
import { compareVersions, variable } from '../../host.ts';
import { bearerOf, partsOf, Secret, type SecretHeaders, type SecretText } from '../../keys/secret.ts';
import type { Launch, LaunchPlan, Pipe, VariableValue, Target } from '../agent.ts';

/** On, it keeps Claude Code from calling its vendor at the start. */
export const quiet = 'CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC';

/** `others`: variables beside those of the connection. */
export function connect(
  target: Target,
  launch: Launch,
  others: Readonly<Record<string, string>>,
): Pick<LaunchPlan, 'set' | 'pipes'> {
  const { variables, headers, pipes } = route(target, launch);
  const lines = Object.entries({ ...target.headers, ...headers });
  return {
    set: {
      CLAUDE_CODE_PROVIDER_MANAGED_BY_HOST: '1',
      // Without it the start-up calls to the vendor carry the custom headers, a gateway's token among them.
      [quiet]: '1',
      ...variables,
      ...(lines.length === 0 ? {} : { ANTHROPIC_CUSTOM_HEADERS: headerLines(lines) }),
      ...others,
    },
    ...(pipes === undefined ? {} : { pipes }),
  };
}

interface Way {
  readonly variables: Readonly<Record<string, VariableValue>>;
  /** What goes into the custom headers. */
  readonly headers: SecretHeaders;
  readonly pipes?: readonly Pipe[];
}

/** The least exposed way to send exactly these credentials, and no other. */
function route(target: Target, launch: Launch): Way {
  const { baseUrl, credentials } = target.main;
  const { [keyHeader.bearer]: authorization, [keyHeader.anthropic]: apiKey, ...others } = credentials;
  const ANTHROPIC_BASE_URL = baseUrl;
  const token = bearerOf(authorization);
  if (token !== undefined) {
    const headers = apiKey === undefined ? others : { [keyHeader.anthropic]: apiKey, ...others };
    return { variables: { ANTHROPIC_BASE_URL, ANTHROPIC_AUTH_TOKEN: token }, headers };
  }
  if (authorization !== undefined) return { variables: { ANTHROPIC_BASE_URL }, headers: credentials };
  if (apiKey !== undefined) {
    if (!readsPipe(launch)) {
      return { variables: { ANTHROPIC_BASE_URL }, headers: { [keyHeader.anthropic]: apiKey, ...others } };
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
