import { readFileSync } from 'node:fs'
import { makePeople, toGoogleCsv } from '../bench/people.ts'

/*
 * What stands in for the shared data where it is not (shared-data.ts): files of the same kinds and as many people, made here or
 * kept as fixtures. The real ones find more; nothing is passed over without them.
 */

const fixture = (name: string) => (): Buffer => readFileSync(new URL(`../fixtures/import/${name}`, import.meta.url))
const people = (count: number) => (): Buffer => Buffer.from(toGoogleCsv(makePeople(count, 1)))

const files: Readonly<Record<string, () => Buffer>> = {
  'legislators-current.csv': people(537),
  'legislators-historical.csv': people(12_230),
  'thunderbird-basic.csv': fixture('thunderbird.csv'),
  'gmail-list.vcf': fixture('groups-30.vcf'),
  'gmail-single.vcf': fixture('quoted-printable-21.vcf'),
  'blns.json': () => Buffer.from(JSON.stringify(naughty)),
}

/** By the shared file's name; null: nothing of ours is like it. */
export const standIn = (name: string): Buffer | null => files[name]?.() ?? null

const naughty = [
  'undefined', 'null', 'NaN', '0', '-1', '1e309', 'true', '\\', '\\\\', '`', '"', "'", '""', ',;|', '=1+1', '+cmd|calc', '-2+3', '@SUM(A1)', '%s%n', '../../etc/passwd', '{{7*7}}', '${7*7}',
  "'; DROP TABLE contacts; --", '<script>alert(1)</script>', '<img src=x onerror=alert(1)>', '"><svg/onload=alert(1)>', 'javascript:alert(1)', 'ÅÍÎÏ˝ÓÔÒÚÆ☃', '田中さん', '사회과학원', 'ثم نفس سقطت',
  'בְּרֵאשִׁית', '👩‍👩‍👧‍👦', '🇵🇹', 'Z̮̞̠͙͔ͅḀ̗̞͈̻̗', '\u200bnothing\u200b seen', '\u202etest\u202c', 'ﬁnd', 'ǆ', 'Straße', 'İstanbul', '＜ｓｃｒｉｐｔ＞', 'BEGIN:VCARD', 'END:VCARD', 'a\tb',
]
