import { useMemo, useState } from 'react'
import { useList, useSatchel } from '../../../data-api/hooks.ts'
import type { BulkWriter, Rec } from '../../../data-api/types.ts'
import { distinctions } from '../../../model/distinctions.ts'
import { useUndo } from '../../app/undo.ts'
import { showError, showToast, whileWorking } from '../../components/toast.tsx'
import type { Kind } from '../records/kind.ts'
import { dataOf, nameOf } from '../records/record-values.ts'
import { fieldsOf, mergedPatch, type MergedField } from './merging.ts'
import { movedLinks } from './moved-links.ts'

export type MergesOf = Pick<Kind, 'entity'> & Required<Pick<Kind, 'page'>>

/** Records side by side, and what a person chose of them. */
export interface Merging {
  /** Those of them that there are, the one that stays first. */
  all: readonly Rec[]
  /** Those that are to be one. */
  part: readonly Rec[]
  isPart: (rec: Rec) => boolean
  /** Leaves one out, or takes it in again. */
  leave: (rec: Rec) => void
  fields: readonly MergedField[]
  /** Whose value stands. */
  whose: (field: MergedField) => Rec | undefined
  choose: (field: string, rec: Rec) => void
  busy: boolean
  merge: () => Promise<boolean>
  keepApart: () => Promise<boolean>
}

const none: readonly Rec[] = []

/** The records of these ids, as they stand now, to be made one: each act with its undo. */
export function useMerging({ entity }: MergesOf, ids: readonly string[]): Merging {
  const satchel = useSatchel()
  const { undoOf } = useUndo()
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const [chosen, setChosen] = useState<ReadonlyMap<string, string>>(new Map())
  const [busy, setBusy] = useState(false)
  const { data } = useList(entity.name, { where: { id: { in: [...ids] } }, limit: ids.length })
  const rows = data?.rows ?? none
  const all = useMemo(() => ids.flatMap((id) => rows.find((row) => row.id === id) ?? []), [ids, rows])
  const isPart = (rec: Rec): boolean => !left.has(rec.id)
  const part = all.filter(isPart)
  const fields = fieldsOf(entity, all.map(dataOf)).map((field) => {
    const outcome = fieldsOf(entity, part.map(dataOf)).find((each) => each.field === field.field)?.outcome
    return { ...field, outcome: outcome ?? 'same' }
  })
  const whose = ({ field, texts }: MergedField): Rec | undefined => {
    const having = all.filter((rec, at) => isPart(rec) && texts[at])
    return having.find(({ id }) => id === chosen.get(field)) ?? having[0]
  }

  // Not by `disabled`: a control that cannot have the focus loses it, and what comes next would not be found by keys.
  const act = async (label: string, message: string, write: (writer: BulkWriter) => void | Promise<void>): Promise<boolean> => {
    if (busy || part.length < 2) return false
    setBusy(true)
    try {
      const { actId } = await whileWorking(satchel.bulk(write, { label }))
      showToast({ message, ...undoOf(actId, label) })
      return true
    } catch (thrown) {
      showError(thrown)
      return false
    } finally {
      setBusy(false)
    }
  }
  const name = part[0] === undefined ? '' : nameOf(entity, part[0])
  return {
    all, part, isPart, fields, whose, busy,
    leave: (rec) => setLeft((before) => { const next = new Set(before); if (!next.delete(rec.id)) next.add(rec.id); return next }),
    choose: (field, rec) => setChosen((before) => new Map(before).set(field, rec.id)),
    merge: () => act(`Merge ${name}`, `${name} is one ${entity.label.one} now`, async (writer) => {
      // What is on the screen may be older than what happened since, here or elsewhere.
      const now = await Promise.all(part.map(({ id }) => satchel.entity(entity.name).get(id)))
      const whole = now.filter((rec) => rec !== null && rec.deletedAt === null)
      if (whole.length < part.length) throw new Error(`One of the ${part.length === 2 ? 'two' : part.length} is no longer there. Nothing was merged.`)
      const [stays, ...go] = whole as [Rec, ...Rec[]]
      const patch = mergedPatch(entity, whole.map((rec) => dataOf(rec!)), new Map([...chosen].flatMap(([field, id]) => { const at = part.findIndex((rec) => rec.id === id); return at < 0 ? [] : [[field, at]] })))
      const written = Object.fromEntries(Object.entries(patch).filter(([, value]) => typeof value === 'string'))
      const links = await movedLinks(satchel, entity, { id: stays.id, data: { ...dataOf(stays), ...written } }, go.map(({ id }) => id))
      if (Object.keys(patch).length > 0) writer.update(entity.name, stays.id, patch)
      for (const link of links) writer.update(link.entity, link.id, link.patch)
      for (const { id } of go) writer.delete(entity.name, id)
    }),
    keepApart: () => act(`Keep ${part.map((rec) => nameOf(entity, rec)).join(' and ')} apart`, 'They will not be shown as duplicates again', (writer) => {
      part.forEach((first, at) => part.slice(at + 1).forEach((second) => {
        const [lower, higher] = [first.id, second.id].sort()
        writer.create(distinctions.name, { entity: entity.name, one: lower, other: higher })
      }))
    }),
  }
}

/** What becomes of the others. */
export const mergeWords = (label: { one: string; many: string }, part: number): string =>
  `Lists and notes are joined; the ${part > 2 ? `${part - 1} other ${label.many} go` : `other ${label.one} goes`} to the trash.`
