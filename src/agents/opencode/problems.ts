import { dirname, join, resolve } from 'node:path';
import type { Origin, Look } from '../../config-layers/origin.ts';
import { variable } from '../../host.ts';
import { at, listAt, textAt } from '../../json-path.ts';
import { placeOf, problemOfFile } from '../../config-layers/layer.ts';
import type { Edition } from './edition.ts';
import type { OpenCodeLayers } from './layers.ts';

/** Code of the repository's that the program runs in its own process, without a question. */
export function programs(layers: OpenCodeLayers, { glob }: Look): readonly Origin[] {
  const files = layers.code.flatMap((folder) =>
    ['plugin', 'plugins', 'tool', 'tools'].flatMap((kind) =>
      ['js', 'ts'].flatMap((ending) => glob(join(folder, kind, `*.${ending}`))),
    ),
  );
  const listed = layers.all
    .filter((layer) => layer.from === 'project')
    .flatMap((layer) =>
      listAt(layer.settings.value, 'plugin').map((entry, index): Origin => {
        const text = typeof entry === 'string' ? entry : (textAt(entry, 0) ?? '');
        const place = placeOf(layer, 'plugin');
        const line = layer.settings.line('plugin', index) ?? place.line;
        const value = text.startsWith('.') ? resolve(dirname(layer.place), text) : text.replace(/\/\/[^/@]*@/, '//');
        return { sets: 'command', ...place, ...(line === undefined ? {} : { line }), value, beatsJetway: true };
      }),
    );
  return [
    ...files.map((place): Origin => ({
      sets: 'command',
      from: 'project',
      place,
      key: dirname(place).split(/[/\\]/).at(-1) ?? '',
      value: 'code of the repository',
      beatsJetway: true,
    })),
    ...listed,
  ];
}

/** What spoils every start (1.18.33; Kilo 7.7.9). */
export function problems(
  layers: OpenCodeLayers,
  look: Look,
  { command, layout, name: program }: Edition,
): readonly Origin[] {
  const { host } = look;
  const has = (name: string): boolean => (variable(host.env, name, host.platform) ?? '') !== '';
  const halfCloudflare =
    has('CLOUDFLARE_ACCOUNT_ID') &&
    has('CLOUDFLARE_GATEWAY_ID') &&
    !['CLOUDFLARE_API_TOKEN', 'CF_AIG_TOKEN'].some(has) &&
    !layers.all.some(({ settings }) => listAt(settings.value, 'disabled_providers').includes('cloudflare-ai-gateway'));
  return [
    ...layers.broken.map((file) => {
      const stops = !layout.forgiving || file.from !== 'project';
      const what = `${file.what}: ${program} ${stops ? 'does not start' : 'leaves it out'}`;
      return problemOfFile(file, 'no JSON', { what, hint: `Mend ${file.place}`, stops }, stops);
    }),
    ...mistyped(layers, layout.forgiving, program),
    ...deadFiles(layers, look, program),
    ...(halfCloudflare
      ? [
          {
            sets: 'problem' as const,
            from: 'environment' as const,
            place: 'environment',
            key: 'CLOUDFLARE_GATEWAY_ID',
            value: 'without a token',
            problem: {
              what: `is set without CLOUDFLARE_API_TOKEN: every start of plain ${command} fails with UnknownError`,
              hint: 'Unset CLOUDFLARE_GATEWAY_ID, or set CLOUDFLARE_API_TOKEN too',
              stops: true,
            },
          },
        ]
      : []),
  ];
}

/** A model that is no text: OpenCode ends at once with "Configuration is invalid" (1.18.33), by Jetway too. */
function mistyped({ all }: OpenCodeLayers, forgiving: boolean, program: string): readonly Origin[] {
  return all.flatMap((layer) =>
    ['model', 'small_model'].flatMap((key): readonly Origin[] => {
      const value = at(layer.settings.value, key);
      if (value === undefined || typeof value === 'string') return [];
      const what = `is no text: ${forgiving ? `${program} leaves it out` : `${program} does not start, by Jetway neither`}`;
      const problem = { what, hint: `Write it as "provider/model" in ${layer.place}`, stops: !forgiving };
      return [
        {
          sets: 'problem',
          ...placeOf(layer, key),
          value: 'no text',
          ...(forgiving ? {} : { beatsJetway: true }),
          problem,
        },
      ];
    }),
  );
}

/** `{file:…}` stands for what a file holds, wherever it is in the text. */
function deadFiles({ all }: OpenCodeLayers, { host, read, glob }: Look, program: string): readonly Origin[] {
  return all.flatMap(({ from, place }) =>
    (read(place) ?? '').split('\n').flatMap((text, index) =>
      [...text.replace(/^\s*\/\/.*/, '').matchAll(/\{file:([^}]+)\}/g)].flatMap(([, name = '']): readonly Origin[] => {
        const path = resolve(
          dirname(place),
          name.trim().replace(/^~(?=[/\\])/, () => host.home),
        );
        if (glob(path).length > 0) return [];
        const what = `refers to ${path}, which is not there: ${program} does not start, by Jetway neither`;
        const problem = { what, hint: `Make that file, or take {file:…} out of ${place}`, stops: true };
        return [
          {
            sets: 'problem',
            from,
            place,
            line: index + 1,
            key: '{file:…}',
            value: 'a dead file',
            beatsJetway: true,
            problem,
          },
        ];
      }),
    ),
  );
}
