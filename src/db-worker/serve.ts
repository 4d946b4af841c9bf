import { expose } from 'comlink'
import { SatchelError, toSatchelError } from '../shared/errors.ts'
import { err, ok } from '../shared/result.ts'
import type { TablesChanged } from './contract.ts'
import type { Store } from './store.ts'

/** Calls that have arrived and not been answered; work that can wait looks at it. */
export interface Load { calls: number }

/**
 * Answers a port's calls from the store by Comlink. Whatever is thrown crosses as `{ok: false, error}`. A port that goes away just stops
 * calling; its subscriptions end when posting to them fails.
 */
export function serve(store: Pick<Store, 'data' | 'sync' | 'onCommit'>, role: 'data' | 'sync', port: MessagePort): void {
  const methods = role === 'data' ? store.data : store.sync
  const answering: Record<string, (...args: never[]) => unknown> = {}
  for (const [name, method] of Object.entries(methods) as [string, (...args: never[]) => unknown][]) {
    answering[name] = (...args) => {
      try {
        const value = method(...args)
        return value instanceof Promise ? value.then(ok, (thrown: unknown) => err(toSatchelError(thrown).toBody())) : ok(value)
      } catch (thrown) {
        return err(cloneable(toSatchelError(thrown)))
      }
    }
  }
  answering['subscribe'] = (listener: MessagePort) => {
    store.onCommit((changed: TablesChanged) => { listener.postMessage(changed) })
    return ok(undefined)
  }
  expose(answering, port)
  port.start()
}

/** Details are for a log and may hold anything; an error must always arrive. */
function cloneable(error: SatchelError): ReturnType<SatchelError['toBody']> {
  const body = error.toBody()
  try {
    return structuredClone(body)
  } catch {
    return { code: body.code, message: body.message, ...(body.field === undefined ? {} : { field: body.field }) }
  }
}
