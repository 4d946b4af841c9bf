import { keepItem } from './keep-item.ts'

/*
 * A draft that several tabs write. Each key that a draft may lie under is a slot: the one of its name, which whoever comes next reads first, and others beside it:
 *
 *   satchel.draft.<database> contacts.create            what was typed first, or alone
 *   satchel.draft.<database> contacts.create ~<id>      what another tab typed meanwhile
 *
 * A tab goes on in the slot that it read, as long as what stands there is what it knows. Where another tab has written there, each keeps its own words in a slot of
 * its own, and they are read one after the other, as each is saved or thrown away.
 */
export interface TabDrafts {
  /** What this tab typed; else what lies there from an earlier visit or another tab. Null: nothing. */
  read(key: string): string | null
  /** @returns whether it is kept */
  write(key: string, text: string): boolean
  /** Forgets what this tab read or typed; what another tab typed stays. */
  clear(key: string): void
  /** It is in sight here no more: whoever goes on with it elsewhere has all of it. */
  leave(key: string): void
  /** Another tab has written the slot, or emptied it (null). */
  writtenElsewhere(slot: string, text: string | null): void
}

export function createTabDrafts(makeId: () => string): TabDrafts {
  /** What this tab knows of each: in which slot, what it last read or wrote there, and whether that was typed here and is in sight. */
  const held = new Map<string, { slot: string; text: string; typed: boolean }>()
  const beside = (key: string): string => `${key}${mark}${makeId()}`
  const keep = (key: string, slot: string, text: string): boolean => {
    const kept = keepItem(slot, text)
    if (kept) held.set(key, { slot, text, typed: true })
    return kept
  }
  return {
    read: (key) => {
      const own = held.get(key)
      if (own !== undefined && localStorage.getItem(own.slot) === own.text) return own.text
      const slot = localStorage.getItem(key) !== null ? key : Object.keys(localStorage).filter((other) => other.startsWith(key + mark)).sort()[0]
      const text = slot === undefined ? null : localStorage.getItem(slot)
      if (slot === undefined || text === null) { held.delete(key); return null }
      held.set(key, { slot, text, typed: false })
      return text
    },
    write: (key, text) => {
      const own = held.get(key), slot = own?.slot ?? key, stands = localStorage.getItem(slot)
      return keep(key, stands === null || stands === own?.text ? slot : beside(key), text)
    },
    clear: (key) => {
      const own = held.get(key)
      held.delete(key)
      if (own !== undefined && localStorage.getItem(own.slot) === own.text) localStorage.removeItem(own.slot)
    },
    leave: (key) => {
      const own = held.get(key)
      if (own !== undefined) held.set(key, { ...own, typed: false })
    },
    writtenElsewhere: (slot, text) => {
      for (const [key, own] of held) if (own.slot === slot && own.typed && text !== null && text !== own.text) keep(key, beside(key), own.text)
    },
  }
}

/** No name of a draft has it. */
const mark = ' ~'
