// Satchel as a subject: nothing but its console API, in the built app's own page.
const contacts = () => satchel.contacts

globalThis.subject = {
  get ready() { return satchel.ready.then(() => undefined) },
  async seed(people) {
    await satchel.bulk((writer) => { for (const person of people) writer.create('contacts', person) }, { label: 'Seed' })
  },
  async settle() {
    // The search index catches up in idle steps: what it has not seen yet stands in tables of its own.
    const tables = await satchel.sql("SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE '%dirty'")
    if (tables.length === 0) throw new Error('There is no table to tell by whether the search index has settled.')
    const sums = tables.map(({ name }) => `(SELECT count(*) FROM "${name}")`).join(' + ')
    for (let quiet = 0; quiet < 3;) {
      const [{ left }] = await satchel.sql(`SELECT ${sums} AS left`)
      quiet = left === 0 ? quiet + 1 : 0
      await new Promise((resolve) => { setTimeout(resolve, 200) })
    }
  },
  create: async (person) => (await contacts().create(person)).id,
  update: async (id, patch) => { await contacts().update(id, patch) },
  async importCsv(text) {
    const report = await contacts().import(text, { format: 'csv', apply: true })
    return report.created
  },
  page: async (offset) => (await contacts().list({ sort: ['name'], offset, limit: 50 })).rows.length,
  search: async (text) => (await contacts().list({ search: text, limit: 50 })).total,
  count: async (city) => (await contacts().list({ where: { city }, limit: 1 })).total,
  live: (callback) => satchel.live('contacts', { sort: ['-updatedAt'], limit: 50 }, ({ rows }) => { callback(rows.map((row) => row.id)) }),
  bytes: async () => (await satchel.storage.info()).databaseBytes,
}
