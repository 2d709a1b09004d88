import { expect, it } from 'vitest';
import { agents } from '../../../src/agents/index.ts';
import { allRows, chapters, groupIn, rowsNamed } from '../../../src/commands/index.ts';

it('the names of a chapter are those of its rows, in their order', async () => {
  for (const { names, load } of chapters) {
    const written = (await load()).flatMap(({ syntax, alias }) => [
      groupIn(syntax),
      ...(alias === undefined ? [] : [alias]),
    ]);
    expect(names).toEqual([...new Set(written)]);
  }
});

it('no name is of two chapters, and none is an agent’s', () => {
  const names = [...chapters.flatMap((chapter) => chapter.names), ...agents.map(({ id }) => id)];
  expect(new Set(names).size).toBe(names.length);
});

it('a name gives its command, an alias too, and a group’s name all of the group', async () => {
  const wordsOf = async (name: string) => (await rowsNamed(name)).map(({ syntax }) => syntax);
  expect(await wordsOf('models')).toEqual(['list-models']);
  const all = (await allRows()).map(({ syntax }) => syntax);
  expect(await wordsOf('profile')).toEqual(all.filter((words) => words.startsWith('profile ')));
  expect(await wordsOf('codex')).toEqual([]);
});
