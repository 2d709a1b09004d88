import { didYouMean } from '../nearest.ts';
import { Failure } from '../failure.ts';
import type { Answers, Gateway, Setting } from '../gateways/gateway.ts';
import { quote } from '../text.ts';

/**
 * Reads what one source (the flags, say, or a profile) gave for a gateway's settings, by setting id. Throws a `usage`
 * Failure for an unknown setting, and a `configuration` Failure for a wrong value or for two values that contradict each
 * other, as when a pasted URL names another account than the flag beside it.
 */
export function readAnswers(gateway: Gateway, given: Readonly<Record<string, string>>): Answers {
  const answers = new Map<string, { readonly value: string; readonly from: string }>();
  for (const [id, text] of Object.entries(given)) {
    for (const [target, value] of Object.entries(settingOf(gateway, id).read(text))) {
      const before = answers.get(target);
      if (before !== undefined && before.value !== value) {
        throw new Failure(
          'configuration',
          `${before.from} and ${id} disagree about the ${target}: ${before.value} and ${value}.`,
          'Leave one of them out.',
        );
      }
      answers.set(target, { value, from: id });
    }
  }
  return Object.fromEntries([...answers].map(([id, { value }]) => [id, value]));
}

/** The settings that are neither answered nor optional nor have a default. */
export function unanswered(settings: readonly Setting[], answers: Answers): readonly Setting[] {
  return settings.filter(
    (setting) => answers[setting.id] === undefined && setting.default === undefined && setting.optional !== true,
  );
}

/** What a setting comes to: its answer, else its default, as its `read` has it. Throws as that does. */
export function answerTo(id: string, settings: readonly Setting[], answers: Answers): string {
  const setting = settings.find((one) => one.id === id);
  return setting?.read(answers[id] ?? setting.default ?? '')[id] ?? '';
}

/** The reader of a setting with few values. Throws a `configuration` Failure that names them. */
export function choiceReader(id: string, choices: readonly string[]): (text: string) => Answers {
  return (text) => {
    const wanted = text.trim().toLowerCase();
    if (choices.includes(wanted)) return { [id]: wanted };
    throw new Failure('configuration', `${id} can't be ${quote(wanted)}.`, `Use one of: ${choices.join(', ')}.`);
  };
}

function settingOf(gateway: Gateway, id: string): Setting {
  const setting = gateway.settings.find((candidate) => candidate.id === id);
  if (setting !== undefined) return setting;
  const ids = gateway.settings.map((candidate) => candidate.id);
  throw new Failure(
    'usage',
    `${gateway.name} has no setting ${quote(id)}.`,
    `${didYouMean(id, ids)}Its settings: ${ids.join(', ')}.`,
  );
}
