import type { FastifyInstance } from 'fastify'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'

/** Numbers of this process for Prometheus; sums only, nothing about anybody. */
export interface Metrics {
  pushed(sender: string, statuses: Readonly<Record<string, number>>, seconds: number): void
}

/** Serves `/metrics` and gives the counters to those who have something to count. */
export function createMetrics(app: FastifyInstance): Metrics {
  // A registry of one's own: several servers may live in one process, as in tests.
  const registers = [new Registry()]
  const pushes = new Histogram({
    name: 'satchel_push_seconds', help: 'How long pushes took', labelNames: ['sender'], buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1], registers,
  })
  const changes = new Counter({ name: 'satchel_changes_total', help: 'Changes answered, by status', labelNames: ['status'], registers })
  void new Gauge({
    name: 'satchel_sockets', help: 'Open event sockets', registers, collect() { this.set(app.websocketServer.clients.size) },
  })
  void new Gauge({ name: 'satchel_memory_bytes', help: 'Resident memory', registers, collect() { this.set(process.memoryUsage.rss()) } })

  app.get('/metrics', async (_request, reply) => reply.type(registers[0]!.contentType).send(await registers[0]!.metrics()))

  return {
    pushed(sender, statuses, seconds) {
      pushes.observe({ sender }, seconds)
      for (const [status, count] of Object.entries(statuses)) changes.inc({ status }, count)
    },
  }
}
