import type { ImportProgress } from './contract.ts'
import type { Clock } from '../shared/clock.ts'
import { SatchelError } from '../shared/errors.ts'

/** A long piece of work that tells how far it is and can be stopped between its steps. */
export interface Job {
  /**
   * To be called often. After each slice of `sliceMs` it reports and lets waiting messages in, `cancel` among them; throws `cancelled`
   * when one was.
   */
  checkpoint(done: number, total: number): Promise<void>
  /** Lets waiting messages in where a slice is over; never throws. */
  breathe(): Promise<void>
  phase(phase: ImportProgress['phase']): void
  report(done: number, total: number): void
  readonly cancelled: boolean
  cancel(): void
}

const sliceMs = 24

export function createJob(clock: Clock, onProgress: (progress: ImportProgress) => void = () => undefined): Job {
  let phase: ImportProgress['phase'] = 'reading'
  let cancelled = false
  let sliceEnds = clock.monotonic() + sliceMs
  const job: Job = {
    async checkpoint(done, total) {
      if (cancelled) throw cancelledError()
      if (clock.monotonic() < sliceEnds) return
      job.report(done, total)
      await job.breathe()
      if (cancelled) throw cancelledError()
    },
    async breathe() {
      if (clock.monotonic() < sliceEnds) return
      await nextTask()
      sliceEnds = clock.monotonic() + sliceMs
    },
    phase(next) { phase = next },
    report(done, total) { onProgress({ phase, done, total }) },
    get cancelled() { return cancelled },
    cancel() { cancelled = true },
  }
  return job
}

/** Behind the messages that wait already. A timer would, in a browser, come four milliseconds later at the least. */
const nextTask = (): Promise<void> => new Promise((resolve) => {
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = () => { port1.close(); resolve() }
  port2.postMessage(null)
})

const cancelledError = (): SatchelError => new SatchelError('cancelled', 'Stopped. Nothing was written after that.')
