import { createFakeMirrorRegistry } from '../../src/outbox/fake-mirror-storage.ts'
import { mirrorSuite } from './outbox-mirror-suite.ts'

mirrorSuite('in memory', createFakeMirrorRegistry)
