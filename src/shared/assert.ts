/** States what must hold; a failure is a bug of ours and says so. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`This is a bug in Satchel: ${message}`)
}

/** For a switch that must name every case. */
export function unreachable(value: never): never {
  throw new Error(`This is a bug in Satchel: unexpected ${JSON.stringify(value)}`)
}
