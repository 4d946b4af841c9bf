import { useId } from 'react'
import ChevronDown from 'lucide-react/icons/chevron-down'
import { useCustomFields } from '../../../data-api/custom-field-hooks.ts'
import type { InspectedFile, Mapping } from '../../../data-api/types.ts'
import { cn } from '../../components/cn.ts'
import { controlClass } from '../../components/input.tsx'
import { Table, Td, Th, Tr } from '../../components/table.tsx'
import { leftOut, targetGroups } from './mapping-targets.ts'

/** Column by column: its name, what stands in it, and what it becomes. */
export function MappingTable({ file, onChange }: { file: InspectedFile; onChange: (mapping: Mapping) => void }) {
  const id = useId()
  const fields = useCustomFields(file.entity)
  return (
    <Table>
      <thead><tr><Th>Column</Th><Th className="max-md:hidden">In the file</Th><Th className="w-60 max-md:w-48">Becomes</Th></tr></thead>
      <tbody>
        {file.columns.map((column, at) => {
          const target = file.mapping[at] ?? null
          return (
            <Tr key={at}>
              <Td id={`${id}-${at}`} className={cn('max-w-52 truncate py-1.5 align-middle font-medium', target === null && 'text-muted')}>{column.name || `Column ${at + 1}`}</Td>
              <Td className="max-w-80 truncate py-1.5 align-middle text-muted max-md:hidden">{column.samples.filter(Boolean).slice(0, 3).join(' · ')}</Td>
              <Td className="py-1.5 align-middle">
                <span className="relative flex">
                  <select
                    aria-labelledby={`${id}-${at}`}
                    value={target ?? leftOut}
                    onChange={(event) => onChange(file.mapping.map((old, index) => (index === at ? event.target.value || null : old)))}
                    className={cn(controlClass, 'h-7 appearance-none pr-8 pl-2 text-table max-md:h-11', target === null && 'text-muted')}
                  >
                    <option value={leftOut}>Leave out</option>
                    {targetGroups(target, fields, file.entity).map((group) => (
                      <optgroup key={group.label} label={group.label}>
                        {group.options.map((option) => <option key={option.value} value={option.value}>{option.label}</option>)}
                      </optgroup>
                    ))}
                  </select>
                  <ChevronDown aria-hidden className="pointer-events-none absolute top-1/2 right-2 size-4 -translate-y-1/2 text-muted" />
                </span>
              </Td>
            </Tr>
          )
        })}
      </tbody>
    </Table>
  )
}
