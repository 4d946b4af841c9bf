import * as Comlink from 'comlink'
import { SatchelError, toSatchelError, type ErrorBody } from '../../src/shared/errors.ts'
import { err, type Result } from '../../src/shared/result.ts'

/** A worker that answers as the product's workers do: an expected failure is a value. */
export const failing = {
  expected(): Result<never, ErrorBody> {
    return err(new SatchelError('rule_broken', 'A contact needs a name.', { field: 'firstName', details: { rule: 'contact_needs_a_name', tried: [1, null] } }).toBody())
  },
  unexpected(): Result<never, ErrorBody> {
    try {
      return (null as unknown as { boom(): Result<never, ErrorBody> }).boom()
    } catch (thrown) {
      return err(toSatchelError(thrown).toBody())
    }
  },
}

Comlink.expose(failing)
