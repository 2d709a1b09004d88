import { addressSetting } from './address-setting.ts';
import { answerTo, unanswered } from '../options/parse-settings.ts';
import { isWithoutList, interpretProbe, listOver, presenceAt, probeOver, withoutList, type Asked } from './ask-over.ts';
import { messageOf } from './diagnosis.ts';
import { at, parseJson, textAt } from '../json-path.ts';
import { bearer } from '../keys/key-headers.ts';
import { readModelList } from '../models/read-list.ts';
import { Secret } from '../keys/secret.ts';
import type { Answers, Connection, Diagnosis, Gateway, Route } from './gateway.ts';

const defaultUrl = 'http://localhost:8080';
const metadata = '/.well-known/oauth-authorization-server';

const settings: Gateway['settings'] = [
  addressSetting({
    question: 'Address of the Claude apps gateway',
    where: "As Claude Code's /login asks for it; at a LiteLLM proxy with /claude_code_gateway at the end.",
    default: defaultUrl,
    hint: 'Give the address of the gateway, for example https://claude-gateway.example.com',
    ending: /\/(?:v1|messages|models|device|protocol|managed\/settings|\.well-known\/oauth-authorization-server)$/,
  }),
];

/**
 * The gateway in Claude Code's own program (`claude gateway`, 2.1.332), and whatever serves its protocol, as LiteLLM does:
 * Claude's models over one protocol, for people who sign in. What it serves is written at its `/protocol`.
 * https://code.claude.com/docs/en/claude-apps-gateway, 2026-11
 */
export const claudeApps: Gateway = {
  id: 'claude-apps',
  aliases: ['claude-apps-gateway', 'claude-gateway', 'claude-code-gateway'],
  name: 'Claude apps gateway',
  settings,
  keyVariables: [],
  key: 'required',
  keyNeeds: 'The token of a sign-in, which ends within hours. Better: jetway login --sso.',
  takesProviderKey: false,
  localProbe: {
    url: `${defaultUrl}${metadata}`,
    headers: {},
    read: (status, body) => status === 200 && describesIt(body),
  },
  missing: (answers) => unanswered(settings, answers),
  connect,
};

function connect(answers: Answers): Connection {
  const baseUrl = answerTo('base-url', settings, answers);
  const key = new Secret(baseUrl);
  const route = (model: string): Route => ({ protocol: 'anthropic-messages', baseUrl, model });
  const self: Asked & Pick<Connection, 'hints'> = {
    gateway: { id: claudeApps.id, name: claudeApps.name },
    url: baseUrl,
    account: baseUrl,
    // It looks at no x-api-key.
    credentials: (_route, sent) => (sent.key ? bearer(key) : {}),
    hints: { start: 'Start it: claude gateway --config gateway.yaml' },
    explain: (status, body) => explainBody(status, body),
  };
  return {
    ...self,
    key,
    routes: (model = '') => [route(model)],
    // LiteLLM has none there.
    lists: (keys) => [
      listOver(self, route(''), keys, (body) => readModelList(body, () => ['anthropic-messages']), { optional: true }),
    ],
    presence: (keys) => presenceAt(self, [route('')], keys),
    // Without a token its list is refused, while its description is anybody's.
    probe: (keys) =>
      keys.has(baseUrl)
        ? probeOver(self, route(''), keys, `${baseUrl}/v1/models`, (status, body) =>
            isWithoutList(status, body) ? withoutList(self, status) : interpretProbe(self, status, body, 'accepted'),
          )
        : probeOver(self, route(''), keys, `${baseUrl}${metadata}`, (status, body) =>
            interpretProbe(self, status, body, 'open'),
          ),
    // The device grant; no client is looked at. Without a refresh token from behind it the sign-in ends with its hour.
    signIn: { issuer: baseUrl, clientId: 'jetway', scopes: [], whose },
  };
}

/** The device grant alone, with no page for a browser of this machine: no other issuer is like that. LiteLLM 1.108 has no version. */
function describesIt(body: unknown): boolean {
  const device = textAt(body, 'device_authorization_endpoint') ?? '';
  return device.endsWith('/oauth/device_authorization') && at(body, 'authorization_endpoint') === undefined;
}

/** 2.1.332 tells it in the token alone, a JSON Web Token; LiteLLM tells an id. */
function whose(answer: unknown): string | undefined {
  const [, payload = ''] = (textAt(answer, 'access_token') ?? '').split('.');
  const claims = parseJson(Buffer.from(payload, 'base64url').toString('utf8'));
  return textAt(answer, 'email') ?? textAt(claims, 'email') ?? textAt(answer, 'user_id') ?? textAt(claims, 'sub');
}

/**
 * By the text alone: what the provider behind it refuses passes through as it came, with the status and the type of a refusal of
 * its own, which says `invalid token` and nothing else. 2.1.332
 */
function explainBody(status: number, body: unknown): Diagnosis | undefined {
  const text = messageOf(body) ?? '';
  if (/\b(?:allowlist|denylist|not available on this upstream|not served by upstream)\b/i.test(text)) {
    return {
      code: 'model',
      message: `You may not use this model (${text}).`,
      hint: 'See which you may: jetway list-models',
    };
  }
  if (/^invalid token$/i.test(text)) {
    return {
      code: 'credential',
      message: 'The gateway does not accept the token: it has ended, or is not one of its own.',
      hint: 'Sign in again: jetway login --sso',
    };
  }
  const isPassedOn =
    status === 401 && textAt(body, 'type') === 'error' && !/^authentication error\b|litellm/i.test(text);
  if (isPassedOn || /\bcheck the gateway operator\b/.test(text)) {
    return {
      code: 'gateway',
      message: `The provider behind the gateway refuses the gateway's own key (${text}).`,
      hint: 'Tell who runs the gateway: its log has the cause.',
    };
  }
  return undefined;
}
