import type { Agent } from '../../agents/agent.ts';
import { agents } from '../../agents/index.ts';
import type { KeptCapability } from '../../doctor/capabilities/kept.ts';
import { isSpokenTo, type Model } from '../../models/catalogue.ts';
import type { Connection } from '../../gateways/gateway.ts';
import { modelDataDate } from '../../models/complete.ts';
import { withTranslated, type ProtocolId } from '../../protocols/protocols.ts';
import type { System } from '../../system/system.ts';
import type { QueriedModels } from './query.ts';

/** What `--json` prints, and the table is drawn from. */
export interface Report extends Source {
  readonly schemaVersion: 1;
  /** The profile's, listed or not. */
  readonly preferred: readonly string[];
  readonly priceUnit: 'USD per million tokens';
  /** Whose the prices are: the gateway's own, those of the data that ship with Jetway, or some of each. */
  readonly prices: 'gateway' | 'model-data' | 'both' | 'none';
  /** ISO day of the data that fill in what the gateway leaves out. */
  readonly modelDataDate?: string;
  readonly models: readonly ListedModel[];
}

/** Whose a list is, and how old and how sure. */
export interface Source {
  readonly gateway: Connection['gateway'];
  readonly source: QueriedModels['catalogue']['source'];
  /** ISO day of a bundled list. */
  readonly date?: string;
  readonly asked: QueriedModels['asked'];
  /** When the gateway was asked, in ISO; absent where it never was. */
  readonly at?: string;
  readonly ageSeconds?: number;
  /** How many models there are before any is left out; preferred ones that the gateway does not list are among them. */
  readonly total: number;
}

export interface ListedModel extends Model {
  /** The agents that can use it here, by id. */
  readonly agents: readonly string[];
  /** Those of them that a relay translates for. */
  readonly translated: readonly string[];
  /** What `doctor --capabilities` found last; absent where nothing was tried, or it is not asked for. */
  readonly capabilities?: readonly Omit<KeptCapability, 'model'>[];
}

/** `all`: the whole list, complete; `models`: what is left of it. */
export function report(
  queried: QueriedModels,
  found: {
    readonly all: readonly Model[];
    readonly models: readonly Model[];
    readonly preferred: readonly string[];
    /** Whether a launch may translate. */
    readonly translates: boolean;
    readonly tried?: readonly KeptCapability[];
  },
  system: System,
): Report {
  const { all, models, preferred, translates, tried = [] } = found;
  const date = modelDataDate(system);
  return {
    schemaVersion: 1,
    ...sourceOf(queried, all.length, system),
    preferred,
    priceUnit: 'USD per million tokens',
    prices: priceSource(queried.catalogue.models, models),
    ...(date === undefined ? {} : { modelDataDate: date }),
    models: models.map((model) => ({
      ...model,
      ...agentsFor(model, queried.connection, translates),
      ...capabilitiesOf(model, tried),
    })),
  };
}

export function sourceOf({ catalogue, connection, asked }: QueriedModels, total: number, system: System): Source {
  const { at, date, source } = catalogue;
  const age = Math.max(0, Math.round((system.now() - at) / 1000));
  return {
    gateway: connection.gateway,
    source,
    ...(date === undefined ? {} : { date }),
    asked,
    ...(asked === 'never' ? {} : { at: new Date(at).toISOString(), ageSeconds: age }),
    total,
  };
}

function agentsFor(
  model: Model,
  connection: Connection,
  translates: boolean,
): Pick<ListedModel, 'agents' | 'translated'> {
  const ways = connection.routes(model.id);
  const idsOf = (speaks: (agent: Agent) => readonly ProtocolId[]): readonly string[] =>
    agents.filter((agent) => isSpokenTo(model, speaks(agent), () => ways)).map(({ id }) => id);
  const plain = idsOf(({ speaks }) => speaks);
  const able = translates ? idsOf(({ speaks }) => withTranslated(speaks)) : plain;
  return { agents: able, translated: able.filter((id) => !plain.includes(id)) };
}

function capabilitiesOf({ id }: Model, tried: readonly KeptCapability[]): Pick<ListedModel, 'capabilities'> {
  const capabilities = tried.flatMap(({ model, ...one }) => (model === id ? [one] : []));
  return capabilities.length === 0 ? {} : { capabilities };
}

/** What the gateway says stands, so a price is from elsewhere only where the gateway has none. */
function priceSource(listed: readonly Model[], complete: readonly Model[]): Report['prices'] {
  const own = new Set(listed.filter((model) => model.prices !== undefined).map((model) => model.id));
  const priced = complete.filter((model) => model.prices !== undefined);
  const count = priced.filter((model) => own.has(model.id)).length;
  if (priced.length === 0) return 'none';
  if (count === 0) return 'model-data';
  return count === priced.length ? 'gateway' : 'both';
}
