import { agents, findAgent } from '../agents/index.ts';
import { Failure } from '../failure.ts';
import type { Answers } from '../gateways/gateway.ts';
import { findGateway } from '../gateways/index.ts';
import { variable } from '../host.ts';
import { keyPlaces } from '../keys/keys.ts';
import { describeSource, whereKeyIs } from '../keys/sources.ts';
import { ownVariable, settingFlags } from '../options/ask-setting.ts';
import type { LaunchOptions } from '../options/options.ts';
import { decide, precedence, values, type Level, type Said } from '../options/precedence.ts';
import { findPlace } from '../options/project.ts';
import { withProject } from '../options/read-project.ts';
import { chooseProfile } from '../options/resolve-gateway.ts';
import { readLevel, settingsSaid } from '../options/resolve-settings.ts';
import { readProject } from '../options/trust.ts';
import type { System } from '../system/system.ts';
import { clean } from '../text.ts';
import { draw, type Explained, type Source, type Value } from './explain/draw.ts';

export interface ExplainOptions extends LaunchOptions {
  readonly json: boolean;
  /** The names of the options that flags gave, in camel case; what else is there, variables gave. */
  readonly typed: ReadonlySet<string>;
}

/** Tells each value that a launch from here would have, and what says it. Asks nothing, and nobody. Throws as that launch would. */
export function explain(agentId: string | undefined, given: ExplainOptions, system: System): number {
  if (agentId !== undefined) findAgent(agentId);
  const looked = lookedAt(given, system);
  const report = explained(agentId, given, looked, system);
  system.stdout.write(given.json ? `${JSON.stringify(report, null, 2)}\n` : draw(report, system));
  return 0;
}

interface Looked {
  readonly options: ExplainOptions;
  readonly project?: NonNullable<Explained['project']>;
}

function lookedAt(given: ExplainOptions, system: System): Looked {
  const { file: path } = findPlace(system);
  if (path === undefined) return { options: given };
  if (given.noProject === true) return { options: given, project: { path, state: 'left out' } };
  try {
    const { project, trust } = readProject(path, system);
    const told = { path, sha256: project.sha256, state: trust };
    return trust === 'trusted'
      ? { options: withProject(given, project), project: told }
      : { options: given, project: told };
  } catch (error) {
    if (error instanceof Failure) return { options: given, project: { path, state: 'unusable', why: error.message } };
    throw error;
  }
}

function explained(agentId: string | undefined, given: ExplainOptions, looked: Looked, system: System): Explained {
  const { options } = looked;
  const profile = chooseProfile(options, system);
  const saved = profile?.saved;
  const sources = { options, saved };
  const name = (level: Level, flag: string, place: string): string =>
    ({
      flag: `--${flag}`,
      variable: variableOf(flag),
      project: `${options.project?.path ?? ''} ${place}`,
      profile: `profile ${profile?.name ?? ''}`,
      gateway: place,
      default: 'default',
    })[level];
  /** Flags and variables are one in the options: which of them it was, the command line tells. */
  const value = (
    label: string,
    said: Said<string | readonly string[]>,
    flag: string,
    place: string,
  ): readonly Value[] => {
    const typed = given.typed.has(camelCase(flag));
    const { flag: either, ...rest } = said;
    const apart = typed ? { flag: either, ...rest } : { variable: either, ...rest };
    return valueFrom(label, apart, (level) => name(level, flag, place));
  };
  const gateway = decide(values.gateway(sources))?.value;
  const ids = agentId === undefined ? agentsIn(sources) : [agentId];
  const ofProfile = Object.entries(saved?.tags ?? {});
  const tags = new Map([...ofProfile, ...Object.entries(options.project?.tags ?? {}), ...given.tags.map(pairOf)]);
  return {
    schemaVersion: 1,
    precedence,
    ...(looked.project === undefined ? {} : { project: looked.project }),
    ...(profile === undefined ? {} : { profile: profile.name }),
    values: [
      ...value('gateway', values.gateway(sources), 'gateway', 'gateway'),
      ...(gateway === undefined ? [] : settingValues(gateway, looked, profile, name, system)),
      ...ids.flatMap((agent) => [
        ...value(`model of ${agent}`, values.model({ ...sources, agent }), 'model', `models.${agent}`),
        ...value(
          `small model of ${agent}`,
          values.smallModel({ ...sources, agent }),
          'small-model',
          `smallModels.${agent}`,
        ),
      ]),
      ...[...tags.keys()].flatMap((tag) => {
        const said = {
          flag: new Map(given.tags.map(pairOf)).get(tag),
          project: options.project?.tags[tag],
          profile: new Map(ofProfile).get(tag),
        };
        return value(`tag ${tag}`, said, 'tag', `tags.${tag}`);
      }),
      ...value('check', values.check({ options: { ...given, ...projectIn(options) }, saved }), 'check', 'checks'),
      ...value('relay', values.relay(sources), 'relay', 'relay'),
      ...value('budget', values.budget(sources), 'budget', 'budget'),
      ...value('allow-models', values.allowModels(sources), 'allow-models', 'allowModels'),
      ...value('key-ttl', values.keyTtl(sources), 'key-ttl', 'keyTtl'),
    ],
  };
}

