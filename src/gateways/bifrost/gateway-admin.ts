import { isObject, at, type JsonObject } from '../../json-path.ts';
import type { SecretHeaders } from '../../keys/secret.ts';
import type { ManagedGateways } from '../managed-gateways.ts';
import { managing, only, type Reply } from '../management.ts';
import { passed, warned, type Finding } from '../status.ts';
import type { Question } from '../question.ts';
import { explain } from './admin-errors.ts';

const reads = 'the login of its administrator';

/** A server of Bifrost's is one gateway, whose configuration is read and never sent: a PUT that is refused has effects all the same. 2.0.0-prerelease3 */
export function gatewayAt(url: string, headers: SecretHeaders): ManagedGateways {
  const get = (): Question<Reply<JsonObject>> =>
    managing(
      { url: `${url}/api/config`, headers },
      (body) => (isObject(at(body, 'client_config')) ? { id: url, ...(body as JsonObject) } : undefined),
      explain,
    );
  return {
    reads,
    usual: url,
    changes: 'Bifrost is one gateway: its settings are changed on its dashboard or in its config.json, not from here.',
    checkName: () => undefined,
    row: (config) => {
      const client = at(config, 'client_config');
      return [
        url,
        at(client, 'enforce_auth_on_inference') === false ? 'no key wanted' : 'keys wanted',
        at(client, 'enable_logging') === false ? 'no logs' : 'logs',
        at(client, 'disable_content_logging') === true ? 'no prompts kept' : 'prompts kept',
      ];
    },
    remarks: () => [],
    practice: practiceIn,
    list: () => only(get()),
    get,
  };
}

function practiceIn(config: JsonObject): readonly Finding[] {
  const client = at(config, 'client_config');
  const bad = (detail: string, hint: string): Finding => warned('practice', detail, hint);
  return [
    at(client, 'enforce_auth_on_inference') === false
      ? bad('requests are taken without a key', 'Set enforce_auth_on_inference on its dashboard or in its config.json.')
      : passed('practice', 'requests want a virtual key'),
    ...(at(client, 'enable_logging') === false
      ? [bad('it keeps no logs', 'Set enable_logging on its dashboard or in its config.json.')]
      : []),
  ];
}
