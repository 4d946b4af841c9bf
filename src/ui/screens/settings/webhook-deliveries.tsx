import { useDeliveries } from '../../../data-api/program-hooks.ts'
import { plural } from '../../components/format.ts'
import { Badge } from '../../components/badge.tsx'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { InlineNotice } from '../../components/inline-notice.tsx'
import { When } from '../../components/when.tsx'

/** The newest messages of a webhook and what came of them. */
export function WebhookDeliveries({ id, host, onClose }: { id: string; host: string; onClose: () => void }) {
  const { data: deliveries, error } = useDeliveries(id)
  return (
    <Dialog open onClose={onClose} width="md" title={`Sent to ${host}`} description="The newest hundred messages." footer={<Button onClick={onClose}>Close</Button>}>
      {error && !deliveries && <InlineNotice>The list comes from the server, which cannot be reached now.</InlineNotice>}
      {deliveries?.length === 0 && <p className="text-ui text-muted">Nothing was sent yet.</p>}
      <ul className="flex flex-col">
        {deliveries?.map((delivery) => (
          <li key={delivery.id} className="flex min-h-11 items-center gap-3 border-b border-line py-2 last:border-b-0">
            <span className="flex min-w-0 grow flex-col">
              <code className="truncate text-table">{delivery.type}</code>
              <span className="text-meta text-muted">
                <When at={delivery.at} />{delivery.attempts > 1 && `, after ${plural(delivery.attempts, 'attempt')}`}{delivery.error !== null && ` · ${delivery.error}`}
              </span>
            </span>
            <Badge tone={delivery.error === null ? 'ok' : 'danger'}>{delivery.status ?? 'No answer'}</Badge>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}
