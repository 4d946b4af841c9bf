import type { Satchel } from '../../src/data-api/types.ts'

declare global {
  /** The console API, in every page of the app. */
  var satchel: Satchel
}
