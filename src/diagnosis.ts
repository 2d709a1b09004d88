import type { Connection, Diagnosis } from './gateways/gateway.ts';
import { textAt } from './json-path.ts';
import { clean } from './text.ts';

/**
 * What an answer with an error status means: by the gateway's own codes, else by the status, with the server's message.
 * Takes anything for a body (`body`: the JSON, undefined where it was none; `text`: the answer as it came) and never throws.
 */
export function explain(
  connection: Pick<Connection, 'gateway' | 'url' | 'explain'>,
  status: number,
  body: unknown,
  text: string,
): Diagnosis {
  return (
    connection.explain(status, body) ?? byStatus(connection, status, messageOf(body) ?? firstLine(text), isHtml(text))
  );
}

/** The message that a server put into its error, as one line; undefined where none of the usual places has one. */
export function messageOf(body: unknown): string | undefined {
  return places.map((path) => clean(textAt(body, ...path) ?? '')).find((message) => message !== '');
}

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
  };
}

/** By the status alone. `message` is the server's own, cleaned, or empty. */
function byStatus(
  connection: Pick<Connection, 'gateway' | 'url'>,
  status: number,
  message: string,
  html: boolean,
): Diagnosis {
  const name = connection.gateway.name;
  const said = message === '' || html ? `${status}` : `${status}: ${message}`;
  if (status === 429 || status === 408) {
    return {
      code: 'gateway',
      message: `${name} is being asked too much or too slowly (${said}).`,
      hint: 'Wait a minute and try again.',
      transient: true,
    };
  }
  if (status >= 500) {
    return {
      code: 'gateway',
      message: `${name} failed (${said}).`,
      hint: 'Try again in a moment; if it stays, ask who runs the gateway.',
      transient: true,
    };
  }
  if (html) return notAnApi(connection);
  if (status === 400 || status === 403 || status === 404) {
    if (isAboutModel(message)) {
      return {
        code: 'model',
        message: `${name} has no such model for this key (${said}).`,
        hint: 'See what it offers: jetway list-models',
      };
    }
  }
  if (status === 401 || status === 403) {
    return {
      code: 'credential',
      message: `${name} does not accept the key (${said}).`,
      hint: 'Store another one: jetway login',
    };
  }
  if (status === 402) {
    return {
      code: 'gateway',
      message: `${name} wants payment (${said}).`,
      hint: 'Add credit at the gateway, or have its budget raised.',
    };
  }
  if (status === 404 || status === 405) {
    return {
      code: 'gateway',
      message: `${name} has nothing at this address (${said}).`,
      hint: `Check the base URL (${connection.url}) and its settings: jetway doctor`,
    };
  }
  if (status === 413) {
    return {
      code: 'gateway',
      message: `${name} finds the request too large (${said}).`,
      hint: 'Choose a model with a larger window: jetway list-models',
    };
  }
  return {
    code: 'gateway',
    message: `${name} refused the request (${said}).`,
    hint: 'Look for the cause: jetway doctor',
  };
}

function isAboutModel(message: string): boolean {
  return (
    /\bmodels?\b/i.test(message) &&
    /not[ _]?found|does(?: not|n't) exist|unknown|invalid|unsupported|not (?:supported|allowed|available)|no access|not have access/i.test(
      message,
    )
  );
}

function isHtml(text: string): boolean {
  return /^\s*(?:<!--[^>]*-->\s*)?<(?:!doctype\s+html|html|head|body)\b/i.test(text.slice(0, 1000));
}

function firstLine(text: string): string {
  return clean(text.slice(0, 2000).trim().split('\n', 1)[0] ?? '');
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : clean(url, 80);
}
