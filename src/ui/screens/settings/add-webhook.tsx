import { useId, useState, type FormEvent } from 'react'
import { useSatchel } from '../../../data-api/hooks.ts'
import { productModel } from '../../../model/model.ts'
import { isPeoples } from '../../../model/policies.ts'
import { toSatchelError } from '../../../shared/errors.ts'
import { Button } from '../../components/button.tsx'
import { Checkbox } from '../../components/checkbox.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Field, FieldGroup } from '../../components/field.tsx'
import { InlineNotice } from '../../components/inline-notice.tsx'
import { Input } from '../../components/input.tsx'
import { Select } from '../../components/select.tsx'
import { ShowOnce } from '../../components/show-once.tsx'

/** Asks where events are to be sent and which, then shows what they are signed with: this once. */
export function AddWebhook({ onClose, onAdded }: { onClose: () => void; onAdded: () => void }) {
  const [secret, setSecret] = useState<string | null>(null)
  return secret === null
    ? <Ask onClose={onClose} onSecret={(made) => { setSecret(made); onAdded() }} />
    : <ShowOnce title="Copy the signing secret now" secret={secret} onClose={onClose} description="Every message is signed with it, so that the receiver knows that it comes from here. It is not shown again." />
}

function Ask({ onClose, onSecret }: { onClose: () => void; onSecret: (secret: string) => void }) {
  const { webhooks } = useSatchel()
  const id = useId()
  const [url, setUrl] = useState('')
  const [all, setAll] = useState(true)
  const [topics, setTopics] = useState<ReadonlySet<string>>(new Set())
  const [error, setError] = useState<{ field: 'url' | 'topics' | 'all'; message: string } | null>(null)
  const [busy, setBusy] = useState(false)
  const turn = (topic: string): void => {
    setTopics((before) => (before.has(topic) ? new Set([...before].filter((other) => other !== topic)) : new Set([...before, topic])))
    setError(null)
  }
  const add = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (!URL.canParse(url.trim())) { setError({ field: 'url', message: 'Give the whole address, such as https://example.org/satchel.' }); return }
    if (!all && topics.size === 0) { setError({ field: 'topics', message: 'Choose what is to be told.' }); return }
    setBusy(true)
    try {
      onSecret((await webhooks.add({ url: url.trim(), topics: all ? ['*'] : [...topics] })).secret)
    } catch (thrown) {
      const { field, message } = toSatchelError(thrown)
      setError({ field: field === 'url' ? field : 'all', message })
      setBusy(false)
    }
  }
  return (
    <Dialog
      open onClose={onClose} width="sm" title="Add a webhook" description="What is told of leaves the workspace. Send it only where you trust the receiver." dismissible={!busy}
      footer={<><Button onClick={onClose} disabled={busy}>Cancel</Button><Button type="submit" form={id} variant="primary" disabled={busy}>Add the webhook</Button></>}
    >
      <form id={id} noValidate onSubmit={(event) => void add(event)} className="flex flex-col gap-4">
        <Field label="Address" hint="https, and reachable from the internet." error={error?.field === 'url' ? error.message : null}>
          {(control) => <Input {...control} type="url" inputMode="url" value={url} maxLength={2_000} autoComplete="off" data-autofocus placeholder="https://example.org/satchel" onChange={(event) => { setUrl(event.target.value); setError(null) }} />}
        </Field>
        <Field label="It is told of">
          {(control) => (
            <Select
              {...control} value={all ? 'all' : 'some'} onChange={(event) => setAll(event.target.value === 'all')}
              options={[{ value: 'all', label: 'Everything' }, { value: 'some', label: 'Only what I choose' }]}
            />
          )}
        </Field>
        {!all && (
          <FieldGroup label="What it is told of" error={error?.field === 'topics' ? error.message : null}>
            {kinds.map(({ name, label }) => (
              <div key={name} role="group" aria-label={label.many} className="flex min-h-11 flex-wrap items-center gap-x-4 border-b border-line py-1 text-ui">
                <span className="grow">{label.many.charAt(0).toUpperCase() + label.many.slice(1)}</span>
                {acts.map(({ act, words }) => <Checkbox key={act} label={words} checked={topics.has(`${name}.${act}`)} onChange={() => turn(`${name}.${act}`)} />)}
              </div>
            ))}
          </FieldGroup>
        )}
        {error?.field === 'all' && <InlineNotice tone="danger">{error.message}</InlineNotice>}
      </form>
    </Dialog>
  )
}

const kinds = [...productModel.entities.values()].filter(isPeoples)
const acts = [{ act: 'created', words: 'made' }, { act: 'updated', words: 'changed' }, { act: 'deleted', words: 'deleted' }] as const
