import { messageOf } from '../../diagnosis.ts';
import { at, listAt } from '../../json-path.ts';
import type { Diagnosis } from '../gateway.ts';

/** What an explanation may name. The ids are missing behind a domain of the user's own. */
export interface Place {
  readonly url: string;
  readonly accountId?: string;
  readonly gatewayId?: string;
}

/**
 * What an error of Cloudflare's, or of a provider behind it, means: by code, then text, then status, since one code stands
 * for several causes and 402 is not always about money. Undefined for what says nothing of its own.
 * https://developers.cloudflare.com/ai-gateway/, "Troubleshooting", and bodies seen in the wild, 2026-11
 */
export function explainError(place: Place, status: number, body: unknown): Diagnosis | undefined {
  const said = messageOf(body) ?? '';
  for (const code of codesOf(body)) {
    const known = byCode.get(code)?.(said, place, status);
    if (known !== undefined) return known;
  }
  return byText(status, said);
}

/** Any shape: the gateway writes a list `error`, the REST API a list `errors`; 10000 may come as text. */
export function codesOf(body: unknown): readonly number[] {
  const entries = [...listAt(body, 'error'), ...listAt(body, 'errors')].slice(0, 20);
  const codes = [at(body, 'internalCode'), ...entries.map((entry) => at(entry, 'code'))];
  return codes
    .map((code) => (typeof code === 'string' ? Number(code) : code))
    .filter((code) => typeof code === 'number');
}

type Explainer = (said: string, place: Place, status: number) => Diagnosis | undefined;

const tokensPage = 'https://dash.cloudflare.com/profile/api-tokens';

const credential = (message: string, hint: string): Diagnosis => ({ code: 'credential', message, hint });
const gateway = (message: string, hint: string): Diagnosis => ({ code: 'gateway', message, hint });
const model = (message: string, hint: string): Diagnosis => ({ code: 'model', message, hint });
const passing = (message: string, hint: string): Diagnosis => ({ code: 'gateway', message, hint, transient: true });

const byCode: ReadonlyMap<number, Explainer> = new Map<number, Explainer>([
  [2001, (_said, place) => noGateway(place)],
  [
    2002,
    () => passing("The gateway could not read the model's answer.", 'Try again; if it stays, choose another model.'),
  ],
  [
    2003,
    () =>
      passing("The gateway's own rate limit is reached.", 'Wait a minute, or have the limit raised in its settings.'),
  ],
  [
    2005,
    () => passing('The provider behind the gateway did not answer.', 'Nothing is wrong with the settings: try again.'),
  ],
  [
    2008,
    () => ({
      code: 'configuration',
      message: 'The gateway knows no such provider.',
      hint: 'Write the model as provider/model, for example anthropic/claude-sonnet-4-5: jetway list-models',
    }),
  ],
  [
    2009,
    () =>
      credential(
        'Cloudflare does not accept the token for this gateway: it is wrong, of another account, or lacks the permission.',
        `Make one with the permission "AI Gateway: Run" at ${tokensPage}, then: jetway login`,
      ),
  ],
  [2019, () => model('The model needs its provider in front here.', 'Write it as provider/model: jetway list-models')],
  [2021, unpaid],
  [2029, (said) => blocked('request', said)],
  [2030, (said) => blocked('answer', said)],
  [
    2040,
    (said) => ({
      code: 'configuration',
      message: said === '' ? 'The gateway holds no provider key of that name.' : said,
      hint: "Provider keys are kept in the gateway's settings: https://dash.cloudflare.com",
    }),
  ],
  [
    2045,
    (said) =>
      gateway(
        said === '' ? 'A spending limit of the gateway is reached.' : said,
        "Wait until the rule's time is over, or have the limit raised in the gateway's settings.",
      ),
  ],
  [
    2047,
    (said) => credential(`Cloudflare does not accept the credentials (${said}).`, 'Store another token: jetway login'),
  ],
  [
    10000,
    () =>
      credential(
        'Cloudflare does not accept the token for this request.',
        `It may be wrong or lack a permission; look at ${tokensPage}, then: jetway login`,
      ),
  ],
  [
    1000,
    () =>
      credential(
        'The Cloudflare token is mistyped or was revoked.',
        `Make another at ${tokensPage}, then: jetway login`,
      ),
  ],
  [7001, () => gateway("Cloudflare's API does not take this request.", 'Check the base URL: jetway doctor')],
  [7002, () => passing('Cloudflare has not written this down yet.', 'Try again in a few seconds.')],
  [
    7003,
    (said, _place, status) =>
      status === 404 || /model not found/i.test(said)
        ? model(said === '' ? 'Cloudflare knows no such model.' : said, 'See what there is: jetway list-models')
        : gateway(`The model refused the request (${said}).`, 'Choose another model: jetway list-models'),
  ],
  [
    5021,
    () =>
      model(
        "The conversation is longer than this model's window.",
        'Choose a model with a larger one: jetway list-models',
      ),
  ],
  [3006, () => gateway('The request is too large for Workers AI.', 'Begin a new conversation, or send smaller files.')],
  [3007, () => passing('The model did not answer in time.', 'Try again, or choose another model: jetway list-models')],
  [
    3036,
    () =>
      gateway(
        "Today's free allocation of Workers AI is used up.",
        'Wait until tomorrow, or choose a paid plan or another model.',
      ),
  ],
  [
    3040,
    () =>
      passing(
        'Workers AI has no capacity for this model just now.',
        'Try again, or choose another model: jetway list-models',
      ),
  ],
  [3042, () => model('Workers AI has no such model.', 'See what there is: jetway list-models')],
  [5007, () => model('Workers AI has no such model, or not for this task.', 'See what there is: jetway list-models')],
]);

