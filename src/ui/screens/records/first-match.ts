import { fold } from '../../../shared/fold.ts'

/**
 * The value that Enter means: the one written alike but for case and accents, else the first that begins with what was typed, else
 * the typed text. `values` may still be the answer to fewer letters.
 */
export function firstMatch(typed: string, values: readonly string[]): string {
  const wanted = fold(typed)
  return values.find((value) => fold(value) === wanted) ?? values.find((value) => fold(value).startsWith(wanted)) ?? typed
}
