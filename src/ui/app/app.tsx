import { useEffect, useMemo } from 'react'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { appShell } from '../../data-api/app-shell.ts'
import { createQueryClient, SatchelContext } from '../../data-api/hooks.ts'
import type { Satchel } from '../../data-api/types.ts'
import { createAppRouter } from '../screens/routes.tsx'

/** The page: the data API, its live queries and the routes. */
export function App({ satchel }: { satchel: Satchel }) {
  const queries = useMemo(() => createQueryClient(satchel), [satchel])
  const router = useMemo(() => createAppRouter(satchel), [satchel])
  useEffect(() => appShell.onOpen((path) => { router.history.push(path) }), [router])
  return (
    <SatchelContext value={satchel}>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </SatchelContext>
  )
}
