import { fewestPhoneDigits, phoneDigits, samePhone } from '../shared/fold.ts'
import type { Data } from '../shared/json.ts'
import { elementsOf, str } from './text.ts'

/** Whether two records have a phone in common, however it is written. */
export function sharePhone(one: Data, other: Data): boolean {
  const [ours, theirs] = [one, other].map((data) => phonesOf(data).filter((phone) => phoneDigits(phone).length >= fewestPhoneDigits)) as [string[], string[]]
  return ours.some((phone) => theirs.some((another) => samePhone(phone, another)))
}

const phonesOf = (data: Data): string[] => elementsOf(data, 'phones').map((element) => str(element['value'])).filter(Boolean)
