/** What is made when it is first asked for, and then kept: a date format takes milliseconds to make, which starting the app need not wait for. */
export function once<T>(make: () => T): () => T {
  let made: { value: T } | null = null
  return () => (made ??= { value: make() }).value
}
