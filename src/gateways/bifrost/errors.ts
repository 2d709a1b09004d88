import { messageOf } from '../diagnosis.ts';
import { at, textAt } from '../../json-path.ts';
import { clean } from '../../text.ts';
import type { Diagnosis } from '../gateway.ts';

/**
 * By `type`, else by the text: the dialects of Anthropic and Google, and the quota of 2.0, have no type of Bifrost's own.
 * What fits no entry and is a 401 or 403 came from the provider. 1.4.11 and 2.0.0-prerelease3.
 */
export function explainBody(status: number, body: unknown): Diagnosis | undefined {
  const said = messageOf(body) ?? '';
  const types = [textAt(body, 'type'), textAt(body, 'error', 'type'), textAt(body, 'error', 'code')];
  const passedOn = isPassedOn(body);
  // Providers speak of limits of their own in the same words.
  const found = (passedOn ? errors : [...errors, ...limits]).find(
    ([type, pattern]) => types.some((given) => given !== undefined && type?.test(given)) || pattern.test(said),
  );
  if (found !== undefined) return found[2](said);
  if (status === 401 || status === 403) return isProviders(body, said) ? refusedUpstream(body, said) : undefined;
  return passedOn ? failedUpstream(status, body, said) : undefined;
}

export const switchedOff: Diagnosis = {
  code: 'credential',
  message: 'The virtual key is switched off.',
  hint: 'Have it switched on in Bifrost, or store another: jetway login',
};

export const waitForReset = 'Wait for its reset, or have it raised in Bifrost.';

const limitText =
  /\bbudget exceeded\b|\brate limit (?:check failed|violated|exceeded)|\b(?:token|request) limit exceeded/i;

const behind = (said: string): string => (said === '' ? '' : ` (${clean(said)})`);

type Row = readonly [type: RegExp | undefined, text: RegExp, (said: string) => Diagnosis];

const limits: readonly Row[] = [
  [/^budget_exceeded$/, /\bbudget exceeded\b/i, budgetUsedUp],
  [/^(?:rate|token|request)_limited$/, limitText, limitReached],
];

const errors: readonly Row[] = [
  [
    /^virtual_key_required$/,
    /\bvirtual key is required\b|\bvirtual key required\b|\bmissing virtual key\b/i,
    () => ({
      code: 'credential',
      message: 'This Bifrost wants a virtual key.',
      // 1.4.11 says this of a key that it does not know, too.
      hint: 'Store one that it knows: jetway login. An older key, without sk-bf- in front, also needs --set key-header=x-bf-vk',
    }),
  ],
  [
    /^virtual_key_not_found$/,
    /\bvirtual key not found\b/i,
    () => ({
      code: 'credential',
      message: 'This Bifrost does not know the virtual key.',
      hint: 'It may be from another Bifrost, or deleted. Store the right one: jetway login',
    }),
  ],
  [
    undefined,
    /\bvirtual key (?:has|is) expired\b/i,
    () => ({
      code: 'credential',
      message: 'The virtual key has expired.',
      hint: 'Have its end put off in Bifrost, or store another: jetway login',
    }),
  ],
  [/^virtual_key_blocked$/, /\bvirtual key is (?:blocked|not active|inactive|disabled)\b/i, () => switchedOff],
  [
    /^(?:model|provider)_blocked$/,
    /\bnot allowed for this virtual key\b/i,
    (said) => ({
      code: 'model',
      message: `The virtual key may not use this model${behind(said)}.`,
      hint: 'See what it may: jetway list-models',
    }),
  ],
  [
    undefined,
    /\bcould not auto[- ]resolve a provider\b/i,
    (said) => ({
      code: 'model',
      message: `Bifrost knows no provider for this model${behind(said)}.`,
      hint: 'Name it as provider/model; what there is: jetway list-models',
    }),
  ],
  [
    undefined,
    /\bno keys found for provider\b/i,
    (said) => ({
      code: 'gateway',
      message: `The virtual key is given none of Bifrost's keys for this provider${behind(said)}.`,
      hint: 'Have a key of the provider given to it in Bifrost, or choose a model of another provider.',
    }),
  ],
];

