import { locateToml } from '../../config-layers/located-toml.ts';
import { at, listAt } from '../../json-path.ts';
import type { Obstacle } from '../agent-doctor.ts';
import type { Target } from '../agent.ts';

/**
 * Rules of `/etc/grok/requirements.toml` rank above the home of a launch; what is there as defaults, in `managed_config.toml`,
 * does not. Files that a deployment's server sent lie in the user's own folder and hold for a login there, which a launch
 * does without (1.0.41, driven).
 */
export function obstacles(text: string, { models }: Target, path = ''): readonly Obstacle[] {
  if (text.trim() === '') return [];
  if (!/[\\/]etc[\\/]grok[\\/][^\\/]*$|\.plist$/.test(path)) {
    return [
      {
        key: '(all of it)',
        why: "It came with a login of your organization's, which a launch does without.",
        overridable: true,
      },
    ];
  }
  if (path.endsWith('managed_config.toml')) return [];
  if (path.endsWith('.plist')) {
    return text.includes('requirements_toml_base64')
      ? [{ key: 'requirements_toml_base64', why: 'It holds rules that rank above a launch.', overridable: false }]
      : [];
  }
  const rules = locateToml(text)?.value;
  if (rules === undefined) return [ruled('(unreadable)', 'It is no TOML, so what it asks for is unknown.')];
  const allowed = listAt(rules, 'models', 'allowed_models').filter((one) => typeof one === 'string');
  const left = models.filter(({ model }) => !allowed.some((pattern) => fits(pattern, model)));
  const [main] = models;
  return [
    ...(at(rules, 'models', 'default') === undefined || at(rules, 'models', 'default') === main?.model
      ? []
      : [ruled('models.default', 'It says which model Grok Build begins with.')]),
    ...(allowed.length > 0 && main !== undefined && left.includes(main)
      ? [ruled('models.allowed_models', `${main.model} is not among them.`)]
      : []),
    ...['auth', 'grok_com_config'].flatMap((table) =>
      at(rules, table, 'disable_api_key_auth') === true || at(rules, table, 'force_login_team_uuid') !== undefined
        ? [ruled(table, 'It asks for a login of its own.')]
        : [],
    ),
    ...(models.some(({ model }) => at(rules, 'model', model) !== undefined)
      ? [ruled('model', 'It has another model under the id of one of the gateway.')]
      : []),
  ];
}

function ruled(key: string, why: string): Obstacle {
  return { key, why, overridable: false };
}

/** `*` and `?` alone. */
function fits(pattern: string, model: string): boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`).test(model);
}