function noGateway({ url, accountId, gatewayId }: Place): Diagnosis {
  const what =
    gatewayId === undefined ? `no gateway behind ${url}` : `no gateway "${gatewayId}" in account ${accountId}`;
  return {
    code: 'configuration',
    message: `There is ${what}.`,
    hint: 'Look both ids up under AI > AI Gateway at https://dash.cloudflare.com, then pass --account-id and --gateway-id.',
  };
}

/** One code for no credit, for a model outside Unified Billing, and for a rate limit. */
function unpaid(said: string): Diagnosis {
  if (/rate limit/i.test(said)) {
    return passing(
      "Unified Billing's rate limit for this gateway is reached.",
      'Wait a minute, or use a provider key of your own.',
    );
  }
  if (/not available|unified billing/i.test(said)) {
    return model(
      'Unified Billing does not cover this model.',
      "Choose another model, or store that provider's key in the gateway at https://dash.cloudflare.com.",
    );
  }
  return gateway(
    'There is no credit for Unified Billing.',
    'Buy credits under AI > AI Gateway at https://dash.cloudflare.com, or store a provider key in the gateway.',
  );
}

function blocked(what: 'request' | 'answer', said: string): Diagnosis {
  return gateway(
    `The gateway's data-loss rules blocked the ${what}${said === '' ? '' : ` (${said})`}.`,
    'Ask the owner of the gateway which content its rules forbid.',
  );
}

/** The providers' own bodies come through unchanged. */
function byText(status: number, said: string): Diagnosis | undefined {
  if (status === 401 && /api[ -]?key/i.test(said)) {
    return credential(
      `The provider behind the gateway got no key that it accepts (${said}).`,
      "Store the provider's key in the gateway, or buy Unified Billing credits, both at https://dash.cloudflare.com; or set JETWAY_PROVIDER_KEY.",
    );
  }
  // GraphQL answers 200 all the same.
  if (/not authorized for that account/i.test(said)) {
    return credential(
      'The Cloudflare token may not read the figures of this account.',
      `Give it the permission "Account Analytics: Read" at ${tokensPage}`,
    );
  }
  if (status === 413 && /context window/i.test(said)) {
    return model(
      "The conversation is longer than this model's window.",
      'Choose a model with a larger one: jetway list-models',
    );
  }
  return undefined;
}
