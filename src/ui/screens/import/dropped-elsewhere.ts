import { useEffect, useEffectEvent } from 'react'
import { isTyping } from '../../app/shortcuts.ts'

/** Who takes files; null while the screen for them is not there. */
let taker: ((files: File[]) => void) | null = null
let held: File[] = []

/**
 * Files dropped beside a place that takes them: the browser would show them instead of the app. Where they may be imported they are handed to the screen for that.
 * @param toImport leads there; null: they are only kept from the browser
 */
export function useDroppedElsewhere(toImport: (() => void) | null): void {
  const taken = (event: DragEvent): boolean => event.defaultPrevented || event.dataTransfer?.types.includes('Files') !== true
  /** What lies over the page is not left for them, and what is being written into is no place for them. */
  const mayGo = ({ target }: DragEvent): boolean => toImport !== null && !isTyping(target) && document.querySelector('dialog[open]') === null
  const over = useEffectEvent((event: DragEvent): void => {
    if (taken(event)) return
    event.preventDefault()
    event.dataTransfer!.dropEffect = mayGo(event) ? 'copy' : 'none'
  })
  const drop = useEffectEvent((event: DragEvent): void => {
    if (taken(event)) return
    event.preventDefault()
    const files = [...event.dataTransfer!.files]
    if (!mayGo(event) || files.length === 0) return
    if (taker) taker(files)
    else held = files
    toImport?.()
  })
  useEffect(() => {
    const onOver = (event: DragEvent): void => over(event), onDrop = (event: DragEvent): void => drop(event)
    addEventListener('dragover', onOver)
    addEventListener('drop', onDrop)
    return () => {
      removeEventListener('dragover', onOver)
      removeEventListener('drop', onDrop)
    }
  }, [])
}

/** Takes what was dropped elsewhere, and what will be while it is there. */
export function useTakesDropped(take: (files: File[]) => void): void {
  const onFiles = useEffectEvent(take)
  useEffect(() => {
    const mine = (files: File[]): void => onFiles(files)
    taker = mine
    if (held.length > 0) onFiles(held)
    held = []
    return () => { if (taker === mine) taker = null }
  }, [])
}
