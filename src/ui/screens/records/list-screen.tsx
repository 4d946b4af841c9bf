import type { ReactNode } from 'react'
import { Screen } from '../../components/screen.tsx'
import { headingOf, useKind } from './kind.ts'
import { ListBody } from './list-body.tsx'
import { text } from './record-values.ts'
import { useSavedViews } from './saved-views.tsx'
import { useTableState } from './use-table-state.ts'

/** All records of an entity, or those of a list: find, sort, filter, select, edit. How one looks at them is in the address. */
export function ListScreen({ notice, waiting = false }: { notice?: ReactNode; waiting?: boolean }) {
  const kind = useKind(), { within } = kind
  const state = useTableState()
  const view = useSavedViews(kind.entity.name).find((each) => each.id === state.search.view)
  return (
    <Screen title={within?.title ?? (view ? text(view, 'name') : headingOf(kind))} layout="wide" hideHeading={!within} {...(within ? { lead: within.lead, meta: within.meta, actions: within.actions } : {})}>
      <ListBody state={state} notice={notice} waiting={waiting} />
    </Screen>
  )
}
