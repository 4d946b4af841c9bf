import type { ReactNode } from 'react'
import { Link } from '@tanstack/react-router'
import { useRecord } from '../../data-api/hooks.ts'
import { distinctions } from '../../model/distinctions.ts'
import { productModel } from '../../model/model.ts'
import { str } from '../../model/text.ts'
import { recordPlace, recordTarget } from './record-place.ts'
import { entityLabel, recordTitle } from './value-text.ts'

interface RecordLinkProps { entity: string; id: string; className?: string; children: ReactNode; onClick?: () => void }

/** A link to where a record opens (record-place.ts); plain text where nothing shows it. */
export function RecordLink({ entity, id, className, children, onClick }: RecordLinkProps) {
  const owner = productModel.entities.get(entity)?.searchThrough
  const { data: record } = useRecord(entity, owner === undefined ? null : id)
  const place = recordPlace(entity, id, record ?? null)
  if (!place) return <span className={className}>{children}</span>
  return <Link {...place} {...(onClick ? { onClick } : {})} className={className}>{children}</Link>
}

/**
 * What a record is called, live: a record without a page of its own (a note) by the one it belongs to, with `owned` true, so that it
 * reads "a note on Ana Silva".
 */
export function useRecordName(entity: string, id: string): { name: string; owned: boolean } {
  const owned = productModel.entities.get(entity)?.searchThrough !== undefined
  const { data: record } = useRecord(entity, id)
  const target = recordTarget(entity, id, record ?? null)
  const { data: owner } = useRecord(target?.entity ?? entity, owned ? target?.id ?? null : null)
  // Two that a person kept apart are called by their names.
  const pair = entity === distinctions.name && record ? { of: str(record['entity']), ids: [str(record['one']), str(record['other'])] } : null
  const { data: one } = useRecord(pair?.of ?? entity, pair?.ids[0] || null), { data: other } = useRecord(pair?.of ?? entity, pair?.ids[1] || null)
  if (pair !== null && one && other) return { name: [one, other].map((each) => recordTitle(pair.of, each)).join(' and '), owned: false }
  if (owned && owner && target) return { name: recordTitle(target.entity, owner), owned: true }
  return { name: recordTitle(entity, record, entityLabel(entity)), owned: false }
}

/**
 * What has to come out of the trash before this record can be written to: what it belongs to, which takes it along, or the record itself.
 * Null where it is not in the trash; live.
 */
export function useTrashed(entity: string, id: string): { entity: string; id: string; name: string } | null {
  const { data: record } = useRecord(entity, id)
  const target = recordTarget(entity, id, record ?? null)
  const { data: owner } = useRecord(target?.entity ?? entity, target?.id ?? null)
  if (!record || record.deletedAt === null) return null
  return target && owner && owner.deletedAt !== null
    ? { ...target, name: recordTitle(target.entity, owner) }
    : { entity, id, name: recordTitle(entity, record) }
}
