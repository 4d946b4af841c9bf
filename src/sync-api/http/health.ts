import type { FastifyInstance } from 'fastify'
import type { SyncStore } from '../store/port.ts'
import { HttpError } from './http-error.ts'

/** `/api/health/*`: does the process run, and can it serve? */
export function healthRoutes(app: FastifyInstance, store: SyncStore): void {
  app.get('/api/health/live', () => ({ status: 'ok' }))
  app.get('/api/health/ready', async () => {
    try {
      await store.ping()
    } catch {
      throw new HttpError(503, 'unavailable', 'The store cannot be read.')
    }
    return { status: 'ok' }
  })
}
