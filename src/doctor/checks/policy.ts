import type { Policy } from '../../policy/policy.ts';
import type { SharedCheck } from '../check.ts';
import { pass, skip } from '../outcome.ts';

export const policy: SharedCheck = {
  id: 'policy',
  title: 'Policy',
  about: 'all',
  needsGateway: false,
  preflight: false,
  run: async (facts) => {
    const found = facts.policy();
    return found === undefined ? skip('no administrator of this machine has set one') : pass(told(found));
  },
};

/** `/etc/jetway/policy.json: models anthropic/*; agents claude, codex`. */
function told({ path, gateways, models, agents, attribution, forbiddenFlags }: Policy): string {
  const rules: readonly (readonly [string, readonly string[] | undefined])[] = [
    ['gateways', gateways],
    ['models', models],
    ['agents', agents],
    ['attribution', attribution === undefined ? undefined : ['required', ...attribution.tags]],
    ['forbidden', forbiddenFlags],
  ];
  const lines = rules.flatMap(([name, values]) =>
    values === undefined ? [] : [`${name} ${values.join(', ') || 'none'}`],
  );
  return lines.length === 0 ? `${path} rules nothing` : `${path}: ${lines.join('; ')}`;
}
