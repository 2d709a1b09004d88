import type { Origin } from '../../config-layers/origin.ts';
import { taken, problemOf, type SettersOf } from '../../config-layers/layer.ts';
import type { Selection } from './selection.ts';
import { saidAt, type GeminiLayers } from './layers.ts';

/** Logins that Gemini CLI refuses or does not use, and those that Jetway would have to overrule (0.61.0, driven). */
export function loginProblems(
  layers: GeminiLayers,
  { type, by, way, valid }: Selection,
  set: SettersOf,
): readonly Origin[] {
  const settings = saidAt(layers, 'security', 'auth', 'selectedType');
  const found: Origin[] = [];
  const address = taken(set('GOOGLE_GEMINI_BASE_URL'));
  if (by !== undefined && !valid) {
    const named = settings.includes(by) || by.key === 'security.auth.selectedType';
    found.push(
      problemOf(by, named ? (type ?? '') : 'no login chosen', {
        what: named
          ? `is ${type ?? ''}, which Gemini CLI refuses: it exits with 41`
          : 'is set and no login is chosen: Gemini CLI started plainly exits with 41, or asks in a terminal',
        hint: 'Put "security": {"auth": {"selectedType": "gemini-api-key"}} into ~/.gemini/settings.json, or start it by Jetway: jetway gemini',
        stops: true,
      }),
    );
  }
  if (address !== undefined && way !== 'key') {
    found.push(
      problemOf(address, 'ignored', {
        what: `is ignored: the login is ${type ?? ''}, so gemini started plainly goes to Google`,
        hint: 'Choose "Use Gemini API Key" by /auth, or start it by Jetway: jetway gemini',
        stops: false,
      }),
    );
  }
  const enforced = taken(saidAt(layers, 'security', 'auth', 'enforcedType'));
  if (enforced !== undefined && enforced.text !== type) {
    found.push(
      problemOf(enforced, enforced.text, {
        what: `is ${enforced.text}, but the login is ${type ?? 'not chosen'}: gemini started plainly exits with 41`,
        hint: `Log in that way: /auth in a session of gemini`,
        stops: true,
      }),
    );
  }
  return [...found, ...overJetway(layers)];
}

/** Logins that rank above Jetway's own and are never Jetway's: it does not start the session. */
function overJetway(layers: GeminiLayers): readonly Origin[] {
  return ['selectedType', 'enforcedType']
    .flatMap((key) => saidAt(layers, 'security', 'auth', key))
    .filter(({ from, place, text }) => {
      const above = from === 'project' || (from === 'managed' && !place.endsWith('system-defaults.json'));
      return above && text !== 'gateway' && text !== 'gemini-api-key';
    })
    .map(({ void: _untrusted, ...setter }) =>
      problemOf(
        setter,
        setter.text,
        {
          what: `is ${setter.text} and ranks above what Jetway gives Gemini CLI: Jetway does not start it`,
          hint:
            setter.from === 'managed'
              ? 'Ask the administrator to admit the gateway'
              : `Remove it from ${setter.place}, or start in another folder`,
          stops: true,
        },
        true,
      ),
    );
}
