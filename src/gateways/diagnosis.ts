import type { Connection, Diagnosis } from './gateway.ts';
import { textAt } from '../json-path.ts';
import { clean } from '../text.ts';

/**
 * What an answer with an error status means: by the gateway's own codes, else by the status, with the server's message.
 * Takes anything for a body (the JSON, or the text where it was none) and never throws.
 */
export function explain(
  connection: Pick<Connection, 'gateway' | 'url' | 'explain'>,
  status: number,
  body: unknown,
): Diagnosis {
  const own = connection.explain(status, body);
  if (own !== undefined) return own;
  return byStatus(connection, status, wordsOf(body), isPage(body));
}

/** The same of a request that carried no key: what refuses it has no fault to find with one. */
export function explainKeyless(connection: Parameters<typeof explain>[0], status: number, body: unknown): Diagnosis {
  const diagnosis = explain(connection, status, body);
  if (diagnosis.code !== 'credential') return diagnosis;
  const said = wordsOf(body);
  return {
    ...diagnosis,
    message: `${connection.gateway.name} needs a key (${said === '' ? status : `${status}: ${said}`}).`,
    hint: connection.explain(status, body)?.hint ?? 'Give one: jetway login',
  };
}

/** What a server said of its error, as one safe line: its message, else how the answer begins. May be empty. */
export function wordsOf(body: unknown): string {
  return messageOf(body) ?? firstLine(typeof body === 'string' ? body : written(body));
}

/** JSON as text; nothing for what says nothing, `{}` and `[]`, or lies too deep. */
function written(body: unknown): string {
  const text = isDeeper(body, 100) ? '' : (JSON.stringify(body) ?? '');
  return text.length > 2 ? text : '';
}

/** To write what lies thousands of levels deep would fill the stack. */
function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}

/** The message that a server put into its error, as one line without keys; undefined where none of the usual places has one. */
export function messageOf(body: unknown): string | undefined {
  return places.map((path) => safe(textAt(body, ...path) ?? '')).find((message) => message !== '');
}

/** Servers repeat keys that they refuse, their ends, or their hashes: other keys than ours too, as a proxy's own. */
function safe(text: string): string {
  return isHtml(text) ? 'a web page' : clean(text.slice(0, 8000).replace(keyEchoes, '…'));
}

