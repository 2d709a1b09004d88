import type { Origin, Look } from '../../config-layers/origin.ts';
import { variable, settingLine } from '../../host.ts';
import { at, listAt, textAt } from '../../json-path.ts';
import { placeOf, problemAt, problemOfFile } from '../../config-layers/layer.ts';
import { namesAt, plainAt } from '../../config-layers/located.ts';
import { removeFromJson } from '../../edits/removal.ts';
import { namesIn } from './allowed.ts';
import { connections } from './connections.ts';
import { quiet } from './environment.ts';
import type { Layer, ClaudeLayers } from './layers.ts';

/** What in these settings spoils a start, plain or by Jetway, without being endpoint, credential or model (2.1.330). */
export function problemsOf(layers: ClaudeLayers, look: Look, found: readonly Origin[]): readonly Origin[] {
  return [
    ...layers.broken.map((file) =>
      problemOfFile(file, 'no JSON', {
        what: 'is no JSON (comments are none either): Claude Code takes nothing of it, permissions and hooks neither',
        hint: `Mend ${file.place}; claude doctor names the place`,
        stops: false,
      }),
    ),
    ...layers.all.flatMap((layer) => [
      ...traffic(layer),
      ...overrides(layer),
      ...allowed(layer),
      ...proxies(layer),
      ...unheeded(layer, look),
      ...storedModel(layer, found),
      ...declinedKey(layer, look),
    ]),
    ...found.flatMap(doubledVersion),
  ];
}

/**
 * Without it the calls to the vendor at the start carry a claude.ai login and the custom headers with it. Jetway's own
 * settings for the session rank above all of these but an administrator's.
 */
function traffic(layer: Layer): readonly Origin[] {
  const text = plainAt(layer.settings, 'env', quiet);
  // Any text switches it on, `0` too.
  if (text === undefined || text !== '') return [];
  const above = layer.from === 'managed';
  const what = `${above ? 'empties what Jetway sets' : 'is empty'}: calls to the vendor at the start may then carry a gateway token`;
  return [
    problemAt(
      layer,
      ['env', quiet],
      '(empty)',
      { what, hint: `Remove env.${quiet} from ${layer.place}`, stops: false },
      above,
    ),
  ];
}

function overrides(layer: Layer): readonly Origin[] {
  const names = layer.state ? [] : namesAt(layer.settings, 'modelOverrides');
  if (names.length === 0) return [];
  const what = `puts other ids in place of ${names.slice(0, 3).join(', ')}, which the gateway may not have`;
  const hint = `Remove modelOverrides from ${layer.place}, or choose ids that are not in it`;
  return [
    problemAt(layer, ['modelOverrides'], names.join(', '), { what, hint, stops: false }, layer.from === 'managed'),
  ];
}

/** What is not in such a list gives way to another model; a launch pins its own, where no `--settings` of the user's is given. */
function allowed(layer: Layer): readonly Origin[] {
  const names = namesIn(at(layer.settings.value, 'availableModels'));
  const isList = Array.isArray(at(layer.settings.value, 'availableModels'));
  if (layer.state || layer.from === 'managed' || !isList) return [];
  const shown = names.length === 0 ? 'none' : names.slice(0, 3).join(', ');
  const what = `admits ${shown} alone: claude started plainly takes its own default for any other model, and says so on stderr alone`;
  const hint = `Add your model to availableModels in ${layer.place}, or start it by Jetway, which admits its own: jetway claude`;
  return [problemAt(layer, ['availableModels'], shown, { what, hint, stops: false })];
}

/** From a settings file they take the requests, keys included, past the gateway; under Jetway they count for nothing. */
function proxies(layer: Layer): readonly Origin[] {
  if (layer.from !== 'project') return [];
  return namesAt(layer.settings, 'env')
    .filter((name) => /^(https?_proxy|all_proxy|node_extra_ca_certs|node_tls_reject_unauthorized)$/i.test(name))
    .filter((name) => (plainAt(layer.settings, 'env', name) ?? '') !== '')
    .map((name) => ({
      sets: 'endpoint',
      ...placeOf(layer, 'env', name),
      value: /proxy$/i.test(name) ? 'a proxy for all requests' : 'whose certificates are trusted',
      void: 'it names no endpoint',
      dormant: true,
    }));
}

/** A launch sets these aside with the other variables of settings files, and Jetway's own requests never had them. */
function unheeded(layer: Layer, { host }: Look): readonly Origin[] {
  if (layer.from !== 'user' || layer.state) return [];
  return connections(layer.settings.value, host).map(({ name }) => {
    const what = 'counts for claude started plainly alone: neither Jetway nor a launch by it takes it from there';
    const hint = `Set it in your shell as well, for Jetway and the agent alike: ${settingLine(name, '…', host.platform)}`;
    return problemAt(layer, ['env', name], 'of the connection', { what, hint, stops: false });
  });
}

/** `/model` stores what was picked, in a session through a gateway too. */
function storedModel(layer: Layer, found: readonly Origin[]): readonly Origin[] {
  // A number is none, and Claude Code passes it by.
  const id = layer.from === 'user' && !layer.state ? textAt(layer.settings.value, 'model') : undefined;
  const elsewhere = found.some((origin) => origin.sets === 'endpoint' && origin.void === undefined);
  if (id === undefined || id === '' || elsewhere) return [];
  if (/^(claude-|default$|best$|opusplan|(opus|sonnet|haiku|fable)(\[|$))/i.test(id)) return [];
  const what = `is ${id}, which only a gateway knows: claude started plainly fails with it`;
  const one = problemAt(layer, ['model'], id, { what, hint: `Remove the key model from ${layer.place}`, stops: false });
  // As other providers' ids look, to which a variable of another shell may lead.
  if (/anthropic\.|^arn:|@|^projects\//i.test(id)) return [one];
  return [{ ...one, removal: removeFromJson(layer.place, ['model'], id) }];
}

function declinedKey(layer: Layer, { host }: Look): readonly Origin[] {
  const key = variable(host.env, 'ANTHROPIC_API_KEY', host.platform)?.trim();
  const path = ['customApiKeyResponses', 'rejected'];
  if (!layer.state || !key || !listAt(layer.settings.value, ...path).includes(key.slice(-20))) return [];
  const what = 'holds your ANTHROPIC_API_KEY: declined once, so a session in the terminal does not use it';
  return [
    problemAt(layer, path, 'declined', { what, hint: `Remove it there, or unset ANTHROPIC_API_KEY`, stops: false }),
  ];
}

function doubledVersion(origin: Origin): readonly Origin[] {
  if (!origin.key.endsWith('ANTHROPIC_BASE_URL') || !/\/v1\/?$/.test(origin.value)) return [];
  const what = 'ends in /v1, which Claude Code adds itself: its requests go to /v1/v1/messages';
  const { removal: _ofTheWhole, ...rest } = origin;
  return [{ ...rest, sets: 'problem', problem: { what, hint: `Leave /v1 out of ${origin.key}`, stops: false } }];
}
