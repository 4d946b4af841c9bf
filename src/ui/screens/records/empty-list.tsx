import { Link } from '@tanstack/react-router'
import { useMayWrite } from '../../app/may-write.ts'
import { Button, buttonClass } from '../../components/button.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { formatCount } from '../../components/format.ts'
import type { Arriving } from '../../sync-status/arriving.ts'
import { countOf, useKind } from './kind.ts'
import { NothingHere } from './not-here.tsx'
import { openCreate } from './open-create.ts'

/** Why there is nothing to see. */
export function EmptyList({ narrowed, arriving, onClear }: { narrowed: boolean; arriving: Arriving | null; onClear: () => void }) {
  const mayWrite = useMayWrite()
  const kind = useKind(), { entity: { name, label }, icon } = kind
  if (narrowed) {
    return (
      <EmptyState title={arriving ? `No ${label.one} matches so far.` : `No ${label.one} matches.`} actions={<Button onClick={onClear}>Clear search and filters</Button>}>
        {arriving && `${formatCount(arriving.here)} of ${countOf(kind, arriving.of)} are here; search covers these.`}
      </EmptyState>
    )
  }
  const add = mayWrite && <Button onClick={() => openCreate(name)}>Add</Button>
  return (
    <NothingHere of={[name]} many={label.many} icon={icon} actions={<>{mayWrite && <Link to="/import" className={buttonClass()}>Import</Link>}{add}</>}>
      <EmptyState
        icon={icon}
        title={`No ${label.many} yet`}
        actions={mayWrite && <><Link to="/import" className={buttonClass('primary')}>Import</Link>{add}<Link to="/welcome" className={buttonClass()}>Try sample data</Link></>}
      >
        {mayWrite ? kind.emptyWords : 'Nobody has added one yet.'}
      </EmptyState>
    </NothingHere>
  )
}
