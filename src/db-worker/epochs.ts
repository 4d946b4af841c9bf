import type { Core } from './core.ts'

/**
 * The epoch a server's `seen` token names. The token is the server's own and may tell nothing, which answers null; all that rests on it is
 * the `baseEpoch` of changes.
 */
export function epochOfToken(token: string): string | null {
  try {
    const payload = token.split('.')[0]!.replaceAll('-', '+').replaceAll('_', '/')
    const read = JSON.parse(atob(payload)) as Record<string, unknown>
    const epoch = read['epoch'] ?? read['e']
    return typeof epoch === 'string' ? epoch : null
  } catch {
    return null
  }
}

/** Keeps the newest `seen`, and the name of the living epoch where it tells it. */
export function learnSeen({ meta }: Core, seen: string): void {
  meta.set('seen', seen)
  const name = epochOfToken(seen)
  if (name === null) return
  const names = meta.get('epochNames') ?? [], current = meta.get('epochNumber') ?? 0
  if (names[current] === name) return
  if (names[current] === undefined || names[current] === null) {
    const named = Array.from({ length: current + 1 }, (_, i) => names[i] ?? null)
    named[current] = name
    meta.set('epochNames', named)
    return
  }
  // Another life of the workspace's history: what is kept from the one before counts as of a dead epoch (R2).
  meta.set('epochNumber', names.length)
  meta.set('epochNames', [...names, name])
}
