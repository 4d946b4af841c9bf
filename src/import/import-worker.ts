import { expose, wrap } from 'comlink'
import type { ImportDb } from './import-db.ts'
import { createImporter } from './importer.ts'
import { createReconnectingDb } from './reconnecting-db.ts'
import { systemClock } from '../shared/clock.ts'
import { consoleLog } from '../shared/log.ts'
import { systemRandom } from '../shared/random.ts'

const { db, connect } = createReconnectingDb(systemClock)

expose(createImporter({
  clock: systemClock, random: systemRandom, log: consoleLog, db, zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  connect: (port) => { connect(wrap<ImportDb>(port)) },
}))
