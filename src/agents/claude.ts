import { settingLine } from '../host.ts';
import { formatTokens } from '../models/catalogue.ts';
import { passThrough, type Agent, type Launch, type LaunchPlan, type ModelEndpoint, type Target } from './agent.ts';
import type { OwnFile } from './agent-files.ts';
import { checkAdmitted, pinnedModels, settingsFiles } from './claude/allowed.ts';
import { checkSettings, commandOf, givesSettings, isPrintMode, setsSession, settingsIn } from './claude/arguments.ts';
import { connections } from './claude/connections.ts';
import { connect } from './claude/environment.ts';
import { limitsKnownTo } from './claude/limits-table.ts';
import { limitVariables, sessionLimits, type SessionLimits } from './claude/limits.ts';
import { managedPaths } from './claude/places.ts';
import { canReach, firstModel, reachable, rolesOf } from './claude/aliases.ts';
import { rowsFile, showsRows } from './claude/picker-entries.ts';
import { parseSettings, storesModel } from './claude/stored.ts';
import { statusLine } from './claude/status-line.ts';
import { unset } from './claude/unset.ts';

/**
 * Claude Code. Everything is given by variables, under a flag that keeps settings files from overriding them
 * (https://code.claude.com/docs/en/env-vars, CLAUDE_CODE_PROVIDER_MANAGED_BY_HOST; 2.1.330). The flag is complete from
 * 2.1.198 on: before, a user's `apiKeyHelper` and stored key still went out beside ours.
 */
export const claude: Agent = {
  id: 'claude',
  name: 'Claude Code',
  maker: 'anthropic',
  command: 'claude',
  commandsWithoutModel: ['mcp', 'plugin', 'update'],
  package: '@anthropic-ai/claude-code',
  versions: { minimum: '2.1.198', tested: '2.1.332' },
  speaks: ['anthropic-messages'],
  showsStatus: true,
  unset,
  proxyVariables: ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY', 'NO_PROXY', 'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE'],
  managedPaths,
  doctor: async () => (await import('./claude/doctor.ts')).doctor,
  transcripts: async () => (await import('./claude/transcripts.ts')).transcripts,
  configure: async () => (await import('./claude/configure.ts')).configure,
  planMode: 'own',
  mcp: { attach: async () => (await import('./claude/mcp.ts')).attach },
  storesModel,
  reads: settingsFiles,
  plan(target, launch) {
    const command = commandOf(launch.args);
    checkSettings(launch.args);
    if (command?.kind === 'apart') return passThrough(`claude ${command.word}`, target, launch);
    const models = reachable(target);
    const limits = sessionLimits(models, launch);
    const session = command === undefined;
    const { folder } = launch;
    const takesRows = session && folder !== undefined && showsRows(launch) && !givesSettings(launch.args);
    const pinned = pinnedModels(target, models, launch);
    const status = launch.statusline === undefined ? undefined : statusLine(launch);
    const rows = takesRows ? rowsFile(target, models, limits, { pinned, status }, folder) : undefined;
    if (session && rows === undefined) checkAdmitted(target, launch, settingsIn(launch.args));
    return {
      // A subcommand that is given no model of ours takes it from ANTHROPIC_MODEL.
      args: [...(session ? leadingArgs(firstModel(target, models), launch, rows) : []), ...launch.args],
      ...connect(target, launch, { ...rolesOf(target, models), ...limitVariables(limits) }),
      ...(rows === undefined ? {} : { files: [rows] }),
      ...remarks(target, models, limits, launch, session && rows === undefined),
      ...unreached(launch),
    };
  },
};

/** What the user's settings say of the connection, and nothing else does. */
function unreached({ host, texts = {} }: Launch): Pick<LaunchPlan, 'unreached'> {
  const path = storesModel.path(host, []);
  const [first] = connections(parseSettings(texts[path] ?? ''), host);
  if (first === undefined) return {};
  return {
    unreached: `${path} sets ${first.name} for plain claude alone; for a launch, set it in your shell: ${settingLine(first.name, '…', host.platform)}`,
  };
}

/** First, so that a `--model` of the user's, the later one, wins. */
function leadingArgs(model: string, launch: Launch, rows: OwnFile | undefined): readonly string[] {
  return [
    '--model',
    model,
    ...(launch.session === undefined || setsSession(launch.args) ? [] : ['--session-id', launch.session]),
    ...(rows === undefined ? [] : ['--settings', rows.path]),
  ];
}

/** `withoutRows`: a session in which `/model` does not show the gateway's models. */
function remarks(
  { main, small }: Target,
  models: readonly ModelEndpoint[],
  { window }: SessionLimits,
  { args, statusline }: Launch,
  withoutRows: boolean,
): Pick<LaunchPlan, 'notes' | 'details'> {
  const notes = [
    ...(canReach(small, models)
      ? []
      : [`Claude Code can't reach ${small.model} beside ${main.model}: it uses ${main.model} for small work too.`]),
    ...(withoutRows && givesSettings(args) && !isPrintMode(args)
      ? ["With --settings of your own, /model does not list the gateway's models; /model <id> works."]
      : []),
    ...(withoutRows && statusline !== undefined
      ? ["Beside settings of your own there is no status line of Jetway's."]
      : []),
  ];
  const details =
    main.about.contextWindow === undefined && limitsKnownTo(main.model) === undefined
      ? [`The context window of ${main.model} is not known: Claude Code is told ${formatTokens(window)} tokens.`]
      : [];
  return { ...(notes.length === 0 ? {} : { notes }), ...(details.length === 0 ? {} : { details }) };
}
