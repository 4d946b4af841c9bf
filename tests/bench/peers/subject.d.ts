/** What each subject offers the measurements, in its page as `globalThis.subject`: the same work, whoever does it. */
export interface Subject {
  ready: Promise<void>
  /** Fills it, not timed. */
  seed(people: object[]): Promise<void>
  /** Until nothing is left to do in the background. */
  settle(): Promise<void>
  /** Durable when it resolves; answers the id. */
  create(person: object): Promise<string>
  update(id: string, patch: object): Promise<void>
  /** CSV text in, number of contacts made. */
  importCsv(text: string): Promise<number>
  /** Fifty contacts by name. */
  page(offset: number): Promise<number>
  /** Fifty contacts and how many there are in all. */
  search(text: string): Promise<number>
  /** How many live in the city. */
  count(city: string): Promise<number>
  /** The fifty last touched, now and after every write. */
  live(callback: (ids: string[]) => void): () => void
  bytes(): Promise<number>
}

declare global {
  var subject: Subject
}
