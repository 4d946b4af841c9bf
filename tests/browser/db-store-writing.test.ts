import { dbStoreSuite } from '../contract/db-store-suite.ts'
import { openOpfsPorts } from './opfs-ports.ts'

dbStoreSuite('SQLite in OPFS', openOpfsPorts, ['writing', 'lists', 'undo'])
