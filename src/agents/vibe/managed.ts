import { locateToml } from '../../config-layers/located-toml.ts';
import { plainAt } from '../../config-layers/located.ts';
import { at, isObject, listAt, parseJson, textAt } from '../../json-path.ts';
import type { Obstacle } from '../agent-doctor.ts';
import type { Target } from '../agent.ts';

/**
 * What an organization enforces by Mistral's server, as Vibe keeps it: by key, each a text of TOML. It ranks above
 * variables (3.0.3). Of which key an entry is can't be told from it.
 */
export function obstacles(text: string, { main }: Target): readonly Obstacle[] {
  const kept = parseJson(text);
  if (!isObject(kept)) return [];
  return Object.keys(kept).flatMap((name): readonly Obstacle[] => {
    const enforced = locateToml(textAt(kept, name, 'payload') ?? '');
    if (enforced === undefined) return [];
    const model = plainAt(enforced, 'active_model') ?? '';
    const allowed = listAt(enforced.value, 'allowed_models');
    const admits = allowed.length === 0 || allowed.some((one) => typeof one === 'string' && fits(one, main.model));
    return [
      ...(model === '' || model === `jetway/${main.model}` ? [] : [{ key: 'active_model', why, overridable: false }]),
      ...(admits ? [] : [{ key: 'allowed_models', why, overridable: false }]),
      ...(at(enforced.value, 'providers') === undefined ? [] : [{ key: 'providers', why, overridable: true }]),
    ];
  });
}

const why =
  "Mistral's server told Vibe so for a key of yours. Where you have that key no longer, remove the file: Vibe asks anew.";

/** As Vibe does: `*`, `?` and `[…]`, or an expression behind `re:`; in any case of letters. */
function fits(pattern: string, model: string): boolean {
  try {
    if (pattern.startsWith('re:')) return new RegExp(`^(?:${pattern.slice(3)})$`, 'i').test(model);
    const source = pattern
      .replaceAll(/[.+^${}()|\\]/g, String.raw`\$&`)
      .replaceAll('*', '.*')
      .replaceAll('?', '.');
    return new RegExp(`^${source}$`, 'i').test(model);
  } catch {
    return false;
  }
}
