import { createIndexedDbRegistry } from '../../src/outbox/indexed-db-mirror.ts'
import { mirrorSuite } from '../contract/outbox-mirror-suite.ts'

mirrorSuite('in IndexedDB', createIndexedDbRegistry)
