import type { Diagnosis } from '../gateway.ts';
import { credential, gateway, model, passing, tokensPage, tooLong } from './diagnoses.ts';
import type { Place } from './errors.ts';

type Explainer = (said: string, place: Place, status: number) => Diagnosis | undefined;

/** Codes of the gateway (2000 to 2047), of Cloudflare's API, and of Workers AI. */
export const byCode: ReadonlyMap<number, Explainer> = new Map<number, Explainer>([
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
  [5021, () => tooLong],
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
