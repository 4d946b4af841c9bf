import { useDeferredValue, useState } from 'react'
import { useList } from '../../../data-api/hooks.ts'
import { productModel } from '../../../model/model.ts'
import { Checkbox } from '../../components/checkbox.tsx'
import { Input } from '../../components/input.tsx'
import { moveAmong } from '../../components/move-among.ts'
import { members } from './name-ids.ts'
import { useNamesOf } from './names.tsx'
import { dataOf } from './record-values.ts'
import { useMembers } from '../../sync-status/use-members.ts'

interface NameFilterProps { label: string; of: string; value: string[]; onChange: (value: string[]) => void }

/** Records or people, found by typing, to ask for any of several. What is chosen stays in sight. */
export function NameFilter({ label, of, value, onChange }: NameFilterProps) {
  const [typed, setTyped] = useState('')
  const found = useFound(of, typed)
  const missing = value.filter((id) => !found.some((one) => one.id === id))
  const nameOf = useNamesOf(new Map([[of, missing]]))
  const toggle = (id: string): void => onChange(value.includes(id) ? value.filter((other) => other !== id) : [...value, id])
  return (
    <div className="flex flex-col gap-2" onKeyDown={(event) => moveAmong(event, [...event.currentTarget.querySelectorAll('input')], { letters: false })}>
      <Input data-autofocus aria-label={`Find in ${label}`} placeholder="Find by name" value={typed} onChange={(event) => setTyped(event.currentTarget.value)} />
      <ul aria-label={label} className="-mx-1 flex h-52 flex-col overflow-y-auto">
        {[...missing.map((id) => ({ id, name: nameOf(of, id) ?? 'Not here any more' })), ...found].map(({ id, name }) => (
          <li key={id}>
            <label className="flex min-h-8 items-center gap-2 rounded-sm px-1 text-table hover:bg-hover max-md:min-h-11">
              <Checkbox checked={value.includes(id)} onChange={() => toggle(id)} />
              <span className="min-w-0 grow truncate">{name}</span>
            </label>
          </li>
        ))}
        {missing.length + found.length === 0 && <li className="px-1 py-2 text-table text-muted">{typed.trim() === '' ? 'There is nobody and nothing to choose yet.' : 'Nothing is called that.'}</li>}
      </ul>
    </div>
  )
}

/** What one may choose from: the last touched, or what matches. */
export function useFound(of: string, typed: string): readonly { id: string; name: string }[] {
  const wanted = useDeferredValue(typed.trim())
  const people = useMembers()
  const { data } = useList(of === members ? 'views' : of, wanted === '' ? { sort: ['-updatedAt'], limit: 30 } : { search: wanted, limit: 30 }, { enabled: of !== members })
  if (of === members) return people.filter(({ name }) => name.toLowerCase().includes(wanted.toLowerCase())).map(({ userId, name }) => ({ id: userId, name }))
  const { title } = productModel.entities.get(of)!
  return data?.rows.map((rec) => ({ id: rec.id, name: title(dataOf(rec)) })) ?? []
}
