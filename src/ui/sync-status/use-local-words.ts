import { useEffect, useState } from 'react'
import { useSatchel } from '../../data-api/hooks.ts'
import { localWords } from './local-words.ts'

/** What this device's database holds, in words; null while it is counted and where it is nothing. Counted once. */
export function useLocalWords(): string | null {
  const satchel = useSatchel()
  const [words, setWords] = useState<string | null>(null)
  useEffect(() => {
    let gone = false
    satchel.storage.info().then((info) => { if (!gone) setWords(localWords(info.counts)) }, () => undefined)
    return () => { gone = true }
  }, [satchel])
  return words
}
