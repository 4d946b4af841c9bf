import { openMemoryPorts } from '../support/db-ports.ts'
import { dbStoreSuite } from './db-store-suite.ts'

dbStoreSuite('SQLite in memory', openMemoryPorts)
