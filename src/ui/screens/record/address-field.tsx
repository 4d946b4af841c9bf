import { useId } from 'react'
import MapPin from 'lucide-react/icons/map-pin'
import X from 'lucide-react/icons/x'
import { useSatchel } from '../../../data-api/hooks.ts'
import type { Json, Rec } from '../../../data-api/types.ts'
import { useFixed } from '../../app/may-write.ts'
import { cn } from '../../components/cn.ts'
import { IconButton } from '../../components/icon-button.tsx'
import { showError } from '../../components/toast.tsx'
import { useKind } from '../records/kind.ts'
import { listOf } from '../records/record-values.ts'
import { FieldRow, quietControl } from './field-row.tsx'
import { labelClass, removeClass, rowActionClass } from './row-classes.ts'
import { AddElement, useAdding, useElementRow } from './use-element-row.tsx'
import { useFieldEdit } from './use-field-edit.ts'

const parts = ['street', 'label', 'postalCode', 'city', 'country', 'region'] as const
type Part = (typeof parts)[number]
type Address = Record<Part, string>
const names: Record<Part, string> = { street: 'Street', postalCode: 'Postal code', city: 'City', region: 'Region', country: 'Country', label: 'Label' }

/** The addresses, each in its parts. */
export function AddressField({ rec, onHistory, conflict = false }: { rec: Rec; onHistory: (field: string) => void; conflict?: boolean }) {
  const satchel = useSatchel()
  const { name } = useKind().entity
  const draft = `${name}.${rec.id}.addresses.new`
  const adding = useAdding(draft)
  const elements = listOf(rec, 'addresses')
  const disabled = useFixed(rec)
  const write = (patch: { [key: string]: Json }, baseRevision: number): Promise<unknown> =>
    satchel.entity(name).update(rec.id, { addresses: { $set: patch } }, { baseRevision, label: 'Edit addresses' })
  const empty = (address: Address): boolean => parts.every((part) => part === 'label' || address[part].trim() === '')
  return (
    <FieldRow field="addresses" stacked label="Addresses" onHistory={() => onHistory('addresses')} conflict={conflict}>
      {elements.map((element) => {
        const id = String(element['id'])
        return (
          <AddressRow
            key={id}
            name={`${name}.${rec.id}.addresses.${id}`}
            current={toAddress(element)}
            revision={rec.revision}
            disabled={disabled}
            onSave={(next, base) => write(empty(next) ? { remove: [id] } : { update: { [id]: toElement(next) } }, base)}
            onRemove={() => write({ remove: [id] }, rec.revision)}
          />
        )
      })}
      {adding.isAdding && (
        <AddressRow
          name={draft}
          current={toAddress({ label: 'work' })}
          revision={rec.revision}
          disabled={disabled}
          added
          autoFocus={adding.autoFocus}
          onSave={async (next, base) => {
            if (!empty(next)) await write({ add: [{ id: crypto.randomUUID(), ...toElement(next) }] }, base)
            adding.end()
          }}
          onRemove={() => { adding.end(); return Promise.resolve() }}
        />
      )}
      {!adding.isAdding && !disabled && <AddElement one="address" onClick={adding.begin} />}
    </FieldRow>
  )
}

interface AddressRowProps {
  name: string
  current: Address
  revision: number
  disabled: boolean
  /** It is not in the record yet. */
  added?: boolean
  autoFocus?: boolean
  onSave: (next: Address, baseRevision: number) => Promise<unknown>
  onRemove: () => Promise<unknown>
}

// As wide as what stands in it, so that "53111 Bonn" reads as it is written.
const asWide = 'w-auto max-w-1/2 shrink-0 field-sizing-content'

/** An address as it is written on an envelope, its label beside it as with e-mails and phones. What is empty shows its name once one comes near. */
function AddressRow({ name, current, revision, disabled, added = false, autoFocus = false, onSave, onRemove }: AddressRowProps) {
  const edit = useFieldEdit<Address>({ name, current, revision, save: onSave, same: (a, b) => parts.every((part) => a[part].trim() === b[part].trim()) })
  const map = [edit.value.street, edit.value.postalCode, edit.value.city, edit.value.country].filter(Boolean).join(', ')
  const { remove, onKeyDown, onBlur, foot } = useElementRow({ edit, added, isNothing: !edit.dirty, onRemove })
  const labels = useId()
  const input = (part: Part, className?: string) => (
    <input
      key={part}
      aria-label={names[part]}
      placeholder={part === 'label' ? 'label' : names[part]}
      list={part === 'label' ? labels : undefined}
      autoComplete="off"
      autoFocus={autoFocus && part === 'street'}
      disabled={disabled}
      className={cn(quietControl, 'pointer-fine:placeholder:text-(--hint) pointer-fine:[--hint:transparent] pointer-fine:group-hover/address:[--hint:var(--muted)] pointer-fine:focus-in-address:[--hint:var(--muted)]', className)}
      value={edit.value[part]}
      onChange={(event) => edit.change({ ...edit.value, [part]: event.currentTarget.value })}
      onKeyDown={onKeyDown}
    />
  )
  return (
    <div
      role="group"
      aria-label={`Address${edit.value.label ? `, ${edit.value.label}` : ''}`}
      className="group/address mb-2"
      onBlur={onBlur}
    >
      <div className="flex min-w-0 items-center">
        {input('street', 'grow')}
        {input('label', labelClass)}
        {!disabled && <IconButton size="sm" label="Remove this address" className={cn(removeClass, 'focus-in-address:opacity-100 group-hover/address:opacity-100 max-md:focus-in-address:inline-flex')} onClick={() => { remove().catch(showError) }}><X /></IconButton>}
        {map && (
          <a href={`https://www.openstreetmap.org/search?query=${encodeURIComponent(map)}`} target="_blank" rel="noreferrer" aria-label={`Map of ${map}`} title="Map" className={rowActionClass}>
            <MapPin aria-hidden className="size-4" />
          </a>
        )}
      </div>
      <div className="flex min-w-0">{input('postalCode', asWide)}{input('city', 'grow')}</div>
      <div className="flex min-w-0">{input('country', asWide)}{input('region', 'grow')}</div>
      <datalist id={labels}><option value="home" /><option value="work" /><option value="other" /></datalist>
      {foot}
    </div>
  )
}

const toAddress = (element: Record<string, unknown>): Address =>
  Object.fromEntries(parts.map((part) => [part, typeof element[part] === 'string' ? element[part] : ''])) as Address
const toElement = (address: Address): Record<string, Json> => Object.fromEntries(parts.map((part) => [part, address[part].trim() || null]))
