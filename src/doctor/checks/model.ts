import { nearest, offers, type Catalogue } from '../../models/catalogue.ts';
import { leaveFailure } from '../../lazy.ts';
import type { Connection } from '../../gateways/gateway.ts';
import { type AgentCheck } from '../check.ts';
import { fail, pass, skip, warn, type Outcome } from '../outcome.ts';

export const model: AgentCheck = {
  id: 'model',
  title: 'Model',
  about: 'agent',
  needsGateway: true,
  preflight: true,
  run: async (facts) => {
    const wanted = [facts.models.model, facts.models.smallModel].filter((id) => id !== undefined);
    if (wanted.length === 0) return skip('no model is chosen for it');
    const catalogue = await facts.catalogue().catch(leaveFailure);
    if (catalogue === undefined) return skip('the gateway lists no models');
    const { connection } = await facts.choice();
    const missing = wanted.find((id) => !offers(catalogue.models, id));
    if (missing !== undefined) return missingModel(missing, catalogue, connection);
    return pass(`${wanted.join(', ')} offered`);
  },
};

function missingModel(id: string, catalogue: Catalogue, { hints }: Connection): Outcome {
  const similar = nearest(id, catalogue.models);
  const known =
    similar.length === 0 ? 'See all: jetway list-models' : `Near it: ${similar.join(', ')}. All: jetway list-models`;
  const hint = hints?.missing === undefined ? known : `${hints.missing(id)}. ${known}`;
  if (catalogue.source === 'gateway') return fail('model', `The gateway does not offer ${id}.`, hint);
  return warn(
    `${id} is not among the models known on ${catalogue.date ?? 'the day of the release'}; it may work all the same`,
    hint,
  );
}
