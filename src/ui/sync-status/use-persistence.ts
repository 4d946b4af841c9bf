import { useEffect } from 'react'
import { useSatchel } from '../../data-api/hooks.ts'
import { showToast } from '../components/toast.tsx'
import { setAskPersist, useOfferState } from './offer-store.ts'
import { keepItem } from '../../data-api/keep-item.ts'

const askedKey = 'satchel.persist.asked'

export interface Persistence {
  /** True after the first real save, where the browser has not promised to keep the data and was not asked before. */
  shouldAsk: boolean
  /** Asks, and shows the answer. */
  ask: () => Promise<boolean>
  decline: () => void
}

/** The browser's promise to keep the data, asked for after the first real save and once only; Settings and Sync ask again on request. */
export function usePersistence(): Persistence {
  const satchel = useSatchel()
  const { askPersist } = useOfferState()
  const answered = (): void => {
    markAsked()
    setAskPersist(false)
  }
  return {
    shouldAsk: askPersist,
    ask: async () => {
      answered()
      const kept = await satchel.storage.persist()
      tellPersisted(kept)
      return kept
    },
    decline: answered,
  }
}

/** Waits for the first real save, on whatever screen it happens; mounted once. */
export function useFirstSave(): void {
  const satchel = useSatchel()
  useEffect(() => {
    if (localStorage.getItem(askedKey) !== null) return undefined
    return satchel.onCommit(({ journal }) => {
      if (!journal || localStorage.getItem(askedKey) !== null) return
      void persistedAlready().then((kept) => {
        if (kept || localStorage.getItem(askedKey) !== null) return
        if (!asksByItself()) setAskPersist(true)
        else {
          markAsked()
          satchel.storage.persist().then(tellPersisted, () => undefined)
        }
      })
    })
  }, [satchel])
}

const markAsked = (): void => { keepItem(askedKey, new Date().toISOString()) }
const persistedAlready = async (): Promise<boolean> => (await navigator.storage?.persisted?.().catch(() => false)) ?? false

/** Chromium decides without a word to the person, so that our own question before it would be one too many. Others show a prompt. */
const asksByItself = (): boolean => 'userAgentData' in navigator

/** The browser's answer, in words. */
export const tellPersisted = (kept: boolean): void => showToast({
  message: kept
    ? 'The browser keeps your data until you delete it.'
    : 'The browser makes no promise yet. Your data is saved; installing the app or a backup file makes it safer.',
})
