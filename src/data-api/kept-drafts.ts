/*
 * Where what is typed and not saved lies, in localStorage: by local database, since whoever else works in this browser has drafts of their own. It stays when a
 * person signs out and keeps their data here, and goes when their database goes.
 */

const prefix = 'satchel.draft.'

/** @param name what is being written: "contacts.<id>.title" */
export const draftKey = (databaseName: string, name: string): string => `${prefix}${databaseName} ${name}`

/** Where earlier versions kept it, whoever had written it. */
export const formerDraftKey = (name: string): string => `${prefix}${name}`

export const forgetDrafts = (databaseName: string): void => { for (const key of keysOf(databaseName)) localStorage.removeItem(key) }

/** Forgets all drafts but those of these databases, also those of earlier versions. */
export function forgetOtherDrafts(databaseNames: readonly string[]): void {
  const kept = new Set(databaseNames.flatMap(keysOf))
  for (const key of Object.keys(localStorage)) if (key.startsWith(prefix) && !kept.has(key)) localStorage.removeItem(key)
}

/** A database's drafts go along with what moves out of it. */
export function moveDrafts(from: string, to: string): void {
  for (const key of keysOf(from)) {
    localStorage.setItem(draftKey(to, key.slice(draftKey(from, '').length)), localStorage.getItem(key)!)
    localStorage.removeItem(key)
  }
}

const keysOf = (databaseName: string): string[] => Object.keys(localStorage).filter((key) => key.startsWith(draftKey(databaseName, '')))
