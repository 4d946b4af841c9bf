import { useMemo } from 'react'
import { Link, useParams, useSearch } from '@tanstack/react-router'
import ChevronLeft from 'lucide-react/icons/chevron-left'
import ListIcon from 'lucide-react/icons/list'
import { useCustomFields } from '../../../data-api/custom-field-hooks.ts'
import { useRecord, useSatchel } from '../../../data-api/hooks.ts'
import type { Rec } from '../../../data-api/types.ts'
import { listMembers, lists, memberField, memberId } from '../../../model/lists.ts'
import { useMayWrite } from '../../app/may-write.ts'
import { OwnSearch } from '../../app/own-search.ts'
import { Button, buttonClass } from '../../components/button.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { InlineNotice } from '../../components/inline-notice.tsx'
import { Screen } from '../../components/screen.tsx'
import { showError } from '../../components/toast.tsx'
import { useNow } from '../../components/when.tsx'
import { useShownEffect } from '../../components/screen-life.ts'
import { NoticeList } from '../../sync-status/notice-list.tsx'
import { isRelative } from '../records/filter-tree.ts'
import type { Kind } from '../records/kind.ts'
import { KindWithFields } from '../records/kind-with-fields.tsx'
import { ListScreen } from '../records/list-screen.tsx'
import { makeInto } from '../records/open-create.ts'
import { ListActions } from './list-actions.tsx'
import { companyKind } from '../companies/company-kind.tsx'
import { contactKind } from '../contacts/contact-kind.tsx'
import { filterOf, followsWords, isLiveList, listName, ofList, optionsOfList, toMinute } from './list-values.ts'
import { useListActs } from './use-list-acts.ts'

/** One list: the table of its kind, of those who are in it. */
export default function ListPage() {
  const { id = '' } = useParams({ strict: false }), search = useSearch({ strict: false })
  const { data: list, isPending } = useRecord(lists.name, id)
  if (!list) {
    return (
      <Screen title={isPending ? 'List' : 'List not found'} layout="wide">
        {!isPending && <EmptyState icon={<ListIcon />} title="This list is not on this device." actions={<Link to="/lists" className={buttonClass()}>All lists</Link>}>It may not have come down yet, or it was removed for good.</EmptyState>}
      </Screen>
    )
  }
  return <OwnSearch value={search}><Whole key={`${list.id} ${String(list['entity'])}`} list={list} /></OwnSearch>
}

function Whole({ list }: { list: Rec }) {
  const satchel = useSatchel()
  const mayWrite = useMayWrite()
  const acts = useListActs()
  const now = toMinute(useNow()), fields = useCustomFields(ofList(list).entity.name)
  const relative = isLiveList(list) && isRelative(filterOf(list).f)
  const kind = useMemo<Kind>(() => {
    const kindOf = ofList(list).entity === companyKind.entity ? companyKind : contactKind, options = optionsOfList(list, relative ? now : 0, fields), live = isLiveList(list)
    return {
      ...kindOf,
      within: {
        id: list.id,
        title: listName(list),
        options,
        lead: (
          <>
            <Link to="/lists" aria-label="All lists" className="-ml-3 inline-flex size-11 shrink-0 items-center justify-center text-muted hover:text-text md:hidden"><ChevronLeft aria-hidden className="size-5" /></Link>
            <Link to="/lists" className="text-ui leading-6 text-muted hover:text-text max-md:hidden">Lists</Link>
            <span aria-hidden className="text-muted max-md:hidden">/</span>
          </>
        ),
        ...(live ? { meta: <span title={followsWords(list, fields)} className="max-md:hidden">{followsWords(list, fields)}</span> } : {}),
        actions: <ListActions list={list} />,
        empty: (
          <EmptyState icon={<ListIcon />} title={live ? `No ${kindOf.entity.label.one} meets this filter` : 'Nobody is in this list yet'}>
            {live ? 'Whoever comes to meet it is here by themselves.' : <>Add some here, or select {kindOf.entity.label.many} in their table<span className="max-md:hidden"> and press L</span>.</>}
          </EmptyState>
        ),
        ...(live ? {} : { takeOut: (ids: readonly string[]) => acts.takeOut(list, ids) }),
      },
    }
  }, [list, relative, relative ? now : 0, acts, fields]) // eslint-disable-line react-hooks/exhaustive-deps -- the clock counts only where days do
  const deleted = list.deletedAt !== null
  const { name } = kind.entity, title = listName(list), byHand = !isLiveList(list) && !deleted
  // What is made in a list by hand belongs in it; a live one takes in by itself what meets its filter.
  useShownEffect(() => (!byHand ? undefined : makeInto({
    entity: name, title, put: (writer, id) => { writer.create(listMembers.name, { listId: list.id, [memberField(name)!]: id }, { id: memberId(list.id, id) }) },
  })), [byHand, name, title, list.id])
  return (
    <KindWithFields kind={kind}>
      <ListScreen notice={(
        <>
          {deleted && (
            <InlineNotice tone="warn" className="m-4" title="This list is in the trash." actions={mayWrite && <Button size="sm" onClick={() => { satchel.entity(lists.name).restore(list.id).catch(showError) }}>Restore</Button>}>
              Nobody who was in it was deleted.
            </InlineNotice>
          )}
          <div className="px-4 empty:hidden"><NoticeList entity={lists.name} id={list.id} /></div>
        </>
      )} />
    </KindWithFields>
  )
}
