import { Link } from '@tanstack/react-router'
import { useList } from '../../../data-api/hooks.ts'
import type { Rec } from '../../../data-api/types.ts'
import { imports } from '../../../model/imports.ts'
import { str, tagsOf } from '../../../model/text.ts'
import type { Json } from '../../../shared/json.ts'
import { formatCount, formatInstant } from '../../components/format.ts'
import { Section } from '../../components/screen.tsx'
import type { ImportCounts } from './import-result.tsx'
import { countOf } from './import-words.ts'
import { UndoImport } from './undo-import.tsx'

/** Earlier imports, newest first, each with its result and its undo. */
export function PastImports({ except }: { except?: string }) {
  // An undone import's record went with what it wrote: it is listed from among the deleted.
  const { data } = useList(imports.name, { sort: ['-at'], state: 'all', limit: 50 })
  const rows = (data?.rows ?? []).filter((row) => row.id !== except)
  if (rows.length === 0) return null
  return (
    <Section title={except === undefined ? 'Earlier imports' : 'Other imports'}>
      <ul className="border-t border-line">{rows.map((row) => <PastImport key={row.id} row={row} />)}</ul>
    </Section>
  )
}

function PastImport({ row }: { row: Rec }) {
  const { name, at, entities, counts, groupId, undone } = readImport(row)
  const unfinished = (counts.planned ?? 0) > 0
  const written = counts.created + counts.updated
  return (
    <li className="flex min-h-12 items-center gap-3 border-b border-line py-1.5">
      <span className="flex min-w-0 grow flex-col">
        <Link to="/import/$batch" params={{ batch: row.id }} search={{}} className="truncate text-ui font-medium hover:underline">{name}</Link>
        <span className="text-table text-muted">
          {formatInstant(at)} · {undone ? 'undone' : importWords(counts, entities)}
        </span>
      </span>
      {!undone && groupId && (unfinished || written > 0) && <UndoImport importId={row.id} groupId={groupId} entities={entities} count={unfinished ? null : written} size="sm" />}
    </li>
  )
}

/** "120 new, 3 added to, 2 failed". */
export function importWords(counts: ImportCounts, entities: readonly string[]): string {
  if ((counts.planned ?? 0) > 0) return `not finished, ${countOf(counts.planned ?? 0, entities)} planned`
  const parts = [
    counts.created > 0 && `${countOf(counts.created, entities)} new`, counts.updated > 0 && `${counts.updated} added to`,
    counts.skipped > 0 && `${counts.skipped} already here`, counts.failed > 0 && `${counts.failed} failed`,
    (counts.left ?? 0) > 0 && `${formatCount(counts.left ?? 0)} not written`,
  ].filter(Boolean)
  return parts.join(', ') || 'nothing new'
}

export interface PastImportData { name: string; at: string; entities: string[]; counts: ImportCounts; groupId: string | null; undone: boolean }

/** An import's record as the screens show it. */
export function readImport(row: Rec): PastImportData {
  const counts = (typeof row['counts'] === 'object' && row['counts'] !== null && !Array.isArray(row['counts']) ? row['counts'] : {}) as Record<string, unknown>
  const count = (key: string): number => (typeof counts[key] === 'number' ? counts[key] : 0)
  return {
    name: str(row['name'] as Json | undefined) || 'Import',
    at: str(row['at'] as Json | undefined) || row.createdAt,
    groupId: str(row['groupId'] as Json | undefined) || null,
    undone: row.deletedAt !== null || row['undoneAt'] != null,
    entities: tagsOf({ entities: (row['entities'] ?? null) as Json }, 'entities'),
    counts: { created: count('created'), updated: count('updated'), skipped: count('skipped'), duplicates: count('duplicates'), failed: count('failed'), planned: count('planned'), left: count('left') },
  }
}
