import type { Agent, Endpoint, ModelEndpoint, Target } from '../agents/agent.ts';
import { nearest, select, type Model } from '../models/catalogue.ts';
import { Failure } from '../failure.ts';
import { cacheKey } from '../cache-key.ts';
import { headersOver, type Connection, type Route } from '../gateways/gateway.ts';
import type { Keys } from '../keys/secret.ts';
import { translations, type ProtocolId } from '../protocols/protocols.ts';
import { vendorOf } from '../models/vendors.ts';

/** What must be known of a program to lead it to a gateway: an agent, or any other (`jetway relay`). */
export type Client = Pick<Agent, 'id' | 'name' | 'speaks' | 'refusalStatus' | 'expands' | 'planMode'> & {
  /**
   * A command of the user's: it may ask for any model over any of the protocols, and the same again and again, as one does
   * that samples a model, and no agent.
   */
  readonly isProgram?: boolean;
};

type Speaker = Pick<Agent, 'speaks' | 'expands'>;

/**
 * Joins agent and gateway: the gateway's best route to the model whose protocol the agent speaks. Where there is none, and a
 * relay may translate, it is a route whose protocol the agent does not speak. Throws a `model` Failure, which names models
 * that would work where `known` has some.
 */
export function route(
  agent: Client,
  connection: Connection,
  model: string,
  { known = [], translates = false }: { readonly known?: readonly Model[]; readonly translates?: boolean } = {},
): Route {
  const found = translates ? anyWay(agent, connection, model) : wayTo(agent, connection, model);
  if (found !== undefined) return found;
  if (agent.expands?.test(model) === true) {
    throw new Failure(
      'model',
      `${agent.name} would read ${model} as a reference to a variable or a file, and send something else.`,
      'Choose another model, or another agent; such an id may be meant to read your environment.',
    );
  }
  const offered = connection.routes(model);
  const served = offered.length === 0 ? 'nothing' : offered.map((candidate) => candidate.protocol).join(', ');
  const usable = select(known, { speaks: agent.speaks });
  const similar = nearest(model, usable);
  const suggestions = similar.length > 0 ? similar : usable.slice(0, 3).map((entry) => entry.id);
  const hint =
    suggestions.length > 0
      ? `Choose another with --model, for example ${suggestions.join(', ')}`
      : (connection.hints?.protocol ??
        `See what it can use: jetway list-models${agent.isProgram === true ? '' : ` --agent ${agent.id}`}`);
  const translatable = !translates && offered.some(({ protocol }) => spokenFor(agent, protocol) !== undefined);
  throw new Failure(
    'model',
    `${agent.name} can't use ${model} through ${connection.gateway.name}: it speaks ${agent.speaks.join(', ')}, the model is served over ${served}.`,
    `${hint}${translatable ? '. A launch with --relay auto can translate it' : ''}`,
  );
}

function wayTo(agent: Speaker, connection: Connection, model: string): Route | undefined {
  return plainRoutes(agent, connection, model).find(({ protocol }) => agent.speaks.includes(protocol));
}

/** The gateway's routes to the model; none where the agent would read its name as a reference (`Agent.expands`). */
function plainRoutes(agent: Speaker, connection: Connection, model: string): readonly Route[] {
  const isData = (text: string): boolean => agent.expands?.test(text) !== true;
  return isData(model) ? connection.routes(model).filter((candidate) => isData(candidate.model)) : [];
}

/**
 * The model without what would harm the agent: a display name that it would read as a reference, and limits that can't be.
 * Lists have windows of 0 and answers longer than the window, with which agents compact for ever or are refused.
 */
function asData(agent: Agent, { name, contextWindow = 0, maxOutputTokens = 0, ...rest }: Model): Model {
  const window = Number.isFinite(contextWindow) && contextWindow >= 1 ? contextWindow : undefined;
  const output = maxOutputTokens >= 1 && maxOutputTokens <= (window ?? Infinity) ? maxOutputTokens : undefined;
  return {
    ...rest,
    ...(name === undefined || agent.expands?.test(name) === true ? {} : { name }),
    ...(window === undefined ? {} : { contextWindow: window }),
    ...(output === undefined ? {} : { maxOutputTokens: output }),
  };
}

/** The gateway's best route to the model, in the last resort one that a relay translates. */
export function anyWay(agent: Speaker, connection: Connection, model: string): Route | undefined {
  return wayTo(agent, connection, model) ?? translatedWay(agent, connection, model);
}