/** By how keys begin, behind `Bearer`, as LiteLLM writes them, or what can be only a hash. */
const keyEchoes =
  /\b(?:sk|pk|rk|gsk|dapi|xai|vck|ghp)[-_][^\s,'"]+|\bdapi[0-9a-f]{8,}\b|\bAIza[\w-]{10,}|\beyJ[\w-]+\.[\w-]+\.[\w-]*|(?<=\bBearer\s)[^\s,'"]{8,}|\b[0-9a-f]{16,}\b|(?<=Key Hash \(Token\) ?= ?)\w+|(?<=API Key ?[=:] ?)[^\s,'"]*[*.…][^\s,'"]*/gi;

const places: readonly (readonly (string | number)[])[] = [
  ['error', 'message'],
  ['error'],
  ['error', 0, 'message'],
  ['errors', 0, 'message'],
  ['errors', 0],
  ['message'],
  ['detail'],
  ['detail', 0, 'msg'],
  ['title'],
];

/** An answer that should have been JSON and is not: what stands at this address is no gateway. */
export function notAnApi(connection: Pick<Connection, 'gateway' | 'url'>): Diagnosis {
  return {
    code: 'gateway',
    message: `${hostOf(connection.url)} answered with a page, not with ${connection.gateway.name}'s API.`,
    hint: `Check the base URL (${connection.url}); a login page, a proxy or a captive portal may stand in front of it.`,
    absent: 'gateway',
  };
}

interface Case {
  readonly name: string;
  readonly url: string;
  readonly status: number;
  /** The server's own message, cleaned, or empty. */
  readonly message: string;
  /** The status, with the message where there is one. */
  readonly said: string;
  readonly html: boolean;
}

/** By the status alone: the first row that fits. `message` is the server's own, cleaned, or empty. */
function byStatus(
  connection: Pick<Connection, 'gateway' | 'url'>,
  status: number,
  message: string,
  html: boolean,
): Diagnosis {
  const name = connection.gateway.name;
  const said = message === '' || html ? `${status}` : `${status}: ${message}`;
  const known = html ? undefined : byWords(name, status, said);
  if (known !== undefined) return known;
  const given: Case = { name, url: connection.url, status, message, said, html };
  const row = rows.find(({ when }) => when(given));
  return row?.means(given) ?? notAnApi(connection);
}

const rows: readonly { when(given: Case): boolean; means(given: Case): Diagnosis | undefined }[] = [
  {
    when: ({ status }) => status === 429 || status === 408,
    means: ({ name, said }) => ({
      code: 'gateway',
      message: `${name} is being asked too much or too slowly (${said}).`,
      hint: 'Wait a minute and try again.',
      transient: true,
    }),
  },
  {
    when: ({ status }) => status >= 500,
    means: ({ name, said }) => ({
      code: 'gateway',
      message: `${name} failed (${said}).`,
      hint: 'Try again in a moment; if it stays, ask who runs the gateway.',
      transient: true,
    }),
  },
  { when: ({ html }) => html, means: () => undefined },
  {
    when: ({ status, message }) => [400, 403, 404].includes(status) && isAboutModel(message),
    means: ({ name, said }) => ({
      code: 'model',
      message: `${name} has no such model for this key (${said}).`,
      hint: 'See what it offers: jetway list-models',
    }),
  },
  {
    when: ({ status }) => status === 401 || status === 403,
    means: ({ name, said }) => ({
      code: 'credential',
      message: `${name} does not accept the key (${said}).`,
      hint: 'Store another one: jetway login',
    }),
  },
  {
    when: ({ status }) => status === 402,
    means: ({ name, said }) => ({
      code: 'gateway',
      message: `${name} wants payment (${said}).`,
      hint: 'Add credit at the gateway, or have its budget raised.',
    }),
  },
  {
    when: ({ status }) => status === 404 || status === 405,
    means: ({ name, url, said }) => ({
      code: 'gateway',
      message: `${name} has nothing at this address (${said}).`,
      hint: `Check the base URL (${url}) and its settings: jetway doctor`,
      absent: 'gateway',
    }),
  },
  {
    when: ({ status }) => status === 413,
    means: ({ name, said }) => ({
      code: 'gateway',
      message: `${name} finds the request too large (${said}).`,
      hint: 'Choose a model with a larger window: jetway list-models',
    }),
  },
  {
    when: () => true,
    means: ({ name, status, said }) => ({
      code: 'gateway',
      message: `${name} refused the request (${said}).`,
      hint:
        status === 400 || status === 422
          ? 'Find out what it does not take, and the setting that leaves it out: jetway doctor --deep'
          : 'Look for the cause: jetway doctor',
    }),
  },
];

/** What vendors say of windows, tools and money comes through gateways unchanged, and with statuses that mislead. */
function byWords(name: string, status: number, said: string): Diagnosis | undefined {
  if (
    [400, 413, 422].includes(status) &&
    /context[_ -](?:length|window|size)|prompt is too long|too many (?:input )?tokens/i.test(said)
  ) {
    return {
      code: 'model',
      message: `The conversation is longer than this model's window (${said}).`,
      hint: 'Choose a model with a larger one: jetway list-models --sort context',
    };
  }
  // Ollama's words (0.17.4), whoever passes them on.
  if (status === 400 && /\bdoes not support tools\b/i.test(said)) {
    return {
      code: 'model',
      message: `This model calls no tools, so that no agent can work with it (${said}).`,
      hint: 'Choose one that does: jetway list-models --tools',
    };
  }
  if (
    [400, 403, 429].includes(status) &&
    /credit balance|insufficient[_ ](?:quota|credit|balance|funds)|exceeded your current quota|billing (?:hard limit|not active)/i.test(
      said,
    )
  ) {
    return {
      code: 'gateway',
      message: `The account behind ${name} has no credit left (${said}).`,
      hint: 'Add credit there, or have its limit raised.',
    };
  }
  return undefined;
}

function isAboutModel(message: string): boolean {
  return (
    /\bmodels?\b/i.test(message) &&
    /not[ _]?found|does(?: not|n't) exist|unknown|invalid|unsupported|not (?:supported|allowed|available)|no access|not have access/i.test(
      message,
    )
  );
}

/** Whether an answer is a web page. */
export function isPage(body: unknown): boolean {
  return typeof body === 'string' && isHtml(body);
}

function isHtml(text: string): boolean {
  return /^\s*(?:<!--[^>]*-->\s*)?<(?:!doctype\s+html|html|head|body)\b/i.test(text.slice(0, 1000));
}

function firstLine(text: string): string {
  return isHtml(text) ? '' : safe(text.slice(0, 2000).trim().split('\n', 1)[0] ?? '');
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : clean(url, 80);
}
