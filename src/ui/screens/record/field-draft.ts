/** What is being written into a field, as it survives a reload. */
export interface FieldDraft<T, B> {
  value: T
  /** What the field held when it was begun; a draft of an earlier version does not say. */
  from?: T
  /** The revision shown then (M1). */
  revision: number
  began?: B
}

/** The draft after the next key, or the first one: what it was begun with stays, whatever arrives meanwhile. */
export function draftOf<T, B>(before: FieldDraft<T, B> | null, value: T, shown: { current: T; revision: number; basis: B | undefined }): FieldDraft<T, B> {
  if (before !== null) return { ...before, value }
  return { value, from: shown.current, revision: shown.revision, ...(shown.basis === undefined ? {} : { began: shown.basis }) }
}

/**
 * Whether a draft says anything: it is neither what stands nor what it was begun with. Who takes back what they typed has written nothing, and
 * must not put the old value over one that has come since.
 */
export const saysSomething = <T>(draft: Pick<FieldDraft<T, unknown>, 'value' | 'from'>, current: T, same: (a: T, b: T) => boolean): boolean =>
  !same(draft.value, current) && (draft.from === undefined || !same(draft.value, draft.from))