/** The gateway's best route to the model among those that a relay can translate for the agent. */
function translatedWay(agent: Speaker, connection: Connection, model: string): Route | undefined {
  return plainRoutes(agent, connection, model).find(({ protocol }) => spokenFor(agent, protocol) !== undefined);
}

/** What an agent speaks to reach a protocol: the same, or one that a relay translates to it. Undefined: neither. */
export function spokenFor(agent: Pick<Agent, 'speaks'>, protocol: ProtocolId): ProtocolId | undefined {
  if (agent.speaks.includes(protocol)) return protocol;
  return agent.speaks.find((spoken) => translations[spoken].includes(protocol));
}

export interface TargetRequest {
  readonly model: string;
  readonly smallModel?: string;
  /** For the agent's plan mode. */
  readonly planModel?: string;
  /** Attribution. */
  readonly headers: Readonly<Record<string, string>>;
  readonly printKey?: readonly string[];
  /** Jetway's version, for the cache key: another version may write other files for the same models. */
  readonly version: string;
  /** Whether a relay may translate where the agent speaks no protocol of the model's. Absent: it may not. */
  readonly translates?: boolean;
}

/** How many models an agent's picker is given: a longer one nobody reads, and Codex keeps 23 kB of each (0.169.0). */
const pickerLimit = 500;

/**
 * Where the agent is to connect: for its main model, its small one, and every other that its user can switch to. `known`: the
 * gateway's models, in the order in which they are shown. `complete` adds limits and prices from elsewhere. Throws as `route` does.
 */
export function resolveTarget(
  agent: Agent,
  connection: Connection,
  keys: Keys,
  wishes: TargetRequest,
  known: readonly Model[] = [],
  complete: (models: readonly Model[]) => readonly Model[] = (models) => models,
): Target {
  const routes = new Map<string, { readonly found: Route; readonly model: Model }>();
  const add = (model: Model, found: Route): void => void routes.set(model.id, { found, model });
  const { translates = false } = wishes;
  const named = (id: string): Model => {
    const found = route(agent, connection, id, { known, translates });
    const model = known.find((one) => one.id === id) ?? unlisted(connection, id);
    add(model, found);
    return model;
  };
  const main = named(wishes.model);
  const small = wishes.smallModel === undefined ? smallBeside(main, select(known, agent)) : named(wishes.smallModel);
  const plan = wishes.planModel === undefined ? undefined : named(wishes.planModel);
  // Where a relay translates one model, it does so for the others too; for their sake alone none is opened.
  const relayed = [...routes.values()].some(({ found }) => !agent.speaks.includes(found.protocol));
  const wayFor = (id: string): Route | undefined => (relayed ? anyWay : wayTo)(agent, connection, id);
  for (const model of [small, ...known]) {
    if (routes.size >= pickerLimit) break;
    const found = routes.has(model.id) ? undefined : wayFor(model.id);
    if (found !== undefined) add(model, found);
  }
  const about = complete([...routes.values()].map(({ model }) => model));
  const models = [...routes.values()].map(({ found }, index): ModelEndpoint => ({
    ...endpoint(found, connection, keys),
    about: asData(agent, about[index] as Model),
  }));
  const [first] = models as [ModelEndpoint];
  const planModel = plan === undefined ? undefined : models.find((one) => one.about.id === plan.id);
  return {
    gateway: connection.gateway,
    main: first,
    small: models.find((one) => one.about.id === small.id) ?? first,
    ...(planModel === undefined ? {} : { planModel }),
    models,
    cacheKey: cacheKey([
      wishes.version,
      models.map(({ baseUrl, model, protocol, about: of }) => [baseUrl, model, protocol, of]),
    ]),
    headers: wishes.headers,
    ...(wishes.printKey === undefined ? {} : { printKey: wishes.printKey }),
  };
}

/** A model that is on no list: all that is known of it is over which protocols the gateway would serve it. */
export function unlisted(connection: Connection, id: string): Model {
  return { id, protocols: [...new Set(connection.routes(id).map((way) => way.protocol))] };
}

/** The newest small model of the same maker's, where the gateway has one; else the main model itself. */
function smallBeside(main: Model, usable: readonly Model[]): Model {
  const pattern = vendorOf(main.id)?.small;
  if (pattern === undefined) return main;
  const vendor = vendorOf(main.id);
  const [newest] = usable
    .filter((model) => pattern.test(model.id) && vendorOf(model.id) === vendor)
    .toSorted((a, b) => b.id.localeCompare(a.id, 'en', { numeric: true }));
  return newest ?? main;
}

export function endpoint(found: Route, connection: Connection, keys: Keys): Endpoint {
  return { ...found, credentials: headersOver(found, connection, keys) };
}
