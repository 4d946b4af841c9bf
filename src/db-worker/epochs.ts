import type { Core } from './core.ts'
import { keepToken } from './seen-tokens.ts'

/**
 * What a server's `seen` token says. The token is the server's own and may tell nothing, which answers null; then it is taken for the
 * newest, and nothing rests on it but the `baseEpoch` of changes.
 */
export function readSeen(token: string): { epoch: string; revision: number } | null {
  try {
    const payload = token.split('.')[0]!.replaceAll('-', '+').replaceAll('_', '/')
    const { e: epoch, r: revision } = JSON.parse(atob(payload)) as Record<string, unknown>
    return typeof epoch === 'string' && typeof revision === 'number' ? { epoch, revision } : null
  } catch {
    return null
  }
}

/**
 * Keeps the highest `seen` (R1), and the name of the living epoch. Answers may overtake each other: the one of a push that was sent
 * before a pull, or that the service worker noted, must not make this replica forget how far it was.
 * @returns false where the token is of an epoch that is over here: what came with it tells of a history that nobody has any more
 */
export function learnSeen(core: Core, seen: string): boolean {
  const { meta } = core
  const read = readSeen(seen)
  const names = meta.get('epochNames') ?? [], current = meta.get('epochNumber') ?? 0
  // Said with every answer while nothing changes, and kept already.
  if (read !== null && names[current] === read.epoch && meta.get('seen') === seen) return true
  if (read !== null && names[current] !== read.epoch && names.includes(read.epoch)) return false
  const kept = readSeen(meta.get('seen') ?? '')
  const behind = read !== null && kept !== null && read.epoch === kept.epoch && read.revision < kept.revision
  if (!behind) meta.set('seen', seen)
  if (read !== null) {
    nameEpoch(meta, read.epoch)
    keepToken(core, seen, read.revision)
  }
  return true
}

/** A snapshot says what lives now, also where a backup of an earlier epoch was put back. */
export function beginFrom(core: Core, seen: string): void {
  const { meta } = core
  meta.set('seen', seen)
  const read = readSeen(seen)
  if (read === null) return
  nameEpoch(meta, read.epoch)
  keepToken(core, seen, read.revision)
}

/** What is kept from now on counts as of a dead epoch (R2). `name`: that of the one that begins, null where only a snapshot will tell. */
export function leaveEpoch({ meta }: Core, name: string | null): void {
  const names = meta.get('epochNames') ?? [], next = Math.max(names.length, (meta.get('epochNumber') ?? 0) + 1)
  meta.set('epochNames', [...Array.from({ length: next }, (_, i) => names[i] ?? null), name])
  meta.set('epochNumber', next)
}

function nameEpoch(meta: Core['meta'], name: string): void {
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
