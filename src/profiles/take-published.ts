import { findGateway } from '../gateways/index.ts';
import { accountOf } from '../keys/keys.ts';
import type { Config, Profile, PublishedRecord } from './profile.ts';
import { publishedFields, type PublishedDocument, type PublishedProfile } from './published.ts';

/** A document that was agreed to, and what its profiles are called here; undefined: it is left out. */
export interface Taken extends Omit<PublishedRecord, 'document'> {
  readonly url: string;
  readonly document: PublishedDocument;
  readonly names: ReadonlyMap<string, string | undefined>;
}

/** The profiles here that came from an address, by their names in its document. */
export function takenFrom(url: string, { profiles }: Pick<Config, 'profiles'>): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(profiles).flatMap(([local, { source }]) =>
      source?.url === url ? [[source.name, local] as const] : [],
    ),
  );
}

/** The configuration with what was agreed to. What is the user's own in a profile stays: `before` is the document of before. */
export function withTaken(taken: Taken, before: PublishedDocument | undefined, config: Config): Config {
  const { url, names, document, ...agreed } = taken;
  const here = takenFrom(url, config);
  const gone = new Set([...here].filter(([name]) => !Object.hasOwn(document.profiles, name)).map(([, local]) => local));
  const kept = Object.entries(config.profiles).filter(([local]) => !gone.has(local));
  const made = [...names].flatMap(([name, local]) => {
    const said = document.profiles[name];
    if (local === undefined || said === undefined) return [];
    const source = { url, name, ...agreed };
    return [[local, { ...merged(config.profiles[local], before?.profiles[name], said), source }] as const];
  });
  const profiles = Object.fromEntries([...kept, ...made]);
  const current = config.current !== undefined && !gone.has(config.current) ? config.current : Object.keys(profiles)[0];
  const { current: _before, ...rest } = config;
  return {
    ...rest,
    ...(current === undefined ? {} : { current }),
    profiles,
    published: { ...config.published, [url]: { ...agreed, document } },
  };
}

/** The configuration without a source and all that came from it. */
export function withoutSource(url: string, config: Config): Config {
  const gone = new Set(takenFrom(url, config).values());
  const profiles = Object.fromEntries(Object.entries(config.profiles).filter(([local]) => !gone.has(local)));
  const { published = {}, current, ...rest } = config;
  const { [url]: _gone, ...others } = published;
  const next = current !== undefined && !gone.has(current) ? current : Object.keys(profiles)[0];
  return {
    ...rest,
    ...(next === undefined ? {} : { current: next }),
    profiles,
    ...(Object.keys(others).length === 0 ? {} : { published: others }),
  };
}

/** A key's command belongs to an address: it does not go along to another one. */
function merged(mine: Profile | undefined, before: PublishedProfile | undefined, said: PublishedProfile): Profile {
  if (mine === undefined) return said;
  const own = Object.fromEntries(
    Object.entries(mine).filter(([field]) => !publishedFields.some((one) => one === field)),
  ) as Partial<Profile>;
  const account = ({ gateway, settings }: PublishedProfile): string | undefined =>
    accountOf(findGateway(gateway), settings);
  const { keyCommand: _command, keyVariable: _variable, keyFrom: _from, keyTtl: _ttl, ...keyless } = own;
  const isMoved = mine.gateway !== said.gateway || account(mine) !== account(said);
  const chosen = (
    now: Readonly<Record<string, string>> = {},
    then: Readonly<Record<string, string>> = {},
  ): Readonly<Record<string, string>> =>
    mine.gateway === said.gateway
      ? Object.fromEntries(Object.entries(now).filter(([agent, model]) => then[agent] !== model))
      : {};
  const small = { ...said.smallModels, ...chosen(mine.smallModels, before?.smallModels) };
  return {
    ...(isMoved ? keyless : own),
    ...said,
    models: { ...said.models, ...chosen(mine.models, before?.models) },
    ...(Object.keys(small).length === 0 ? {} : { smallModels: small }),
  };
}
