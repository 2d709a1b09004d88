// Where each of Jetway's own modules stands in dist/: split.mjs takes it from here.

/**
 * Where the modules stand that are imported when they are needed: in main.js what each launch needs, in query.js what asks
 * the gateway, for a first launch and a list of models; in commands.js how each command is written; in settings.js what
 * looks into an agent's settings beside a running agent; and a file for each great subject. All others are in rest.js. What
 * several need stands with the first of them.
 */
export const doors = {
  main: ['src/commands/launch.ts', 'src/system/start.ts'],
  client: ['src/system/connections.ts'],
  query: [
    'src/system/http.ts',
    'src/system/http-direct.ts',
    'src/system/ask-program.ts',
    'src/models/complete.ts',
    'src/doctor/preflight-checks.ts',
    'src/doctor/examine.ts',
    'src/doctor/facts.ts',
    'src/doctor/fetch-status.ts',
    'src/doctor/status-words.ts',
  ],
  own: ['src/gateways/*/status.ts'],
  // Before the doctor, with which it shares what it knows of protocols: a launch opens it.
  relay: [
    'src/relay/session.ts',
    'src/system/exchange-server.ts',
    'src/system/forwarder.ts',
    'src/agents/*/plan-mode.ts',
  ],
  translate: ['src/relay/translate/pairs.ts'],
  list: ['src/commands/list-models.ts'],
  commands: ['src/commands/rows/*.ts', 'src/commands/read-line.ts'],
  settings: [
    'src/system/handover.ts',
    'src/launch/restore/changed-model.ts',
    'src/edits/jsonc.ts',
    'src/edits/toml.ts',
  ],
  doctor: [
    'src/commands/doctor.ts',
    'src/doctor/own-origins.ts',
    'src/doctor/capabilities/{as-launched,cost}.ts',
    'src/keys/keyring-probe.ts',
    'src/agents/*/doctor.ts',
  ],
  // Before those that share its few lines: it is run every few hundred milliseconds.
  statusline: ['src/commands/statusline.ts'],
  usage: [
    'src/launch/summary/session-lines.ts',
    'src/usage/watch.ts',
    'src/commands/usage.ts',
    'src/commands/usage/*.ts',
    'src/agents/*/transcripts.ts',
    'src/system/read-database.ts',
  ],
  configure: ['src/commands/{configure,unconfigure,status}.ts', 'src/agents/*/configure.ts'],
  import: ['src/commands/import.ts', 'src/import/*.ts'],
  'sign-in': ['src/commands/login-sso.ts', 'src/keys/sign-in/*.ts'],
  manage: ['src/commands/{gateway,keys,budget}.ts', 'src/gateways/*/admin.ts'],
};

/** By the same parts, what is imported statically and yet called seldom: the first call of one of its functions opens the part. */
export const late = {
  query: [
    'src/models/data/entry.ts',
    'src/models/data/identify.ts',
    'src/models/data/key.ts',
    'src/models/details.ts',
    'src/models/read-list.ts',
    'src/net/gateway-client.ts',
  ],
  list: ['src/view.ts', 'src/wrap.ts'],
  // What the doctor asks with `--deep` alone.
  live: ['src/agents/*/requests.ts', 'src/doctor/live-requests/{by-relay,cost}.ts'],
  relay: ['src/relay/budget.ts'],
  trouble: ['src/gateways/diagnosis.ts', 'src/system/http-failure.ts'],
  local: ['src/gateways/local/errors.ts', 'src/gateways/local/server.ts', 'src/gateways/local/settings.ts'],
  settings: [
    'src/agents/{cn,kimi}/user-settings.ts',
    'src/config-layers/located-{json,toml,yaml}.ts',
    'src/edits/removal.ts',
  ],
  // What no other system needs.
  windows: ['src/system/own-format.ts', 'src/system/windows-shim.ts'],
  rest: [
    'src/keys/expiring-key.ts',
    'src/keys/key-command.ts',
    'src/launch/kept-answers.ts',
    'src/launch/save.ts',
    'src/models/newest.ts',
    'src/nearest.ts',
    'src/policy/parse-policy.ts',
    'src/system/last-words.ts',
    'src/system/lock.ts',
    'src/system/read-lines.ts',
  ],
};
