import { beforeEach, describe, expect, it } from 'vitest'
import type { Row } from '../../src/db-worker/contract.ts'
import { begunAnew, editText, isWhole, readState, writeState } from '../../src/merge/text-document.ts'
import { documentIn } from '../../src/merge/text-field.ts'
import { limits } from '../../src/model/text.ts'
import type { Data, Json } from '../../src/shared/json.ts'
import { grown } from '../support/merge-setup.ts'
import { record, setupSynced, type Synced } from './db-synced-setup.ts'

let device: Synced, noteId: string
const first = 'Met for tea. Two children.'
beforeEach(async () => {
  device = await setupSynced()
  const { core } = device.store, contactId = core.makeId()
  noteId = core.makeId()
  device.pull('e', 2, record(contactId, 1, { firstName: 'Ana' }), record(noteId, 2, { contactId, body: first }, { entity: 'notes' }))
})

const note = (): Row => device.store.data.get('notes', noteId)!
const write = (body: Json): void => { device.write(noteId, 'update', { body }, 'notes') }
const journal = () => device.store.data.journal({}).rows
const sent = () => device.store.sync.nextBatch().changes
/** The server's record after another device's edit of these data. */
const arrives = (revision: number, text: string, from: Data = { ...note().data }): void => {
  const state = editText(documentIn(from, 'body'), text, `theirs ${revision}`)
  device.pull('e', revision, record(noteId, revision, { ...from, body: text, $text: { body: writeState(state) } }, { entity: 'notes' }))
}

