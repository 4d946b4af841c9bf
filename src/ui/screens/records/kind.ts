import { createContext, useContext, type ComponentType, type ReactNode } from 'react'
import type { BulkWriter, ExportFormat, Json, ListOptions, Rec, Satchel } from '../../../data-api/types.ts'
import type { Entity } from '../../../model/entity.ts'
import { assert } from '../../../shared/assert.ts'
import type { Question } from '../../components/ask.tsx'
import { plural } from '../../components/format.ts'
import type { CellEdit } from './cell-edits.ts'
import type { Columns, Sort } from './columns.ts'
import type { Look } from './look.ts'

/** A part of an entity's records that has a screen of its own: a list. */
export interface Within {
  id: string
  title: string
  /** Which records these are. */
  options: Pick<ListOptions, 'search' | 'where'>
  /** Before its title: the way to where it stands among others. */
  lead: ReactNode
  /** Beside its title: what it follows. */
  meta?: ReactNode
  /** What one does with it, at the right of its title. */
  actions: ReactNode
  /** What is said when nobody is in it. */
  empty: ReactNode
  /** Takes records out, where somebody put them in. */
  takeOut?: (ids: readonly string[]) => Promise<boolean>
}

/** What the shared list and record screens have to know of an entity; everything else is in its model. */
export interface Kind {
  entity: Entity
  /** The address of its list, and of a record's page. */
  list: '/contacts' | '/companies'
  page: '/contacts/$id' | '/companies/$id'
  /** Absent: all records of the entity. */
  within?: Within
  columns: Columns
  icon: ReactNode
  /** It is no person, and looks it. */
  square: boolean
  /** What stands beside a name in a list of names: "Coach, Onda". */
  about: (rec: Rec) => string
  /** What else of a record a search may have found, to say so in ⌘K. */
  found: (rec: Rec) => readonly string[]
  /** How its rows look. */
  look: Look
  /** What a cell shows that no other table has; undefined: what `look` says. */
  cell?: (column: string, props: CellProps) => ReactNode | undefined
  /** What stands in a cell besides, on the row one points at. */
  beside?: (column: string, rec: Rec) => ReactNode
  /** Cells that are written as one line without being one plain field. */
  edits: Readonly<Record<string, CellEdit>>
  /** Plain fields that several records can be given one value of. */
  bulkFields: readonly string[]
  /** A phone's list has no heads to press. */
  phoneSorts: readonly { label: string; sort: Sort }[]
  exports: readonly ExportFormat[]
  /** Where E leads on the record's page from a cell that is not written in place. */
  firstField: string
  /** The notes' field that names a record of this entity. */
  noteField: string
  emptyWords: string
  /** Whether a file can be read into it. */
  imports: boolean
  /** The parts of a record's page that are its own. */
  Fields: ComponentType<FieldsProps>
  Actions: ComponentType<{ rec: Rec }>
  /** What stands between the head of a record's page and its notes. */
  Beside?: ComponentType<{ rec: Rec }>
  /** What else an act writes that writes this into these records: it belongs to the same act, and is undone with it. */
  along?: (satchel: Satchel, writer: BulkWriter, ids: readonly string[], patch: Readonly<Record<string, Json>>) => Promise<void>
  /** What is asked before records go to the trash; null: nothing. */
  beforeRemove?: (satchel: Satchel, ids: readonly string[]) => Promise<Question | null>
}

export interface CellProps { rec: Rec; search: string }

export interface FieldsProps {
  rec: Rec
  /** Fields with an open conflict. */
  conflicts: ReadonlySet<string>
  onHistory: (field: string) => void
  /** The field that has the focus at first. */
  focus?: string | undefined
}

const KindContext = createContext<Kind | null>(null)

/** Says to the shared screens below it what they are about. */
export const KindProvider = KindContext.Provider

export function useKind(): Kind {
  const kind = useContext(KindContext)
  assert(kind, 'useKind outside a KindProvider')
  return kind
}

/** What a timeline has to know of the record that it is about: all that a page needs which is no `Kind`. */
export type Subject = Pick<Kind, 'entity' | 'noteField'>

const SubjectContext = createContext<Subject | null>(null)
export const SubjectProvider = SubjectContext.Provider

export function useSubject(): Subject {
  const subject = useContext(SubjectContext), kind = useContext(KindContext)
  const found = subject ?? kind
  assert(found, 'useSubject outside a SubjectProvider or KindProvider')
  return found
}

/** "12 contacts". */
export const countOf = ({ entity: { label } }: Kind, count: number): string => plural(count, label.one, label.many)

/** "Contacts": its list's name. */
export const headingOf = ({ entity: { label } }: Pick<Kind, 'entity'>): string => label.many[0]!.toUpperCase() + label.many.slice(1)
