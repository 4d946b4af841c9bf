import type { Mapping } from '../contract.ts'
import type { NoteReference } from '../export-record.ts'
import type { ColumnView } from '../map/auto-mapping.ts'
import type { CsvReading } from '../map/csv-draft.ts'
import type { Draft, DraftBuilder } from '../map/draft.ts'
import type { Preset } from '../map/presets.ts'
import type { TargetNames } from '../map/targets.ts'
import type { MatchKey, MatchRule } from '../plan/match-keys.ts'
import type { Entity } from '../../model/entity.ts'
import type { Data } from '../../shared/json.ts'

/** An entity that files are read into: what it has of its own. All else of an import asks this. */
export interface Importable {
  entity: Entity
  targets: TargetNames
  presets: readonly Preset[]
  /** What a column's name means; null: nothing sure. */
  targetOf: (header: string) => string | null
  mapping: (columns: readonly ColumnView[], preset: Preset | null, idColumn: number | null) => Mapping
  /** Whether a table with these columns holds its records, where no preset says so. */
  fits: (columns: readonly string[]) => boolean
  /** Where notes go that a row brings: to notes of their own that name the record by this field, or into the record's own text. */
  notes: { reference: NoteReference } | { field: string }
  /** The targets whose cells wait for `settle`. */
  collected: readonly string[]
  /** Makes of what several columns say together what the record has of it. */
  settle: (draft: DraftBuilder, parts: Parts, reading: CsvReading) => void
  /** By what it is known: surest first. `same` makes two one, `alike` has a person look. */
  keys: (data: Data, carried: readonly string[]) => { same: MatchKey[]; alike: MatchKey[] }
  /** The names that stand before the values of these keys, so that what is here can be looked through before there is a row. */
  kinds: readonly string[]
  /** Whether the rest of two records bears out what one key says of them. */
  agrees: (rule: MatchRule, standing: Data, row: Data) => boolean
  /** Said of a row that the entity's first rule refuses. */
  nothing: string
  /** How it names records of other entities, by field. */
  links: Readonly<Record<string, LinkRule>>
  /** What tells a row without an id from others beside it, whatever else of it changes; null: all its cells. */
  identity: ((draft: Draft) => string) | null
  /** Of notes: the record that one is on, which may bring the same text with its own row, or have it already. */
  noteOn?: (data: Data) => { entity: string; id: string } | null
}

/** What stands in columns that are no field by themselves, by target. */
export type Parts = ReadonlyMap<string, Part>

/** `dialect`: the target's label, where programs write the same thing in several ways ("priority:todoist"). */
export interface Part { value: string; name: string; dialect: string | null }

export interface LinkRule {
  /** The entity of the records that are meant; `self`: another row, or record, of its own. */
  entity: string
  /** Keys for `findMatches`, likeliest first; null: words alone say nothing. */
  keys: ((words: string) => MatchKey[]) | null
  /** What is made where there is none; null: the words go to the note. */
  make: ((words: string) => { id: string | null; data: Data }) | null
  /** The field holds a list of them, each with the name it goes by. */
  many?: true
  /** The words may name a member of the workspace, whose id then stands in the field; else the record goes to this field. */
  orMember?: { otherwise: string }
}
