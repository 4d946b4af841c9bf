/**
 * The fewest of `items` with which `fails` still holds, as far as halving finds them (delta debugging, Zeller and Hildebrandt 2002): ever
 * smaller pieces are left out, and what fails without one does without it. `time` tells when to be content with what was found.
 */
export async function shorten<T>(items: readonly T[], fails: (some: readonly T[]) => Promise<boolean>, time: () => boolean): Promise<readonly T[]> {
  let left = items
  for (let size = Math.ceil(left.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < left.length && time();) {
      const without = [...left.slice(0, at), ...left.slice(at + size)]
      if (without.length < left.length && await fails(without)) left = without
      else at += size
    }
  }
  return left
}
