import { Failure } from './failure.ts';

/** Turns a Failure into nothing: what could not be observed is not known. */
export function leaveFailure(error: unknown): undefined {
  if (error instanceof Failure) return undefined;
  throw error;
}

/** Observes when first asked, and gives the same ever after; a Failure too. */
export function memoize<T>(observe: () => Promise<T>): () => Promise<T> {
  let seen: Promise<T> | undefined;
  return () => (seen ??= observe());
}
