import { useRef, useState } from 'react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import Search from 'lucide-react/icons/search'
import Trash2 from 'lucide-react/icons/trash-2'
import { useList, useSatchel, useSync } from '../../../data-api/hooks.ts'
import type { ListOptions, Rec } from '../../../data-api/types.ts'
import { companies } from '../../../model/companies.ts'
import { contacts } from '../../../model/contacts.ts'
import { lists } from '../../../model/lists.ts'
import { projects } from '../../../model/projects.ts'
import { tasks } from '../../../model/tasks.ts'
import { templates } from '../../../model/templates.ts'
import { views } from '../../../model/views.ts'
import { sampleSource } from '../../../model/sample.ts'
import { Button } from '../../components/button.tsx'
import { useMayWrite } from '../../app/may-write.ts'
import { cn } from '../../components/cn.ts'
import { Checkbox } from '../../components/checkbox.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { formatCount, plural } from '../../components/format.ts'
import { Input } from '../../components/input.tsx'
import { Screen } from '../../components/screen.tsx'
import { showError, showToast, whileWorking } from '../../components/toast.tsx'
import { useFocusKept } from '../../components/use-focus-kept.ts'
import { fadingEdges, useHiddenEdges } from '../../components/use-hidden-edges.ts'
import { useLagging } from '../../components/use-lagging.ts'
import { useShortcuts } from '../../app/shortcuts.ts'
import { useUndo } from '../../app/undo.ts'
import { useSetting } from '../../sync-status/use-setting.ts'
import { recordTitle } from '../../sync-status/value-text.ts'
import { trashWords } from './trash-words.ts'
import { TrashRow } from './trash-row.tsx'

const page = 100

/** What one looks for in the trash; whatever hung on it comes back with it. */
const kinds = [contacts, companies, projects, tasks, lists, templates, views]

/** What was deleted, newest first; each comes back whole, with its notes. What is invented is left out unless one asks for it. */
export default function TrashScreen() {
  const satchel = useSatchel()
  const navigate = useNavigate()
  const { undoOf } = useUndo()
  const params: { q?: unknown; sample?: unknown; of?: unknown } = useSearch({ strict: false })
  const entity = kinds.find(({ name }) => name === params.of) ?? contacts
  const search = typeof params.q === 'string' ? params.q : ''
  const withSample = params.sample === true
  const [limit, setLimit] = useState(page)
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const query: ListOptions = {
    state: 'deleted', sort: ['-updatedAt'],
    ...(search ? { search } : {}),
    ...(withSample || entity.fields['source'] === undefined ? {} : { where: { source: { ne: sampleSource } } }),
  }
  const setParams = (next: { q?: string | undefined; sample?: boolean | undefined; of?: string | undefined }): void => {
    setSelected(new Set())
    void navigate({ to: '/trash', search: { ...(search ? { q: search } : {}), ...(withSample ? { sample: true } : {}), ...(entity === contacts ? {} : { of: entity.name }), ...next }, replace: true })
  }
  const [typed, setTyped] = useLagging(search, (q) => setParams({ q: q || undefined }))
  const box = useRef<HTMLInputElement>(null)
  useShortcuts([{ keys: '/', label: 'Search the trash', group: 'Trash', run: () => box.current?.select() }])
  const { data } = useList(entity.name, { ...query, limit })
  const hasSource = entity.fields['source'] !== undefined
  const { data: sample } = useList(entity.name, { state: 'deleted', where: { source: sampleSource }, limit: 1 }, { enabled: hasSource })
  const { list: kindsRow, hides } = useHiddenEdges(entity.name)
  const rows = data?.rows ?? []
  const kept = trashWords(useSetting('trashDays'), useSync().status.state !== 'no_account')

  const mayWrite = useMayWrite()
  const many = (count: number): string => plural(count, entity.label.one, entity.label.many)
  const restore = async (ids: readonly string[], label: string): Promise<void> => {
    try {
      const { actId } = await whileWorking(satchel.bulk((writer) => { for (const id of ids) writer.restore(entity.name, id) }, { label }))
      setSelected(new Set())
      showToast({
        message: ids.length === 1 ? `${label.replace(/^Restore /, '')} is back` : `${many(ids.length)} are back`,
        ...undoOf(actId, label),
      })
    } catch (thrown) {
      showError(thrown)
    }
  }
  const restoreAll = async (): Promise<void> => {
    const ids = await satchel.entity(entity.name).ids(query)
    await restore(ids, `Restore ${many(ids.length)}`)
  }
  const list = useRef<HTMLUListElement>(null)
  const focusKept = useFocusKept(list, (_, row) => row?.querySelector('button') ?? box.current, 'li')
  const toggle = (row: Rec): void => {
    const next = new Set(selected)
    if (!next.delete(row.id)) next.add(row.id)
    setSelected(next)
  }
  return (
    <Screen
      title="Trash"
      meta={data && data.total > 0 ? formatCount(data.total) : undefined}
      actions={mayWrite && (selected.size > 0
        ? <Button size="sm" variant="primary" onClick={() => void restore([...selected], `Restore ${many(selected.size)}`)}>Restore {formatCount(selected.size)}</Button>
        : data && data.total > 1 && <Button size="sm" onClick={() => { restoreAll().catch(showError) }}>Restore all</Button>)}
    >
      <div className="flex flex-col gap-3">
        <div className="flex flex-wrap items-center gap-3">
          <div ref={kindsRow} role="group" aria-label="Deleted" data-hides={hides} className={cn('-m-1 flex max-w-full gap-1 overflow-x-auto p-1 [scrollbar-width:none]', fadingEdges)}>
            {kinds.map((kind) => (
              <Button key={kind.name} variant="ghost" size="sm" aria-pressed={kind === entity} className="font-normal aria-pressed:bg-hover aria-pressed:text-text" onClick={() => setParams({ of: kind === contacts ? undefined : kind.name })}>
                {kind.label.many[0]!.toUpperCase() + kind.label.many.slice(1)}
              </Button>
            ))}
          </div>
          <div className="relative min-w-48 grow">
            <Search aria-hidden className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-muted" />
            <Input ref={box} type="search" aria-label="Search the trash" placeholder="Search the trash" className="pl-8" value={typed} onChange={(event) => setTyped(event.target.value)} />
          </div>
          {(withSample || (hasSource && (sample?.total ?? 0) > 0)) && <Checkbox label={`With sample ${entity.label.many}`} checked={withSample} onChange={(event) => setParams({ sample: event.target.checked || undefined })} />}
        </div>
        {data && rows.length === 0 && (search
          ? <EmptyState title={`Nothing deleted matches “${search}”`} actions={<Button onClick={() => setTyped('')}>Show all</Button>} />
          : <EmptyState icon={<Trash2 />} title={`No ${entity.label.many} in the trash`}>{kept}</EmptyState>)}
        {rows.length > 0 && <p className="text-table text-muted">{kept}</p>}
        <ul ref={list} {...focusKept} aria-label={`Deleted ${entity.label.many}`}>
          {rows.map((row) => (
            <TrashRow
              key={row.id} entity={entity} row={row} search={search} selected={selected.has(row.id)} onToggle={() => toggle(row)}
              onRestore={() => void restore([row.id], `Restore ${recordTitle(entity.name, row)}`)}
            />
          ))}
        </ul>
        {data && data.total > rows.length && <Button className="self-start" onClick={() => setLimit(Math.min(1_000, limit + page))}>Show more of {formatCount(data.total)}</Button>}
      </div>
    </Screen>
  )
}
