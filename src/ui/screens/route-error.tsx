import { useEffect, useEffectEvent } from 'react'
import type { ErrorComponentProps } from '@tanstack/react-router'
import { SatchelError } from '../../shared/errors.ts'
import { Button } from '../components/button.tsx'
import { askForPartsAgain } from '../components/lazy-part.ts'

/** A screen that broke, or is not here yet: what was saved is safe, and the rest of the app goes on. */
export function RouteError({ error, reset }: ErrorComponentProps) {
  const missing = error instanceof SatchelError && error.code === 'offline'
  const tryAgain = (): void => {
    askForPartsAgain()
    reset()
  }
  const onOnline = useEffectEvent(() => { if (missing) tryAgain() })
  useEffect(() => {
    const hear = (): void => onOnline()
    addEventListener('online', hear)
    return () => removeEventListener('online', hear)
  }, [])
  return (
    <div role="alert" className="mx-auto flex h-full max-w-120 flex-col justify-center gap-3 px-6">
      <h1 id="screen-heading" tabIndex={-1} className="text-title">{missing ? 'This screen is not on this device yet' : 'This screen could not be shown'}</h1>
      <p>{missing
        ? 'Everything you saved is safe here. The rest of the app is fetched when there is a connection, once; from then on it works without.'
        : <>Everything you saved is safe on this device. The reason given was: {error instanceof Error ? error.message : String(error)}</>}</p>
      <div className="flex gap-2">
        <Button variant="primary" onClick={tryAgain}>Try again</Button>
        {/* Offline, the browser would show a page of its own instead. */}
        {!missing && <Button onClick={() => location.reload()}>Reload</Button>}
      </div>
    </div>
  )
}
