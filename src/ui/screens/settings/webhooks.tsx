import { useState } from 'react'
import Ellipsis from 'lucide-react/icons/ellipsis'
import Webhook from 'lucide-react/icons/webhook'
import { useSatchel } from '../../../data-api/hooks.ts'
import { useWebhooks } from '../../../data-api/program-hooks.ts'
import type { Webhook as WebhookRow } from '../../../data-api/types.ts'
import { Badge } from '../../components/badge.tsx'
import { Button } from '../../components/button.tsx'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { IconButton } from '../../components/icon-button.tsx'
import { InlineNotice } from '../../components/inline-notice.tsx'
import { Menu, type MenuItem } from '../../components/menu.tsx'
import { Section } from '../../components/screen.tsx'
import { showError, showToast } from '../../components/toast.tsx'
import { useNow, When } from '../../components/when.tsx'
import { nextTryWords } from '../../sync-status/chip-words.ts'
import { AddWebhook } from './add-webhook.tsx'
import { topicWords } from './topic-words.ts'
import { WebhookDeliveries } from './webhook-deliveries.tsx'

/** Where the workspace's events are sent. */
export function WebhookSettings() {
  const { data: webhooks, error, refetch } = useWebhooks()
  const [adding, setAdding] = useState(false)
  const changed = (): void => { void refetch() }
  return (
    <Section title="Webhooks" actions={<Button size="sm" onClick={() => setAdding(true)}>Add a webhook…</Button>}>
      <p className="-mt-1 text-table text-muted">Another service is told within a second when something is made, changed or deleted. This holds for everybody in the workspace.</p>
      {error && !webhooks && <InlineNotice>The list comes from the server, which cannot be reached now.</InlineNotice>}
      {webhooks?.length === 0 && <p className="border-y border-line py-3 text-ui text-muted">Nothing is sent anywhere.</p>}
      {webhooks && webhooks.length > 0 && <ul className="border-t border-line">{webhooks.map((webhook) => <Row key={webhook.id} webhook={webhook} onChanged={changed} />)}</ul>}
      {adding && <AddWebhook onClose={() => setAdding(false)} onAdded={changed} />}
    </Section>
  )
}

function Row({ webhook, onChanged }: { webhook: WebhookRow; onChanged: () => void }) {
  const { webhooks } = useSatchel()
  const [asking, setAsking] = useState<'remove' | 'deliveries' | null>(null)
  const { id, enabled } = webhook, { host, pathname } = new URL(webhook.url)
  const close = (): void => setAsking(null)
  const turn = (): void => { webhooks.change(id, { enabled: !enabled }).then(onChanged, showError) }
  const remove = async (): Promise<void> => {
    await webhooks.remove(id)
    onChanged()
    showToast({ message: `Nothing is sent to ${host} any more` })
  }
  const items: MenuItem[] = [
    { label: 'What was sent…', onSelect: () => setAsking('deliveries') },
    { label: enabled ? 'Disable' : 'Enable again', onSelect: turn },
    { kind: 'separator' },
    { label: 'Remove…', danger: true, onSelect: () => setAsking('remove') },
  ]
  return (
    <li className="flex min-h-14 items-center gap-3 border-b border-line py-2">
      <span aria-hidden className="grid size-8 shrink-0 place-items-center rounded-md bg-side text-muted [&_svg]:size-4"><Webhook /></span>
      <span className="flex min-w-0 grow flex-col">
        <span className="flex min-w-0 items-center gap-2">
          <span className="truncate text-ui">{host}<span className="text-muted">{pathname}</span></span>
          {state(webhook)}
        </span>
        <span className="text-table text-muted">{topicWords(webhook.topics)} · <Standing webhook={webhook} /></span>
      </span>
      <Menu label={`What to do about ${host}`} align="end" items={items} trigger={<IconButton label={`More about ${host}`}><Ellipsis /></IconButton>} />
      {asking === 'deliveries' && <WebhookDeliveries id={id} host={host} onClose={close} />}
      <ConfirmDialog
        open={asking === 'remove'} onClose={close} title={`Send nothing more to ${host}?`} confirm="Remove" danger
        description="What has not been sent yet is not sent, and the secret is of no use any more." onConfirm={remove}
      />
    </li>
  )
}

function state({ enabled, failingSince, note }: WebhookRow) {
  if (!enabled) return <Badge tone={note === null ? 'neutral' : 'danger'}>{note === null ? 'Disabled' : 'Given up'}</Badge>
  return failingSince === null ? null : <Badge tone="warn">Failing</Badge>
}

const NextTry = ({ at }: { at: string }) => nextTryWords(at, useNow())

/** How it fares, in words. */
function Standing({ webhook: { enabled, note, failingSince, nextAttemptAt, lastDeliveredAt } }: { webhook: WebhookRow }) {
  if (note !== null) return <>{note}</>
  if (!enabled) return <>goes on from where it stopped when enabled</>
  if (failingSince !== null) return <>failing since <When at={failingSince} />{nextAttemptAt !== null && <>, <NextTry at={nextAttemptAt} /></>}</>
  return lastDeliveredAt === null ? <>nothing sent yet</> : <>last sent <When at={lastDeliveredAt} /></>
}
