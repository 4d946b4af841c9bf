import { useState } from 'react'
import MapPin from 'lucide-react/icons/map-pin'
import Plus from 'lucide-react/icons/plus'
import X from 'lucide-react/icons/x'
import { useSatchel } from '../../../data-api/hooks.ts'
import type { Json, Rec } from '../../../data-api/types.ts'
import { Button, buttonClass } from '../../components/button.tsx'
import { cn } from '../../components/cn.ts'
import { FieldError } from '../../components/field.tsx'
import { showError } from '../../components/toast.tsx'
import { listOf } from '../contacts/contact-values.ts'
import { editKeys } from './edit-keys.ts'
import { FieldRow, quietControl } from './field-row.tsx'
import { useFieldEdit } from './use-field-edit.ts'

const parts = ['street', 'postalCode', 'city', 'region', 'country', 'label'] as const
type Part = (typeof parts)[number]
type Address = Record<Part, string>
const names: Record<Part, string> = { street: 'Street', postalCode: 'Postal code', city: 'City', region: 'Region', country: 'Country', label: 'Label' }
const widths: Record<Part, string> = { street: 'col-span-6', postalCode: 'col-span-2', city: 'col-span-4', region: 'col-span-3', country: 'col-span-3', label: 'col-span-2' }

/** The addresses, each in its parts. */
export function AddressField({ rec, onHistory, conflict = false }: { rec: Rec; onHistory: (field: string) => void; conflict?: boolean }) {
  const satchel = useSatchel()
  const [adding, setAdding] = useState(false)
  const elements = listOf(rec, 'addresses')
  const disabled = rec.deletedAt !== null
  const write = (patch: { [key: string]: Json }, baseRevision: number): Promise<unknown> =>
    satchel.entity('contacts').update(rec.id, { addresses: { $set: patch } }, { baseRevision, label: 'Edit addresses' })
  const empty = (address: Address): boolean => parts.every((part) => part === 'label' || address[part].trim() === '')
  return (
    <FieldRow stacked label="Addresses" onHistory={() => onHistory('addresses')} conflict={conflict}>
      {elements.map((element) => {
        const id = String(element['id'])
        return (
          <AddressRow
            key={id}
            name={`contacts.${rec.id}.addresses.${id}`}
            current={toAddress(element)}
            revision={rec.revision}
            disabled={disabled}
            onSave={(next, base) => write(empty(next) ? { remove: [id] } : { update: { [id]: toElement(next) } }, base)}
            onRemove={() => write({ remove: [id] }, rec.revision)}
          />
        )
      })}
      {adding && (
        <AddressRow
          name={`contacts.${rec.id}.addresses.new`}
          current={toAddress({ label: 'work' })}
          revision={rec.revision}
          disabled={disabled}
          autoFocus
          onSave={async (next, base) => {
            if (!empty(next)) await write({ add: [{ id: crypto.randomUUID(), ...toElement(next) }] }, base)
            setAdding(false)
          }}
          onRemove={() => { setAdding(false); return Promise.resolve() }}
        />
      )}
      {!adding && !disabled && (
        <Button variant="ghost" size="sm" icon={<Plus aria-hidden />} className="w-fit justify-start px-2 font-normal max-md:-ml-3" onClick={() => setAdding(true)}>Add address</Button>
      )}
    </FieldRow>
  )
}

interface AddressRowProps {
  name: string
  current: Address
  revision: number
  disabled: boolean
  autoFocus?: boolean
  onSave: (next: Address, baseRevision: number) => Promise<unknown>
  onRemove: () => Promise<unknown>
}

function AddressRow({ name, current, revision, disabled, autoFocus = false, onSave, onRemove }: AddressRowProps) {
  const edit = useFieldEdit<Address>({ name, current, revision, save: onSave, same: (a, b) => parts.every((part) => a[part].trim() === b[part].trim()) })
  const map = [edit.value.street, edit.value.postalCode, edit.value.city, edit.value.country].filter(Boolean).join(', ')
  return (
    <div
      role="group"
      aria-label={`Address${edit.value.label ? `, ${edit.value.label}` : ''}`}
      className="group/address mb-1"
      onBlur={(event) => {
        if (event.currentTarget.contains(event.relatedTarget)) return
        if (autoFocus && !edit.dirty) void onRemove()
        else void edit.save()
      }}
    >
      <div className="grid grid-cols-6">
        {parts.map((part) => (
          <input
            key={part}
            aria-label={names[part]}
            placeholder={names[part]}
            autoComplete="off"
            autoFocus={autoFocus && part === 'street'}
            disabled={disabled}
            className={cn(quietControl, widths[part], part === 'label' && 'text-table text-muted')}
            value={edit.value[part]}
            onChange={(event) => edit.change({ ...edit.value, [part]: event.currentTarget.value })}
            onKeyDown={editKeys(edit)}
          />
        ))}
        <div className="col-span-4 flex items-center justify-end gap-1 opacity-0 group-focus-within/address:opacity-100 group-hover/address:opacity-100 max-md:opacity-100">
          {map && <a className={buttonClass('ghost', 'sm')} href={`https://www.openstreetmap.org/search?query=${encodeURIComponent(map)}`} target="_blank" rel="noreferrer"><MapPin aria-hidden />Map</a>}
          {!disabled && <Button variant="ghost" size="sm" icon={<X aria-hidden />} onClick={() => { edit.revert(); onRemove().catch(showError) }}>Remove</Button>}
        </div>
      </div>
      {edit.error && <div className="px-2 pb-1"><FieldError>{edit.error}</FieldError></div>}
    </div>
  )
}

const toAddress = (element: Record<string, unknown>): Address =>
  Object.fromEntries(parts.map((part) => [part, typeof element[part] === 'string' ? element[part] : ''])) as Address
const toElement = (address: Address): Record<string, Json> => Object.fromEntries(parts.map((part) => [part, address[part].trim() || null]))
