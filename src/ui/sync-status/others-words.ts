const list = new Intl.ListFormat('en')

/** What becomes of a person's other workspaces on this device when they sign out and have the copy deleted; a sentence each. */
export function othersWords({ sent, kept }: { sent: readonly string[]; kept: readonly string[] }): string[] {
  const named = (names: readonly string[]): string => list.format(names.map((name) => `“${name}”`))
  return [
    ...(sent.length === 0 ? [] : [`The ${sent.length === 1 ? 'copy' : 'copies'} of ${named(sent)} ${sent.length === 1 ? 'goes' : 'go'} too.`]),
    ...(kept.length === 0 ? [] : [`${named(kept)} ${kept.length === 1 ? 'stays' : 'stay'} on this device: ${kept.length === 1 ? 'it holds' : 'they hold'} changes that were not sent, or were refused.`]),
  ]
}
