import { createContext, useContext, type ComponentType, type ReactNode } from 'react'
import type { Ahead } from '../../../data-api/ahead.ts'
import type { BulkWriter, ExportFormat, Json, ListOptions, Rec, Satchel, Where } from '../../../data-api/types.ts'
import type { Entity } from '../../../model/entity.ts'
import { assert } from '../../../shared/assert.ts'
import type { Question } from '../../components/ask.tsx'
import { plural } from '../../components/format.ts'
import type { CellEdit } from './cell-edits.ts'
import type { Columns, Sort } from './columns.ts'
import type { Look } from './look.ts'
import type { ListSearch } from './search-params.ts'
import type { TableState } from './use-table-state.ts'

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
  /** The address of its list, and of a record's page; absent: a record opens beside the list, or instead of it where there is no room. */
  list: '/contacts' | '/companies' | '/tasks' | '/projects'
  page?: '/contacts/$id' | '/companies/$id' | '/projects/$id'
  /** What the list's address calls the record that is open beside it; `peek` unless told. */
  peekKey?: 'peek' | 'task'
  /** Absent: all records of the entity. */
  within?: Within
  columns: Columns
  icon: ReactNode
  /** It is no person, and looks it. */
  square: boolean
  /** What stands beside a name in a list of names: "Coach, Onda". */
  about: (rec: Rec) => string
  /** What else of a record a search may have found, to say so beside its name. */
  found: (rec: Rec) => readonly string[]
  /** How its rows look. */
  look: Look
  /** What a cell shows that no other table has; undefined: what `look` says. */
  cell?: (column: string, props: CellProps) => ReactNode | undefined
  /** What stands in a cell besides, on the row one points at. */
  beside?: (column: string, rec: Rec) => ReactNode
  /** How its list is laid out besides as a table, by what the address calls it. */
  layouts?: Readonly<Record<string, ComponentType<LayoutProps>>>
  /** Those of which nothing would be seen where there is nothing: it is said in words, as the table's. */
  bare?: readonly string[]
  /** How a layout is looked at while the address says nothing else. Absent: no tabs lead to the layouts, and the list's own menu does. */
  beginnings?: Readonly<Record<string, ListSearch>>
  /** Records that stand in others: they are in the list where one searches, or asks for what the column says. */
  leaves?: { readonly column: string; readonly where: Where }
  /** The order while nobody has chosen one; the name unless told. */
  order?: readonly string[]
  board?: BoardKind
  /** Wraps what shows rows, where cells have to know more of them than their records. */
  Around?: ComponentType<{ rows: readonly Rec[]; children: ReactNode }>
  /** What that asks of rows, before they are shown. */
  askAround?: (ask: Ahead, rows: readonly Rec[]) => Promise<void>
  /** Controls that stand in for a cell while it is edited, where that is no line of text, no choice and no name. */
  editors?: Readonly<Record<string, ComponentType<{ rec: Rec; onEnd: (move: number) => void }>>>
  /** On a phone: what stands before the name, in place of a picture, and what under it. */
  phone?: { Lead: ComponentType<{ rec: Rec }>; Under: ComponentType<{ rec: Rec }> }
  /** Cells that are written as one line without being one plain field. */
  edits: Readonly<Record<string, CellEdit>>
  /** Plain fields that several records can be given one value of. */
  bulkFields: readonly string[]
  /** A phone's list has no heads to press. */
  phoneSorts: readonly { label: string; sort: Sort }[]
  exports: readonly ExportFormat[]
  /** Where E leads on the record's page from a cell that is not written in place. */
  firstField: string
  /** The notes' field that names a record of this entity; absent: nobody writes notes on one. */
  noteField?: string
  /** Whether its table offers to add one; where there is another way, it need not. */
  adds?: boolean
  /** Whether lists are made of it. */
  listed: boolean
  emptyWords: string
  /** The parts of a record's page that are its own. */
  Fields?: ComponentType<FieldsProps>
  Actions?: ComponentType<{ rec: Rec }>
  /** All that stands beside the list of a record, in place of those parts. */
  Peek?: ComponentType<{ id: string; onClose: () => void; onOpen: (id: string) => void }>
  /** What stands between the head of a record's page and its notes. */
  Beside?: ComponentType<{ rec: Rec }>
  /** What its panel and its page will ask for; loaded when somebody rests on a row. */
  ahead?: () => Promise<Asks>
  /** What else an act writes that writes this into these records: it belongs to the same act, and is undone with it. */
  along?: (satchel: Satchel, writer: BulkWriter, ids: readonly string[], patch: Readonly<Record<string, Json>>) => Promise<void>
  /** What is asked before records go to the trash; null: nothing. */
  beforeRemove?: (satchel: Satchel, ids: readonly string[]) => Promise<Question | null>
}

