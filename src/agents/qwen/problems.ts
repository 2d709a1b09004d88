import type { Origin, Look } from '../../config-layers/origin.ts';
import { variable } from '../../host.ts';
import { placeOf, taken, problemOf, problemOfFile, type Setter, type SettersOf } from '../../config-layers/layer.ts';
import { variablesByLogin, type Selection } from './selection.ts';
import { saidAt, type QwenLayers } from './layers.ts';
import { dotEnvs } from './variables.ts';

/** What spoils a start, plain or by Jetway, without being endpoint, credential or model (0.24.4, driven). */
export function problemsOf(layers: QwenLayers, look: Look, chosen: Selection, set: SettersOf): readonly Origin[] {
  return [...broken(layers), ...logins(layers, chosen, set), ...sandbox(layers, look), ...connections(layers, look)];
}

function broken({ broken: files }: QwenLayers): readonly Origin[] {
  return files.map((file) => {
    const project = file.from === 'project';
    const what = project
      ? `${file.what}: Qwen Code moves what is in it to settings.json.corrupted, and starts without`
      : `${file.what}: Qwen Code does not start`;
    return problemOfFile(file, 'no JSON', { what, hint: `Mend ${file.place}`, stops: !project }, true);
  });
}

function logins(layers: QwenLayers, { type, by }: Selection, set: SettersOf): readonly Origin[] {
  const hint = 'Choose a login by /auth in a session of qwen, or start it by Jetway: jetway qwen';
  if (type === undefined) {
    const half = Object.entries(variablesByLogin).find(([, { key }]) => taken(set(key)) !== undefined);
    const key = half === undefined ? undefined : taken(set(half[1].key));
    if (half === undefined || key === undefined) return [];
    const [, { url, models }] = half;
    const missing = [
      ...(models.some((name) => taken(set(name)) !== undefined) ? [] : [models[0] ?? '']),
      ...(half[0] === 'gemini' || url === undefined || taken(set(url)) !== undefined ? [] : [url]),
    ];
    const what = `is set and no login is chosen: without ${missing.join(' and ')} qwen started plainly exits with 1, or asks in a terminal`;
    return [problemOf(key, 'no login chosen', { what, hint, stops: true })];
  }
  const enforced = taken(saidAt(layers, 'security', 'auth', 'enforcedType'));
  return [
    ...(by === undefined || type in variablesByLogin
      ? []
      : [problemOf(by, type, { what: `is ${type}, which Qwen Code refuses: it exits with 1`, hint, stops: true })]),
    ...(enforced === undefined || enforced.text === type
      ? []
      : [
          problemOf(enforced, enforced.text, {
            what: `is ${enforced.text}, but the login is ${type}: qwen started plainly exits with 1`,
            hint,
            stops: true,
          }),
        ]),
  ];
}

/** In a container the CLI gets neither Jetway's settings nor its variables, so Jetway refuses. */
function sandbox(layers: QwenLayers, { host }: Look): readonly Origin[] {
  const own = variable(host.env, 'QWEN_SANDBOX', host.platform)?.trim() ?? '';
  const isOn = (text: string): boolean => !['', '0', 'false'].includes(text.toLowerCase());
  const [wanted] =
    own === ''
      ? saidAt(layers, 'tools', 'sandbox')
      : [{ from: 'environment' as const, place: 'environment', key: 'QWEN_SANDBOX', text: own }];
  if (wanted === undefined || !isOn(wanted.text)) return [];
  const { void: _untrusted, ...setter } = wanted;
  const what = 'runs Qwen Code in a sandbox, which the key and the settings of a launch do not reach: Jetway refuses';
  const hint = 'Switch it off for the launch: QWEN_SANDBOX=false jetway qwen';
  return [problemOf(setter, setter.text, { what, hint, stops: true }, true)];
}

/** What a trusted repository says of the connection holds in a launch by Jetway, too. Of certificates it may say nothing. */
function connections(layers: QwenLayers, look: Look): readonly Origin[] {
  const proxy = 'a proxy for all requests';
  const origin = (place: Omit<Setter, 'text' | 'void'>): Origin => ({
    sets: 'endpoint',
    ...place,
    value: proxy,
    void: 'it names no endpoint',
    dormant: true,
    beatsJetway: true,
  });
  const { env, platform } = look.host;
  return [
    ...layers.all
      .filter((layer) => layer.from === 'project' && layer.void === undefined)
      .filter((layer) => saidAt({ ...layers, all: [layer] }, 'proxy').length > 0)
      .map((layer) => origin(placeOf(layer, 'proxy'))),
    ...dotEnvs(layers, look)
      .filter(({ from, void: why }) => from === 'project' && why === undefined)
      .flatMap(({ from, place, entries }) =>
        entries
          .filter(({ name, text }) => /^https?_proxy$/i.test(name) && text !== '')
          .filter(({ name }) => (variable(env, name, platform) ?? '') === '')
          .map(({ name, line }) => origin({ from, place, line, key: name })),
      ),
  ];
}
