import type { ErrorComponentProps } from '@tanstack/react-router'
import { Button } from '../components/button.tsx'

/** A screen that broke: what was saved is safe, and the rest of the app goes on. */
export function RouteError({ error, reset }: ErrorComponentProps) {
  return (
    <div role="alert" className="mx-auto flex h-full max-w-120 flex-col justify-center gap-3 px-6">
      <h1 id="screen-heading" tabIndex={-1} className="text-title">This screen could not be shown</h1>
      <p>Everything you saved is safe on this device. The reason given was: {error instanceof Error ? error.message : String(error)}</p>
      <div className="flex gap-2">
        <Button variant="primary" onClick={reset}>Try again</Button>
        <Button onClick={() => location.reload()}>Reload</Button>
      </div>
    </div>
  )
}