const owners: readonly (readonly [RegExp, string])[] = [
  [/\bteam budget\b/i, 'of the team'],
  [/\bcustomer budget\b/i, 'of the customer'],
  [/\bprovider[- ](?:level )?(?:config )?budget\b/i, 'of the virtual key for this provider'],
  [/\bmodel-level budget\b(?!.*\bAllModels\b)/i, 'of the virtual key for this model'],
];

function budgetUsedUp(said: string): Diagnosis {
  const owner = owners.find(([pattern]) => pattern.test(said))?.[1] ?? 'of the virtual key';
  return {
    code: 'gateway',
    message: `The budget ${owner} is used up${behind(figuresIn(said) ?? said)}.`,
    hint: `${waitForReset} When that is, where Bifrost tells: jetway doctor`,
  };
}

/** `0.0003 of 0.0001 USD`; undefined where the text has none. */
function figuresIn(said: string): string | undefined {
  const [, used, limit] = /(\d+(?:\.\d+)?) >= (\d+(?:\.\d+)?) dollars/.exec(said) ?? [];
  return used === undefined ? undefined : `${used} of ${limit} USD`;
}

/** A limit that starts anew within minutes is worth the wait, one of a day is not. */
function limitReached(said: string): Diagnosis {
  const [, what, figures, period = ''] =
    /\b(token|request) limit exceeded \((\d+\/\d+), resets every (\w+)\)/i.exec(said) ?? [];
  const told = what === undefined ? said : `${(figures ?? '').replace('/', ' of ')} ${what}s, each ${period}`;
  return {
    code: 'gateway',
    message: `A rate limit of the virtual key is reached${behind(told)}.`,
    hint: `${waitForReset} When that is, where Bifrost tells: jetway doctor`,
    ...(/^(?:\d+[sm]|)$/.test(period) ? { transient: true } : {}),
  };
}

/** Governance speaks of the virtual key, in each dialect; `Unauthorized` alone is said to who is not the administrator. */
function isProviders(body: unknown, said: string): boolean {
  if (said === '' || /\bvirtual key\b|^unauthorized$/i.test(said)) return false;
  const own = textAt(body, 'error', 'type');
  if (textAt(body, 'type') === 'error') return own !== undefined && own !== 'api_error';
  return at(body, 'extra_fields') !== undefined || at(body, 'error', 'details') !== undefined;
}

/**
 * Whether the error is the provider's own beyond doubt: what governance says has a `type` at the top, and `api_error` in
 * the dialect of Anthropic. That of Google tells of neither.
 */
function isPassedOn(body: unknown): boolean {
  const type = textAt(body, 'type');
  const own = textAt(body, 'error', 'type');
  if (type === 'error') return own !== undefined && own !== 'api_error';
  return type === undefined && textAt(body, 'extra_fields', 'provider') !== undefined;
}

const another = 'or choose a model of another provider: jetway list-models';

function refusedUpstream(body: unknown, said: string): Diagnosis {
  return {
    code: 'gateway',
    message: `${providerIn(body)} refuses Bifrost's own key${behind(said)}.`,
    hint: `Ask who runs Bifrost, ${another}`,
  };
}

/** What the status says of the gateway to others, it says here of the provider. */
function failedUpstream(status: number, body: unknown, said: string): Diagnosis | undefined {
  const name = providerIn(body);
  const why = ` (${said === '' ? status : `${status}: ${clean(said)}`})`;
  if (status === 402 || (status === 429 && /\b(?:quota|credits?|balance|billing)\b/i.test(said))) {
    return {
      code: 'gateway',
      message: `${name} has no credit left for Bifrost's own key${why}.`,
      hint: `Ask who runs Bifrost, ${another}`,
    };
  }
  if (status === 429) {
    return {
      code: 'gateway',
      message: `${name} is being asked too much${why}.`,
      hint: `Wait a minute and try again, ${another}`,
      transient: true,
    };
  }
  if (status < 500) return undefined;
  return {
    code: 'gateway',
    message: `${name} failed${why}.`,
    hint: `Try again in a moment, ${another}`,
    transient: true,
  };
}

function providerIn(body: unknown): string {
  const provider = clean(textAt(body, 'extra_fields', 'provider') ?? '', 40);
  return `The provider behind Bifrost${provider === '' ? '' : `, ${provider},`}`;
}
