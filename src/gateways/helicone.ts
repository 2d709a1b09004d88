import { choiceReader, unanswered } from '../options/parse-settings.ts';
import { facetsOf, percentEncoded } from './attribution.ts';
import { interpretProbe, probeOver, type Asked } from './ask-over.ts';
import { Failure } from '../failure.ts';
import { Secret } from '../keys/secret.ts';
import { readBaseUrl, withoutEnding } from '../net/url.ts';
import type { Answers, Connection, Gateway, Route, Session } from './gateway.ts';
import { explainBody, keysUrl, wantsProviderKey } from './helicone/errors.ts';
import { credentialsFor, listOf, listRoute, routesTo, services, type Service } from './helicone/services.ts';

const names = Object.keys(services);
const readService = choiceReader('service', names);

const settings: Gateway['settings'] = [
  {
    id: 'service',
    question: 'Service of Helicone',
    where:
      "gateway: its AI Gateway, with Helicone's key alone. anthropic, openai: in front of that provider, whose own key goes along; Claude Code needs anthropic.",
    variables: [],
    default: 'gateway',
    choices: names,
    read: readService,
  },
  {
    id: 'base-url',
    question: 'Address of Helicone',
    where: 'Only for a proxy, or one that you run yourself.',
    variables: [],
    optional: true,
    read: readAddress,
  },
];

/** Helicone, which keeps what passes through it. https://docs.helicone.ai, 2026-11 */
export const helicone: Gateway = {
  id: 'helicone',
  aliases: ['helicone-ai', 'helicone-ai-gateway', 'helicone.ai'],
  name: 'Helicone',
  settings,
  keyVariables: ['HELICONE_API_KEY'],
  key: 'required',
  keysUrl,
  keyNeeds: 'A key of Helicone’s own, not one of a provider’s.',
  hosts: ['helicone.ai'],
  takesProviderKey: true,
  missing: (answers) => unanswered(settings, answers),
  connect,
};

function connect(answers: Answers): Connection {
  const { 'base-url': address, service: known } =
    answers['base-url'] === undefined ? {} : readAddress(answers['base-url']);
  // At an address of Helicone's there is one service only: with another in mind, a key would go to the wrong one.
  const name = known ?? readService(answers['service'] ?? 'gateway')['service'] ?? '';
  const service = services[name] as Service;
  const baseUrl = address ?? service.url;
  const route = listRoute(service, (routesTo(service, baseUrl, '') as readonly [Route])[0]);
  const self: Asked & Pick<Connection, 'hints'> = {
    gateway: { id: helicone.id, name: helicone.name },
    url: baseUrl,
    account: baseUrl,
    credentials: (way, sent) => credentialsFor(baseUrl, way, sent),
    hints: { protocol: 'Helicone has its services apart: --set service=anthropic, openai or gateway' },
    explain: (status, body) => explainBody(service.provider, status, body),
  };
  return {
    ...self,
    ...(service.provider === undefined ? {} : { needsProviderKey: true }),
    key: new Secret(baseUrl),
    routes: (model = '') => routesTo(service, baseUrl, model),
    lists: (keys, idsOnly) => [listOf(service, self, route, keys, idsOnly)],
    // The AI Gateway's list is open to all, and a provider's says nothing of Helicone's key.
    probe: (keys) =>
      probeOver(self, route, keys, listOf(service, self, route, keys).url, (status, body) =>
        wantsProviderKey(service.provider, status, body) ? 'open' : interpretProbe(self, status, body, 'open'),
      ),
    attribution,
  };
}

/** Helicone's own pages write its key behind the address, where it would be kept with the profile. */
function readAddress(text: string): Answers {
  const hint =
    'Give the address alone, for example https://ai-gateway.helicone.ai. A key has its own place: jetway login';
  if (/\/[sp]k-/.test(text)) throw new Failure('configuration', 'There is a key in the address.', hint);
  const url = withoutEnding(readBaseUrl(text, hint), /\/(?:v1|chat\/completions|responses|messages|models)$/);
  const known = names.find((name) => services[name]?.url === new URL(url).origin);
  return { 'base-url': url, ...(known === undefined ? {} : { service: known }) };
}

/** A session wants all three of its headers. https://docs.helicone.ai/features/sessions and …/helicone-headers, 2026-11 */
function attribution(session: Session): Readonly<Record<string, string>> {
  const agent = percentEncoded(session.agent);
  return {
    'helicone-session-id': session.session,
    'helicone-session-name': agent,
    'helicone-session-path': `/${agent}`,
    ...Object.fromEntries(
      facetsOf(session)
        .filter(([name]) => name !== 'session' && name !== 'agent')
        .map(([name, value]) => [
          name === 'user' ? 'helicone-user-id' : `helicone-property-${name.toLowerCase()}`,
          percentEncoded(value),
        ]),
    ),
  };
}
