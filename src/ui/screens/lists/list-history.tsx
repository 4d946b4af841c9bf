import { useHistory } from '../../../data-api/hooks.ts'
import type { HistoryEntry, Rec } from '../../../data-api/types.ts'
import { lists } from '../../../model/lists.ts'
import { Dialog } from '../../components/dialog.tsx'
import { ChangeItem } from '../record/change-item.tsx'
import { useDeviceLabels } from '../../sync-status/use-device-labels.ts'
import { listName } from './list-values.ts'

const none: HistoryEntry[] = []

/** What became of the list itself: its name, its filter, by hand or live. Who was added when stands in the history of all. */
export function ListHistory({ list, onClose }: { list: Rec; onClose: () => void }) {
  const { data: entries = none } = useHistory(lists.name, list.id)
  const deviceOf = useDeviceLabels(entries)
  return (
    <Dialog open onClose={onClose} title={`History of ${listName(list)}`}>
      <ol className="flex flex-col">{entries.map((entry) => <ChangeItem key={entry.changeId} rec={list} entry={entry} device={deviceOf(entry)} />)}</ol>
    </Dialog>
  )
}
