// Dexie 4 as a subject: strict durability, the same fields, an index for every column that Satchel sorts and filters by, and a
// multi-entry index of folded words for the search by prefix. With ?queue each write also leaves the row that a sync would need.
import Dexie, { liveQuery } from '/dexie.mjs'

const withQueue = location.search.includes('queue')
const db = new Dexie('peer', { chromeTransactionDurability: 'strict' })
db.version(1).stores({
  contacts: 'id, sortName, firstName, lastName, company, title, email, phone, city, *tags, birthday, createdAt, updatedAt, *words',
  changes: '++seq, id, recordId, status',
})

const fold = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
const list = (elements) => elements ?? []

/** The row as stored: the contact and what its indexes are made of. */
function toRow(id, person, now) {
  const texts = [
    person.firstName, person.lastName, person.company, person.title,
    ...list(person.emails).map((e) => e.value), ...list(person.phones).map((e) => e.value),
    ...list(person.addresses).flatMap((e) => [e.street, e.city, e.postalCode, e.country]), ...list(person.tags),
  ].filter(Boolean).map(fold)
  return {
    ...person, id, createdAt: now, updatedAt: now, revision: 0,
    sortName: fold(`${person.lastName ?? ''} ${person.firstName ?? ''}`),
    email: list(person.emails)[0]?.value ?? '', phone: list(person.phones)[0]?.value ?? '', city: list(person.addresses)[0]?.city ?? '',
    words: [...new Set(texts.flatMap((text) => text.split(/[^\p{L}\p{N}]+/u)).filter(Boolean))],
    text: texts.join(' '),
  }
}

const change = (op, recordId, patch) =>
  ({ id: crypto.randomUUID(), mutationId: crypto.randomUUID(), entity: 'contacts', recordId, op, patch, at: new Date().toISOString(), status: 'pending' })

async function add(rows) {
  if (!withQueue) { await db.contacts.bulkAdd(rows); return }
  await db.transaction('rw', db.contacts, db.changes, async () => {
    await db.contacts.bulkAdd(rows)
    await db.changes.bulkAdd(rows.map(({ words, text, ...row }) => change('create', row.id, row)))
  })
}

globalThis.subject = {
  ready: db.open().then(() => undefined),
  seed: (people) => add(people.map((person) => toRow(crypto.randomUUID(), person, new Date().toISOString()))),
  settle: () => new Promise((resolve) => { setTimeout(resolve, 500) }),
  async create(person) {
    const row = toRow(crypto.randomUUID(), person, new Date().toISOString())
    if (withQueue) await add([row])
    else await db.contacts.add(row)
    return row.id
  },
  async update(id, patch) {
    const write = async () => {
      const row = await db.contacts.get(id)
      await db.contacts.put({ ...toRow(id, { ...row, ...patch }, new Date().toISOString()), createdAt: row.createdAt })
    }
    if (!withQueue) { await db.transaction('rw', db.contacts, write); return }
    await db.transaction('rw', db.contacts, db.changes, async () => { await write(); await db.changes.add(change('update', id, patch)) })
  },
  async importCsv(text) {
    const { data } = globalThis.Papa.parse(text, { header: true, skipEmptyLines: true })
    const now = new Date().toISOString()
    const rows = data.map((line) => toRow(crypto.randomUUID(), {
      firstName: line['First Name'], lastName: line['Last Name'], company: line['Organization Name'], title: line['Organization Title'],
      birthday: line['Birthday'],
      emails: [{ id: crypto.randomUUID(), value: line['E-mail 1 - Value'], label: line['E-mail 1 - Label'] }],
      phones: [{ id: crypto.randomUUID(), value: line['Phone 1 - Value'], label: line['Phone 1 - Label'] }],
      addresses: [{
        id: crypto.randomUUID(), street: line['Address 1 - Street'], city: line['Address 1 - City'],
        postalCode: line['Address 1 - Postal Code'], country: line['Address 1 - Country'],
      }],
      tags: line['Labels'].split(' ::: ').filter(Boolean),
    }, now))
    // The rows that are there already by e-mail are looked for, as an import must.
    const known = new Set(await db.contacts.where('email').anyOf(rows.map((row) => row.email)).primaryKeys())
    if (known.size > 0) throw new Error('The import was to be new.')
    await add(rows)
    return rows.length
  },
  page: async (offset) => (await db.contacts.orderBy('sortName').offset(offset).limit(50).toArray()).length,
  async search(text) {
    const query = fold(text)
    const keys = await db.contacts.where('words').startsWith(query).distinct().primaryKeys()
    if (keys.length > 0) { await db.contacts.bulkGet(keys.slice(0, 50)); return keys.length }
    const found = await db.contacts.filter((row) => row.text.includes(query)).toArray()
    return found.length
  },
  count: (city) => db.contacts.where('city').equals(city).count(),
  live(callback) {
    const subscription = liveQuery(() => db.contacts.orderBy('updatedAt').reverse().limit(50).toArray())
      .subscribe((rows) => { callback(rows.map((row) => row.id)) })
    return () => { subscription.unsubscribe() }
  },
  bytes: async () => (await navigator.storage.estimate()).usage ?? 0,
}

const first = await db.contacts.orderBy('sortName').limit(50).toArray()
document.querySelector('tbody').replaceChildren(...first.map((row) => {
  const line = document.createElement('tr')
  line.dataset.benchRow = row.id
  for (const cell of [`${row.firstName} ${row.lastName}`, row.company, row.title, row.email, row.phone, row.city, row.tags.join(', '), row.birthday]) {
    line.insertCell().textContent = cell
  }
  return line
}))
