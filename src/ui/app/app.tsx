import { useEffect, useLayoutEffect } from 'react'
import { QueryClientProvider, type QueryClient } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { appShell } from '../../data-api/app-shell.ts'
import { SatchelContext } from '../../data-api/hooks.ts'
import type { Satchel } from '../../data-api/types.ts'
import type { createAppRouter } from '../screens/routes.tsx'

interface AppProps {
  satchel: Satchel
  queries: QueryClient
  router: ReturnType<typeof createAppRouter>
  /** Called once its first render is in the page. */
  onStanding: () => void
}

/** The page: the data API, its live queries and the routes. */
export function App({ satchel, queries, router, onStanding }: AppProps) {
  useLayoutEffect(onStanding, [onStanding])
  useEffect(() => appShell.onOpen((path) => { router.history.push(path) }), [router])
  return (
    <SatchelContext value={satchel}>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </SatchelContext>
  )
}