describe('a text on a device', () => {
  it('is journaled as a document, shown, listed and told as words', () => {
    write('Met for green tea. Two children.')
    expect(note().data['body']).toBe('Met for green tea. Two children.')
    expect(Object.keys(note().data)).toEqual(['contactId', 'body'])
    expect(note().texts).toEqual({ body: expect.any(String) as string })
    expect(journal()[0]!.change).toMatchObject({ patch: { body: 'Met for green tea. Two children.' }, before: { body: first }, schemaVersion: 4 })
    expect(device.store.data.history('notes', noteId).at(-1)!.fields).toEqual({ body: { from: first, to: 'Met for green tea. Two children.' } })
    expect(sent()[0]!.patch).toEqual({ body: { $text: note().texts!['body'] } })
    expect(device.store.data.list({ entity: 'notes', search: 'green' }).total).toBe(1)
  })

  it('that changes nothing writes nothing, and a record without edited texts has no document', () => {
    write(first)
    write({ $edit: { from: first, state: null, text: first } })
    expect(journal()).toEqual([])
    expect('texts' in note()).toBe(false)
    device.write(device.store.core.makeId(), 'create', { contactId: note().data['contactId']!, body: 'new' }, 'notes')
    expect(sent()[0]!.patch).toMatchObject({ body: 'new' })
  })

  it('[R3] what is pending stands among what comes from others', () => {
    const began = { ...note().data }
    write('Met for green tea. Two children.')
    arrives(3, 'Met for tea. Two children and a dog.', began)
    expect(note().data['body']).toBe('Met for green tea. Two children and a dog.')
  })

  it('saved from an editor that was opened before, it takes nothing out that came since', () => {
    const began = note()
    arrives(3, 'Met for tea. Two children and a dog.')
    write({ $edit: { from: first, state: began.texts?.['body'] ?? null, text: 'Met for green tea. Two children.' } })
    expect(note().data['body']).toBe('Met for green tea. Two children and a dog.')
    const again = note()
    arrives(4, 'Met for tea. Two children and a big dog.', device.store.core.db.all<{ data: string }>('SELECT data FROM base_records').map(({ data }) => JSON.parse(data) as Data)[0])
    write({ $edit: { from: String(again.data['body']), state: again.texts!['body']!, text: `${String(again.data['body'])} Call in May.` } })
    expect(note().data['body']).toBe('Met for green tea. Two children and a big dog. Call in May.')
  })

  it('an edit builds on nothing that the server may not have, whatever becomes of the ones before it', () => {
    write('Met for green tea. Two children.')
    write('Met for green tea. Two children. Call.')
    const [earlier, later] = sent()
    device.store.sync.applyResults([{ id: earlier!.id, status: 'rejected', error: { code: 'invalid', message: 'No.' } }], null)
    expect(note().data['body']).toBe('Met for green tea. Two children. Call.')
    expect(device.store.data.journal({ status: ['failed'] }).rows[0]!.change.patch).toEqual({ body: 'Met for green tea. Two children.' })
    expect(isWhole(readState((later!.patch['body'] as { $text: string }).$text)!)).toBe(true)
    device.store.data.retryFailed(earlier!.mutationId)
    expect(note().data['body']).toBe('Met for green tea. Two children. Call.')
    expect(device.store.data.journalCounts()).toMatchObject({ failed: 0, replaced: 1 })
  })

  it('[P4] mended, a refused edit is made to what failed, not over what others wrote', () => {
    const began = { ...note().data }
    write('Met for green tea. Two children.')
    const [change] = sent()
    device.store.sync.applyResults([{ id: change!.id, status: 'rejected', error: { code: 'invalid', message: 'No.' } }], null)
    arrives(3, 'Met for tea. Two children and a dog.', began)
    device.store.data.retryFailed(change!.mutationId, { [noteId]: { body: 'Met for mint tea. Two children.' } })
    expect(note().data['body']).toBe('Met for mint tea. Two children and a dog.')
  })

  it('[U1] undo takes back one\'s own words and leaves the others\', redo brings them again', () => {
    const began = { ...note().data }
    write('Met for green tea. Two children.')
    arrives(3, 'Met for tea. Two children and a dog.', began)
    expect(device.store.data.undo()).toMatchObject({ done: true, changed: 1, leftAlone: [] })
    expect(note().data['body']).toBe('Met for tea. Two children and a dog.')
    device.store.data.redo()
    expect(note().data['body']).toBe('Met for green tea. Two children and a dog.')
  })

  it('[K1] pending from before texts merged, a plain string is laid over, pushed as it was journaled, and built upon', () => {
    write('Met for green tea. Two children.')
    const [change] = sent()
    const { id } = change!
    device.store.core.db.run("UPDATE local_changes SET patch = ?, schema_version = 1, status = 'pending', body_hash = '' WHERE id = ?", [JSON.stringify({ body: 'Met for green tea. Two children.' }), id])
    arrives(3, 'Met for tea. Two children and a dog.', { contactId: note().data['contactId']!, body: first })
    expect(note().data['body']).toBe('Met for green tea. Two children and a dog.')
    expect(sent()).toMatchObject([{ id, schemaVersion: 1, patch: { body: 'Met for green tea. Two children.' } }])
    write('Met for green tea. Two children and a dog. Call.')
    expect(note().data['body']).toBe('Met for green tea. Two children and a dog. Call.')
  })

  it.each<[string, Json]>([
    ['a number', 7], ['a document that is none', { $text: 'no' }], ['an editor\'s state that is none', { $edit: { from: 'a', state: 'no', text: 'b' } }],
    ['an editor without words', { $edit: { state: null, text: 'b' } }], ['too long', 'x'.repeat(limits.text + 1)],
  ])('%s is refused before anything is written', (_name, body) => {
    expect(() => write(body)).toThrow(expect.objectContaining({ code: 'invalid', field: 'body' }))
    expect(journal()).toEqual([])
  })

  it('half an emoji becomes the sign for one that cannot be shown, whole ones stay whole', () => {
    write(`${first} 👩‍👩‍👧 \uD83D`)
    expect(note().data['body']).toBe(`${first} 👩‍👩‍👧 \uFFFD`)
  })

  it('is never edited too often: where its document is full, it is begun anew, and an editor that was open before adds to it by words', () => {
    const full = grown('a', 3_000), old = { ...note().data, body: full.text }
    device.pull('e', 3, record(noteId, 3, { ...old, $text: { body: full.document } }, { entity: 'notes' }))
    const began = note()
    write(`${full.text} and more`)
    expect(note().data['body']).toBe(`${full.text} and more`)
    expect(note().texts!['body']!.length).toBeLessThan(began.texts!['body']!.length / 2)
    write({ $edit: { from: full.text, state: began.texts!['body']!, text: `First: ${full.text}` } })
    expect(note().data['body']).toBe(`First: ${full.text} and more`)
    expect(sent().map(({ patch }) => isWhole(readState((patch!['body'] as { $text: string }).$text)!))).toEqual([true, true])
  })

  it('[P4, M2] refused and sent once more, it takes nothing out that others have written since, whatever document theirs is', () => {
    const was = { ...note().data }, began = begunAnew('body', editText(documentIn(was, 'body'), `${first} And a dog.`, 'theirs'), 'theirs')
    write('Met for green tea. Two children.')
    const [change] = sent()
    device.store.sync.applyResults([{ id: change!.id, status: 'rejected', error: { code: 'role_may_not_write', message: 'no' } }], null)
    device.pull('e', 3, record(noteId, 3, { ...was, body: `${first} And a dog.`, $text: { body: writeState(began) } }, { entity: 'notes' }))
    device.store.data.retryFailed(change!.mutationId)
    expect(note().data['body']).toBe('Met for green tea. Two children. And a dog.')
    expect(sent()[0]!.before).toEqual({ body: first })
  })
})
