import type { KeypressEvent } from '@inquirer/core';

/** A key as readline names it; `sequence` is what the terminal sent. */
export type Pressed = KeypressEvent & { readonly sequence?: string };

/** Esc, and the left arrow where nothing was typed that it could move in. */
export function isBack({ name }: KeypressEvent, typed: string): boolean {
  return typed === '' && (name === 'escape' || name === 'left');
}

/** What a prompt gives in place of an answer where the user wants the question before it. */
export const back = Symbol('back');

/** A question that is left vanishes; whether it does is read when the prompt ends. */
export interface Vanishing {
  clearPromptOnDone: boolean;
}

/** The lines that the keys of a prompt are named in: `↑↓ move · Enter take · Esc back`. */
export function keyLine(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join(' · ');
}

/** `10,000`: the same in every locale. */
export function grouped(count: number): string {
  return String(count).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}
