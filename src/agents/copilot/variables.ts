import { keyHeader } from '../../keys/key-headers.ts';
import type { Host } from '../../host.ts';
import { bearerOf, partsOf, Secret, type SecretText } from '../../keys/secret.ts';
import type { VariableValue, Target } from '../agent.ts';
import { knownAs, promptTokens } from './limits-table.ts';

/** One provider and one model, and the names of headers that can't be sent. */
export function variablesOf(
  target: Target,
  host: Host,
): { readonly set: Readonly<Record<string, VariableValue>>; readonly left: readonly string[] } {
  const { main } = target;
  const { protocol, baseUrl, about } = main;
  const prompt = promptTokens(about);
  const command = keyCommand(target, host);
  const wanted = Object.entries({ ...target.headers, ...(command === undefined ? main.credentials : {}) });
  const left = wanted.filter(([, value]) => breaks(value)).map(([name]) => name);
  const headers = wanted.filter(([, value]) => !breaks(value));
  return {
    set: {
      COPILOT_PROVIDER_BASE_URL: baseUrl,
      COPILOT_PROVIDER_TYPE: protocol === 'anthropic-messages' ? 'anthropic' : 'openai',
      ...(protocol === 'anthropic-messages'
        ? {}
        : { COPILOT_PROVIDER_WIRE_API: protocol === 'openai-responses' ? 'responses' : 'completions' }),
      COPILOT_MODEL: main.model,
      COPILOT_PROVIDER_MODEL_ID: knownAs(main),
      ...(prompt === undefined ? {} : { COPILOT_PROVIDER_MAX_PROMPT_TOKENS: String(prompt) }),
      ...(about.maxOutputTokens === undefined
        ? {}
        : { COPILOT_PROVIDER_MAX_OUTPUT_TOKENS: String(about.maxOutputTokens) }),
      ...(command === undefined ? {} : { COPILOT_PROVIDER_API_KEY_COMMAND: command }),
      // Kept from its shell tool and the MCP servers, as all that may hold a credential (1.0.102).
      ...(headers.length === 0 ? {} : { COPILOT_PROVIDER_HEADERS: lines(headers) }),
    },
    left,
  };
}

/** Asked before each request, it leaves the key out of every variable. What it prints goes into the vendor's own header. */
function keyCommand({ main, printKey }: Target, { platform }: Host): string | undefined {
  if (printKey === undefined || platform === 'win32') return undefined;
  const [header, ...others] = Object.keys(main.credentials);
  const { [keyHeader.bearer]: authorization, [keyHeader.anthropic]: apiKey } = main.credentials;
  const vendors =
    main.protocol === 'anthropic-messages' ? apiKey instanceof Secret : bearerOf(authorization) !== undefined;
  if (header === undefined || others.length > 0 || !vendors) return undefined;
  return printKey.map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(' ');
}

/** A backslash and an n divide headers as a line break does. */
function breaks(value: SecretText): boolean {
  return partsOf(value).some((part) => typeof part === 'string' && /[\r\n]|\\n/.test(part));
}

function lines(headers: readonly (readonly [string, SecretText])[]): SecretText {
  const parts = headers.flatMap(([name, value], index) => [`${index === 0 ? '' : '\n'}${name}: `, ...partsOf(value)]);
  return parts.some((part) => part instanceof Secret) ? parts : parts.join('');
}
