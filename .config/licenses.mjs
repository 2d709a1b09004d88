// The licences of the packages whose code is in dist/.
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Name, version and licence of every package that has code in the output; a text that several have stands once. */
export async function licenses(root, outputs) {
  const inputs = outputs.flatMap(({ metafile }) => Object.values(metafile.outputs)).map((output) => output.inputs);
  const paths = inputs.flatMap((input) => Object.keys(input).filter((path) => input[path].bytesInOutput > 0));
  const folders = paths.map((path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0]);
  const found = await Promise.all(
    [...new Set(folders.filter(Boolean))].toSorted().map((folder) => license(root, folder)),
  );
  const namesOf = (text) => found.filter((one) => one.text === text).map(({ name }) => name);
  const texts = [...new Set(found.map(({ text }) => text))].map((text) => `${namesOf(text).join('\n')}\n\n${text}\n`);
  return `Jetway's files contain code of these packages.\n\n${texts.join(`\n${'-'.repeat(80)}\n\n`)}`;
}

async function license(root, folder) {
  const manifest = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8'));
  const names = (await readdir(join(root, folder))).filter((name) => /^(licen[cs]e|copying|notice)/i.test(name));
  if (names.length === 0 && manifest.license === undefined) throw new Error(`${folder} has no licence.`);
  const texts = await Promise.all(names.map((name) => readFile(join(root, folder, name), 'utf8')));
  return { name: `${manifest.name} ${manifest.version} (${manifest.license})`, text: texts.join('\n').trim() };
}
