/** States what must hold; a failure is a bug of ours and says so. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`This is a bug in Satchel: ${message}`)
}