function valueFrom(
  name: string,
  said: Said<string | readonly string[]>,
  sourceOf: (level: Level) => string,
): readonly Value[] {
  const all = precedence.flatMap((from): readonly Source[] => {
    const value = said[from];
    return value === undefined
      ? []
      : [
          {
            value: clean(typeof value === 'string' ? value : value.join(', '), 1000),
            from,
            source: clean(sourceOf(from), 1000),
          },
        ];
  });
  const [first, ...others] = all;
  // That nobody has changed a default is no news.
  const overruled = others.filter(({ from, value }) => from !== 'default' && value !== first?.value);
  return first === undefined ? [] : [{ name, ...first, overruled }];
}

/** The gateway's settings as a launch reads them, and where the key would come from. */
function settingValues(
  id: string,
  { options }: Looked,
  profile: ReturnType<typeof chooseProfile>,
  name: (level: Level, flag: string, place: string) => string,
  system: System,
): readonly Value[] {
  const gateway = findGateway(id);
  const { env, platform } = system.host;
  const said = settingsSaid(gateway, profile?.saved.settings ?? {}, options, system);
  let answers: Answers = {};
  const byId = new Map<string, { -readonly [Each in Level]?: string }>();
  for (const level of precedence) {
    answers = readLevel(gateway, said[level] ?? {}, answers);
    for (const [setting, value] of Object.entries({ ...answers, ...readLevel(gateway, said[level] ?? {}, {}) })) {
      const levels = byId.get(setting) ?? {};
      const isNew = said[level]?.[setting] !== undefined || Object.keys(levels).length === 0;
      if (isNew) byId.set(setting, { ...levels, [level]: value });
    }
  }
  const settings = gateway.settings.flatMap((setting) => {
    const found = setting.variables.find((one) => (variable(env, one, platform) ?? '') !== '');
    return valueFrom(setting.id, { ...byId.get(setting.id), default: setting.default }, (level) => {
      if (level === 'variable') return ownVariable(setting);
      const flag = settingFlags.includes(setting.id) ? setting.id : `set ${setting.id}`;
      return name(level, flag, level === 'gateway' ? (found ?? setting.id) : `settings.${setting.id}`);
    });
  });
  if (gateway.missing(answers).length > 0) return settings;
  const connection = gateway.connect(answers);
  const key = whereKeyIs(
    keyPlaces({ connection, gateway, ...(profile === undefined ? {} : { profile }) }, options, system),
    system,
  );
  const place = key === undefined ? 'none is found' : `from ${clean(describeSource(key))}`;
  return [...settings, { name: 'key', value: place, from: 'key', source: connection.account, overruled: [] }];
}

const projectIn = ({ project }: ExplainOptions): Pick<ExplainOptions, 'project'> =>
  project === undefined ? {} : { project };

/** Those that a level names a model for. */
function agentsIn({
  options,
  saved,
}: {
  options: ExplainOptions;
  saved: Parameters<typeof values.model>[0]['saved'];
}): readonly string[] {
  const { model, project } = options;
  const named = [project?.models, project?.smallModels, saved?.models, saved?.smallModels].flatMap((of) =>
    Object.keys(of ?? {}),
  );
  const last = model === undefined || saved?.agent === undefined ? [] : [saved.agent];
  return agents.map(({ id }) => id).filter((id) => named.includes(id) || last.includes(id));
}

const pairOf = (tag: string): readonly [string, string] => [tag.split('=', 1)[0] ?? '', tag.replace(/^[^=]*=/, '')];
const variableOf = (flag: string): string => `JETWAY_${flag.toUpperCase().replaceAll('-', '_')}`;
const camelCase = (flag: string): string =>
  flag.replaceAll(/-([a-z])/g, (_match, letter: string) => letter.toUpperCase());
