// Satchel as a subject: nothing but its console API, in the built app's own page.
const contacts = () => satchel.contacts

globalThis.subject = {
  get ready() { return satchel.ready.then(() => undefined) },
  async seed(people) {
    await satchel.bulk((writer) => { for (const person of people) writer.create('contacts', person) }, { label: 'Seed' })
  },
  async settle() {
    // The search index catches up in idle steps; a database that has stopped changing is settled.
    let before = -1
    for (;;) {
      const [{ changes }] = await satchel.sql('SELECT (SELECT count(*) FROM search_dirty) AS changes')
      if (changes === 0 && before === 0) return
      before = changes
      await new Promise((resolve) => { setTimeout(resolve, 250) })
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
