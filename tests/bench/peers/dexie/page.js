// Dexie 4 as a subject: strict durability, the same fields, and a folded index for every column that Satchel sorts and filters by.
// With ?same-work each write also keeps an index of the words of all fields, so that search meets every field, and leaves the row
// that a sync would need, as Satchel does in every write.
import Dexie, { liveQuery } from '/dexie.mjs'

const sameWork = location.search.includes('same-work')
const columns = ['name', 'firstName', 'lastName', 'company', 'title', 'email', 'phone', 'city', 'birthday']
const db = new Dexie('peer', { chromeTransactionDurability: 'strict' })
db.version(1).stores({
  contacts: ['id', ...columns.map((column) => `column.${column}`), '*tags', 'createdAt', 'updatedAt', ...(sameWork ? ['*words'] : [])].join(', '),
  ...(sameWork ? { changes: '++seq, id, recordId, status' } : {}),
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
  const column = {
    name: `${person.lastName ?? ''} ${person.firstName ?? ''}`, firstName: person.firstName, lastName: person.lastName, company: person.company,
    title: person.title, email: list(person.emails)[0]?.value, phone: list(person.phones)[0]?.value, city: list(person.addresses)[0]?.city,
    birthday: person.birthday,
  }
  return {
    ...person, id, createdAt: now, updatedAt: now, revision: 0,
    column: Object.fromEntries(Object.entries(column).map(([key, value]) => [key, fold(value ?? '')])),
    text: texts.join(' '),
    ...(sameWork ? { words: [...new Set(texts.flatMap((text) => text.split(/[^\p{L}\p{N}]+/u)).filter(Boolean))] } : {}),
  }
}

const change = (op, recordId, patch) =>
  ({ id: crypto.randomUUID(), mutationId: crypto.randomUUID(), entity: 'contacts', recordId, op, patch, at: new Date().toISOString(), status: 'pending' })

async function add(rows) {
  if (!sameWork) { await db.contacts.bulkAdd(rows); return }
  await db.transaction('rw', db.contacts, db.changes, async () => {
    await db.contacts.bulkAdd(rows)
    await db.changes.bulkAdd(rows.map(({ words, text, column, ...row }) => change('create', row.id, row)))
  })
}

globalThis.subject = {
  ready: db.open().then(() => undefined),
  seed: (people) => add(people.map((person) => toRow(crypto.randomUUID(), person, new Date().toISOString()))),
  settle: () => new Promise((resolve) => { setTimeout(resolve, 500) }),
  async create(person) {
    const row = toRow(crypto.randomUUID(), person, new Date().toISOString())
    if (sameWork) await add([row])
    else await db.contacts.add(row)
    return row.id
  },
  async update(id, patch) {
    const write = async () => {
      const row = await db.contacts.get(id)
      await db.contacts.put({ ...toRow(id, { ...row, ...patch }, new Date().toISOString()), createdAt: row.createdAt })
    }
    if (!sameWork) { await db.transaction('rw', db.contacts, write); return }
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
    await add(rows)
    return rows.length
  },
  page: async (offset) => (await db.contacts.orderBy('column.name').offset(offset).limit(50).toArray()).length,
  async search(text) {
    const query = fold(text)
    const indexes = sameWork ? ['words'] : ['column.lastName', 'column.firstName', 'column.company', 'column.email']
    const met = await Promise.all(indexes.map((index) => db.contacts.where(index).startsWith(query).primaryKeys()))
    const ids = [...new Set(met.flat())]
    if (ids.length > 0) { await db.contacts.bulkGet(ids.slice(0, 50)); return ids.length }
    const found = await db.contacts.filter((row) => row.text.includes(query)).toArray()
    return found.length
  },
  count: (city) => db.contacts.where('column.city').equals(fold(city)).count(),
  live(callback) {
    const subscription = liveQuery(() => db.contacts.orderBy('updatedAt').reverse().limit(50).toArray())
      .subscribe((rows) => { callback(rows.map((row) => row.id)) })
    return () => { subscription.unsubscribe() }
  },
  bytes: async () => (await navigator.storage.estimate()).usage ?? 0,
}

const first = await db.contacts.orderBy('column.name').limit(50).toArray()
document.querySelector('tbody').replaceChildren(...first.map((row) => {
  const line = document.createElement('tr')
  line.dataset.benchRow = row.id
  for (const cell of [`${row.firstName} ${row.lastName}`, row.company, row.title, row.email, row.phone, row.city, row.tags.join(', '), row.birthday]) {
    line.insertCell().textContent = cell
  }
  return line
}))
