import { useEffect, useState, type ReactNode } from 'react'
import TriangleAlert from 'lucide-react/icons/triangle-alert'
import { useSatchel } from '../../data-api/hooks.ts'
import type { StorageInfo } from '../../data-api/types.ts'
import { toSatchelError, type ErrorCode, type SatchelError } from '../../shared/errors.ts'
import { Button } from '../components/button.tsx'
import { formatInstant, plural } from '../components/format.ts'
import { InlineNotice } from '../components/inline-notice.tsx'

/** Says plainly when this browser keeps nothing, when the database was repaired, or why it does not open. Otherwise it is not there. */
export function StorageGate({ children }: { children: ReactNode }) {
  const satchel = useSatchel()
  const [info, setInfo] = useState<StorageInfo | null>(null)
  const [error, setError] = useState<SatchelError | null>(null)
  const [read, setRead] = useState(false)
  useEffect(() => {
    let gone = false
    satchel.ready.then(
      (opened) => { if (!gone) setInfo(opened) },
      (thrown: unknown) => { if (!gone) setError(toSatchelError(thrown)) },
    )
    return () => { gone = true }
  }, [satchel])

  if (error) return <DoesNotOpen error={error} />
  const memory = info?.kind === 'memory'
  const recovered = info?.recovered && !read ? info.recovered : null
  if (!memory && !recovered) return children
  return (
    <div className="flex h-full flex-col">
      {memory && (
        <div role="alert" className="flex shrink-0 items-start gap-2 bg-warn-soft px-4 py-2 text-ui">
          <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warn" />
          <p>
            <strong className="font-semibold">Nothing will be kept.</strong> This browser does not let Satchel store data here, as in a private window.
            Everything is gone when the last tab closes. Export what you want to keep, or open Satchel in a normal window.
          </p>
        </div>
      )}
      {recovered && (
        <InlineNotice
          tone="warn"
          className="shrink-0 rounded-none px-4"
          title="The database on this device was damaged and has been rebuilt."
          actions={<Button size="sm" onClick={() => setRead(true)}>OK</Button>}
        >
          {recovered.rescuedChanges === 0 ? 'No unsent change was found in it' : `${plural(recovered.rescuedChanges, 'unsent change was', 'unsent changes were')} rescued`} on {formatInstant(recovered.at)}.
          The damaged file is kept beside it as <span className="break-all">{recovered.asideName}</span>.
        </InlineNotice>
      )}
      <div className="relative min-h-0 grow">{children}</div>
    </div>
  )
}

function DoesNotOpen({ error }: { error: SatchelError }) {
  const advice = advices[error.code] ?? 'Your data was not touched. Reload; if it happens again, restart the browser.'
  return (
    <div role="alert" className="mx-auto flex h-full max-w-120 flex-col justify-center gap-3 px-6">
      <TriangleAlert aria-hidden className="size-6 text-warn" />
      <h1 id="screen-heading" tabIndex={-1} className="text-title">Your data could not be opened</h1>
      <p>{error.message}</p>
      <p className="text-muted">{advice}</p>
      <div className="flex gap-2">
        <Button variant="primary" onClick={() => location.reload()}>Try again</Button>
      </div>
    </div>
  )
}

const advices: Partial<Record<ErrorCode, string>> = {
  storage_full: 'Everything saved so far is safe. Free some space on this device, then try again.',
  storage_locked: 'Another window is using the data. Close the other Satchel windows, then try again. Nothing is lost.',
  storage_unavailable: 'This browser does not let Satchel keep data. Use a current Chrome, Edge, Firefox or Safari, in a normal window and over https or localhost.',
  schema_newer: 'The data was written by a newer Satchel and is safe. Reload to get the update.',
  storage_corrupt: 'The file is set aside, not deleted. Reload to rebuild it from the server and from what was not sent yet.',
}
