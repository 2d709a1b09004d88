import { bearer } from '../keys/key-headers.ts';
import { answerTo, unanswered } from '../options/parse-settings.ts';
import type { Model } from '../models/catalogue.ts';
import { interpretProbe, listOver, probeOver, type Asked } from './ask-over.ts';
import { messageOf } from './diagnosis.ts';
import { at, listAt, textAt } from '../json-path.ts';
import { readModelList } from '../models/read-list.ts';
import type { ProtocolId } from '../protocols/protocols.ts';
import { Secret } from '../keys/secret.ts';
import { readBaseUrl, withoutEnding } from '../net/url.ts';
import { vendorOf } from '../models/vendors.ts';
import type { Answers, Connection, Diagnosis, Gateway, Route } from './gateway.ts';

const settings: Gateway['settings'] = [
  {
    id: 'base-url',
    question: 'Address of the Databricks workspace',
    where: 'As in the browser: https://dbc-a1b2c3d4-e5f6.cloud.databricks.com',
    variables: ['DATABRICKS_HOST'],
    read: (text) => ({
      'base-url': withoutEnding(
        readBaseUrl(text.split(/[?#]/, 1)[0] ?? '', 'Give the address of the workspace, without a path.'),
        /\/(?:ai-gateway|anthropic|codex|mlflow|gemini|v1|v1beta|messages|responses|chat\/completions|models|browse)$/,
      ),
    }),
  },
];

/**
 * The AI Gateway of a Databricks workspace: a place for each protocol, each with the models of its maker.
 * https://github.com/databricks/ucode, 2026-08
 */
export const databricks: Gateway = {
  id: 'databricks',
  aliases: ['databricks-ai-gateway', 'mosaic-ai-gateway'],
  name: 'Databricks AI Gateway',
  settings,
  keyVariables: ['DATABRICKS_TOKEN'],
  key: 'required',
  keysUrl: 'https://docs.databricks.com/aws/en/dev-tools/auth/pat',
  keyNeeds: 'A token of somebody who may query the models ("Can query").',
  hosts: ['cloud.databricks.com', 'gcp.databricks.com', 'azuredatabricks.net'],
  takesProviderKey: false,
  missing: (answers) => unanswered(settings, answers),
  connect,
};

function connect(answers: Answers): Connection {
  const workspace = answerTo('base-url', settings, answers);
  const key = new Secret(workspace);
  const messages = routeOver('anthropic-messages', workspace, '');
  const self: Asked = {
    gateway: { id: databricks.id, name: databricks.name },
    url: workspace,
    account: workspace,
    credentials: (_route, sent) => (sent.key ? bearer(key) : {}),
    explain: (status, body) => explainBody(workspace, status, body),
  };
  return {
    ...self,
    key,
    routes: (model = '') => protocolsOf(model).map((protocol) => routeOver(protocol, workspace, model)),
    // The first names the workspace's endpoints of every maker; the second is there where it may not be read.
    lists: (keys) => [
      listOver(self, messages, keys, readEndpoints, {
        url: `${workspace}/api/2.0/serving-endpoints:foundation-models`,
      }),
      listOver(self, messages, keys, readClaude),
    ],
    probe: (keys) =>
      probeOver(self, messages, keys, `${messages.baseUrl}/v1/models`, (status, body) =>
        interpretProbe(self, status, body, keys.has(workspace) ? 'accepted' : 'open'),
      ),
    // The client of its own command line, which every workspace knows; only this port is registered for it.
    // https://docs.databricks.com/aws/en/dev-tools/auth/oauth-u2m, 2026-11
    signIn: {
      issuer: `${workspace}/oidc`,
      clientId: 'databricks-cli',
      scopes: ['all-apis', 'offline_access'],
      redirect: { host: 'localhost', ports: [8020], path: '/' },
    },
    // Who sent a request is told apart by its user agent; this marks it as a coding agent's.
    attribution: () => ({ 'x-databricks-use-coding-agent-mode': 'true' }),
  };
}

const paths: Readonly<Record<ProtocolId, string>> = {
  'anthropic-messages': '/anthropic',
  'openai-responses': '/codex/v1',
  'openai-chat': '/mlflow/v1',
  gemini: '/gemini',
};

function routeOver(protocol: ProtocolId, workspace: string, model: string): Route {
  return { protocol, baseUrl: `${workspace}/ai-gateway${paths[protocol]}`, model };
}

/** `databricks-claude-sonnet-5`, `system.ai.claude-sonnet-5`: a maker's own protocol, and chat for all. */
function protocolsOf(model: string): readonly ProtocolId[] {
  if (model === '') return ['anthropic-messages', 'openai-responses', 'gemini', 'openai-chat'];
  const name = model.replace(/^[\w-]+\.[\w-]+\./, '').replace(/^databricks-/, '');
  const [own] = name.startsWith('gpt-oss') ? [] : (vendorOf(name)?.protocols ?? []);
  return own === undefined ? ['openai-chat'] : [own, 'openai-chat'];
}

const apis: Readonly<Record<ProtocolId, string>> = {
  'anthropic-messages': 'anthropic/v1/messages',
  'openai-responses': 'openai/v1/responses',
  'openai-chat': 'mlflow/v1/chat/completions',
  gemini: 'gemini/v1/generateContent',
};

/** Those that the AI Gateway serves, over what their endpoints are said to have. */
function readEndpoints(body: unknown): readonly Model[] {
  const spoken = new Map<string, readonly ProtocolId[]>();
  for (const endpoint of listAt(body, 'endpoints')) {
    const served = listAt(endpoint, 'config', 'served_entities')
      .map((entity) => at(entity, 'foundation_model'))
      .filter((model) => at(model, 'ai_gateway_v2_supported') === true)
      .flatMap((model) => listAt(model, 'api_types'));
    const name = textAt(endpoint, 'name') ?? '';
    spoken.set(
      name,
      protocolsOf(name).filter((protocol) => served.includes(apis[protocol])),
    );
  }
  return readModelList({ data: [...spoken.keys()].map((id) => ({ id })) }, (id) => spoken.get(id) ?? []);
}

/** The ids that end like this are other names for the same. */
function readClaude(body: unknown): readonly Model[] {
  return readModelList({ data: listAt(body, 'data') }, protocolsOf).filter(({ id }) => !id.endsWith('-anthropic'));
}

function explainBody(workspace: string, status: number, body: unknown): Diagnosis | undefined {
  if (status !== 401 && status !== 403) return undefined;
  const said = messageOf(body) ?? String(status);
  if (/not (?:been )?enabled|feature/i.test(said)) return undefined;
  return {
    code: 'credential',
    message: `Databricks does not accept the token (${said}).`,
    hint: `One of OAuth's lasts an hour. Have it made anew: --key-command "sh -c 'databricks auth token --host ${workspace} | jq -r .access_token'"`,
  };
}