/** Asks beforehand for what is shown of a record: beside the list, and what its page shows besides. */
export interface Asks {
  peek: (ask: Ahead, rec: Rec) => Promise<unknown>[]
  page: (ask: Ahead, rec: Rec) => Promise<unknown>[]
}

/** How a list is looked at, and what is done from there. */
export interface LayoutProps { state: TableState; onOpen: (id: string) => void }

/** What a board has to know beside the columns. */
export interface BoardKind {
  /** The order within a column while nobody has chosen one, by what the board is of and the column's value. */
  order: (by: string, value: string | null) => readonly string[]
  /** The values of a choice in the order in which one goes through them; those of the model unless told. */
  steps?: Readonly<Record<string, readonly string[]>>
  marks?: Readonly<Record<string, ReactNode>>
  /** Columns that a card says as one, where all of them are shown. */
  joins?: readonly string[]
  Joined?: ComponentType<{ rec: Rec }>
  /** What a card says besides its fields. */
  More?: ComponentType<{ rec: Rec }>
  /** Puts a card one place up or down among its column's, where their order is the person's. `whole`: the rows begin with the column's first. */
  move?: (satchel: Satchel, rows: readonly Rec[], id: string, by: 1 | -1, whole: boolean) => Promise<void>
}

export interface CellProps { rec: Rec; search: string; onOpen: (id: string) => void }

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

/** What a history or a timeline has to know of the record that it is about: all that a page needs which is no `Kind`. */
export interface Subject { entity: Entity; noteField?: string }

const SubjectContext = createContext<Subject | null>(null)
export const SubjectProvider = SubjectContext.Provider

/** That of a timeline, to which notes are written. */
export function useSubject(): Required<Subject> {
  const subject = useContext(SubjectContext), kind = useContext(KindContext)
  const { entity, noteField } = subject ?? kind ?? {}
  assert(entity !== undefined && noteField !== undefined, 'useSubject where no notes are written')
  return { entity, noteField }
}

/** The entity that the screens below are about: a timeline's, or the list's. */
export function useEntity(): Entity {
  const subject = useContext(SubjectContext), kind = useContext(KindContext)
  const entity = subject?.entity ?? kind?.entity
  assert(entity, 'useEntity outside a SubjectProvider or KindProvider')
  return entity
}

/** Where a record opens, as a link says it. */
export const hrefOf = ({ list, page, peekKey = 'peek' }: Pick<Kind, 'list' | 'page' | 'peekKey'>, id: string): string => (page === undefined ? `${list}?${peekKey}=${id}` : page.replace('$id', id))

/** "12 contacts". */
export const countOf = ({ entity: { label } }: Kind, count: number): string => plural(count, label.one, label.many)

/** The layouts that the list's own menu leads to, with what they are called; none where tabs do, or there is only the table. */
export const layoutsInMenu = ({ layouts, beginnings }: Pick<Kind, 'layouts' | 'beginnings'>): readonly { value: string; label: string }[] =>
  layouts === undefined || beginnings !== undefined ? [] : ['table', ...Object.keys(layouts)].map((value) => ({ value, label: value[0]!.toUpperCase() + value.slice(1) }))

/** "Contacts": its list's name. */
export const headingOf = ({ entity: { label } }: Pick<Kind, 'entity'>): string => label.many[0]!.toUpperCase() + label.many.slice(1)
