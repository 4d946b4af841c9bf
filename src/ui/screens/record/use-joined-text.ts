import { useEffect, useState } from 'react'
import { useSatchel } from '../../../data-api/hooks.ts'
import type { Rec } from '../../../data-api/types.ts'
import { text } from '../records/record-values.ts'
import type { FieldEdit } from './use-field-edit.ts'

/** What a text's words and document were when one began to write in it. */
export interface TextBasis { from: string; state: string | null }

export const basisOf = (rec: Rec, field: string): TextBasis => ({ from: text(rec, field), state: rec.$text?.[field] ?? null })

/** What others write into a text comes into the draft of it while one writes. Answers whether any did. */
export function useJoinedText(entity: string, rec: Rec, field: string, edit: FieldEdit<string, TextBasis>): boolean {
  const satchel = useSatchel()
  const [joined, setJoined] = useState(false)
  const { from, state } = basisOf(rec, field), { began, value, rebase } = edit
  const behind = began !== undefined && (began.from !== from || began.state !== state)
  useEffect(() => {
    if (!behind) return undefined
    let isCurrent = true
    satchel.entity(entity).joinEdit(rec.id, field, { ...began, text: value }).then((met) => {
      if (!isCurrent || met === null) return
      rebase(value, met.text, { from: met.from, state: met.state })
      setJoined(true)
    }, () => undefined) // What cannot be joined here is when it is saved.
    return () => { isCurrent = false }
  }, [satchel, entity, rec.id, field, behind, began, value, from, state, rebase])
  return joined && began !== undefined
}
