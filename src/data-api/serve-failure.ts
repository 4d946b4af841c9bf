import * as Comlink from 'comlink'
import type { SatchelError } from '../shared/errors.ts'

/** Answers every call on the port with the error: a database that did not open still gives every tab a clear answer. */
export function serveFailure(port: MessagePort, error: SatchelError): void {
  const answer = (): { ok: false; error: ReturnType<SatchelError['toBody']> } => ({ ok: false, error: error.toBody() })
  Comlink.expose(new Proxy({}, { get: () => answer }), port)
}
