import { openMemoryPorts } from '../support/memory-ports.ts'
import { dbStoreSuite } from './db-store-suite.ts'

dbStoreSuite('SQLite in memory', openMemoryPorts)
