import { choiceReader } from '../../options/parse-settings.ts';
import { Failure } from '../../failure.ts';
import type { Answers, Gateway } from '../gateway.ts';
import type { Place } from './errors.ts';
import { defaultOrigin, readAccountId, readGatewayId, readUrl, whereAccountId, whereGatewayId } from './url.ts';

const accountId = {
  id: 'account-id',
  question: 'Cloudflare account id',
  where: whereAccountId,
  variables: ['CLOUDFLARE_ACCOUNT_ID', 'CF_AI_GATEWAY_ACCOUNT_ID'],
  read: readAccountId,
};

const gatewayId = {
  id: 'gateway-id',
  question: 'Gateway id',
  where: whereGatewayId,
  variables: ['CLOUDFLARE_GATEWAY_ID', 'CLOUDFLARE_AI_GATEWAY_ID', 'CF_AI_GATEWAY_GATEWAY_ID'],
  read: readGatewayId,
};

const headerChoices = ['authorization', 'cf-aig-authorization', 'both'];

export const settings: Gateway['settings'] = [
  accountId,
  gatewayId,
  {
    id: 'base-url',
    question: 'Base URL',
    where: `Only for a proxy or a domain of your own; stands for ${defaultOrigin}/v1/<account>/<gateway>.`,
    variables: [],
    optional: true,
    read: readUrl,
  },
  {
    id: 'credential-header',
    question: 'Header for the gateway token',
    variables: [],
    default: 'authorization',
    choices: headerChoices,
    read: choiceReader('credential-header', headerChoices),
  },
];

/** Throws a `configuration` Failure for ids that are missing, wrong, or not those of the base URL. */
export function placeOf(answers: Answers): Place {
  const given = { ...checked(answers, accountId), ...checked(answers, gatewayId) };
  if (hasOwnBase(answers)) {
    const { 'base-url': url = '', ...inUrl } = readUrl(answers['base-url'] ?? '');
    for (const [id, value] of Object.entries(inUrl)) {
      if (given[id] !== undefined && given[id] !== value) {
        throw new Failure(
          'configuration',
          `The base URL has the ${id} ${value}, not ${given[id]}.`,
          `Leave out --${id}.`,
        );
      }
    }
    return { url, ...ids({ ...given, ...inUrl }) };
  }
  for (const setting of [accountId, gatewayId]) {
    if (given[setting.id] === undefined) {
      throw new Failure(
        'configuration',
        `Cloudflare AI Gateway needs its ${setting.id}.`,
        `Pass --${setting.id}. ${setting.where}`,
      );
    }
  }
  return { url: `${defaultOrigin}/v1/${given['account-id']}/${given['gateway-id']}`, ...ids(given) };
}

/** Whether the requests go to a proxy or a domain of the user's own, which needs no ids. */
export function hasOwnBase(answers: Answers): boolean {
  const base = answers['base-url'];
  return base !== undefined && base !== defaultOrigin;
}

function checked(answers: Answers, setting: typeof accountId): Answers {
  const value = answers[setting.id];
  if (value === undefined) return {};
  const { [setting.id]: read } = setting.read(value);
  return read === undefined ? {} : { [setting.id]: read };
}

function ids(answers: Answers): Omit<Place, 'url'> {
  const { 'account-id': account, 'gateway-id': id } = answers;
  return { ...(account === undefined ? {} : { accountId: account }), ...(id === undefined ? {} : { gatewayId: id }) };
}

/** Where the token goes while no provider's key stands beside it. */
export function headerChoice(answers: Answers): string {
  const read = choiceReader('credential-header', headerChoices)(answers['credential-header'] ?? 'authorization');
  return read['credential-header'] ?? 'authorization';
}
