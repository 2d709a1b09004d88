import { join, resolve } from 'node:path';
import { Failure } from '../../failure.ts';
import { variable } from '../../host.ts';
import { at, parseJson, type JsonObject } from '../../json-path.ts';
import type { ProtocolId } from '../../protocols/protocols.ts';
import type { ModelEndpoint, Target } from '../agent.ts';
import {
  keysOf,
  notPlain,
  plainKey,
  shellLine,
  type Configures,
  type Given,
  type PlainKey,
} from '../agent-configure.ts';
import { modelsOf } from './models.ts';

/**
 * A provider of `models.json` whose key is a command, run before each request (https://pi.dev/docs/latest/models, 1.6.0,
 * driven). It has no file of a project's that could say more than which provider.
 */
export const configure: Configures = {
  scopes: ['user'],
  configuration(target, given) {
    if (!isPlain(target.main)) throw notPlain('Pi', 'pi', target);
    const folder = folderOf(given);
    refuseLogin(folder, given);
    const { printKey, gateway } = target;
    const provider = {
      name: gateway.name,
      baseUrl: target.main.baseUrl,
      // Something has to stand there. A text without `!` and `$` is sent as it is.
      apiKey: printKey === undefined ? 'none' : `!${shellLine('Pi', 'pi', printKey, given.launch)}`,
      // Its SDK for Anthropic sends the key as x-api-key alone; with this, also as a bearer (1.6.0).
      ...(target.models.some(isBearerOfAnthropic) ? { authHeader: true } : {}),
      models: entriesOf(target),
    };
    return {
      edits: [
        {
          path: join(folder, 'models.json'),
          format: 'jsonc',
          wanted: keysOf(['providers', 'jetway'], provider).map((key) =>
            key.path.at(-1) === 'apiKey' ? { ...key, secret: true as const } : key,
          ),
        },
        {
          path: join(folder, 'settings.json'),
          format: 'json',
          wanted: [
            { path: ['defaultProvider'], value: 'jetway' },
            { path: ['defaultModel'], value: target.main.model },
          ],
        },
      ],
      files: [],
      remarks: ['A repository that you trust can choose another of your providers, but none of its own.'],
    };
  },
};

function folderOf({ launch: { host } }: Given): string {
  const named = variable(host.env, 'PI_CODING_AGENT_DIR', host.platform) ?? '';
  if (named === '') return join(host.home, '.pi', 'agent');
  return resolve(
    host.cwd,
    named.replace(/^~(?=$|[/\\])/, () => host.home),
  );
}

/** A login of that name wins over the key of `models.json` (1.6.0, driven). */
function refuseLogin(folder: string, { look }: Given): void {
  const path = join(folder, 'auth.json');
  if (at(parseJson(look.read(path) ?? '{}'), 'jetway') === undefined) return;
  throw new Failure(
    'configuration',
    `${path} has a login called jetway, which would be sent in place of the gateway's key.`,
    'Remove it: start pi, then /logout',
  );
}

/** The header in which each of its SDKs sends the key. */
const headers: Readonly<Record<ProtocolId, PlainKey>> = {
  'openai-responses': 'bearer',
  'openai-chat': 'bearer',
  'anthropic-messages': 'x-api-key',
  gemini: 'x-goog-api-key',
};

function isPlain(model: ModelEndpoint): boolean {
  const key = plainKey(model);
  return key === 'none' || key === headers[model.protocol] || isBearerOfAnthropic(model);
}

function isBearerOfAnthropic(model: ModelEndpoint): boolean {
  return model.protocol === 'anthropic-messages' && plainKey(model) === 'bearer';
}

function entriesOf(target: Target): readonly JsonObject[] {
  const models = target.models.filter(isPlain);
  return modelsOf({ ...target, models }, []).map(({ headers: _place, ...entry }) => entry);
}
