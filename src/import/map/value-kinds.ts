/** What a single cell looks like, for columns whose name says nothing. All expect trimmed text. */
export const isEmail = (text: string): boolean => /^[^\s@,;<>"]+@[^\s@,;<>"]+\.[^\s@,;<>".]{2,}$/.test(text)

export const isUrl = (text: string): boolean => /^(https?:\/\/|www\.)\S+\.\S+$/i.test(text)

/** At least six digits and nothing that numbers of other kinds have; plain digits alone need eight. */
export function isPhone(text: string): boolean {
  if (!/^[+(]?[\d\s()./+-]{6,30}(?:\s?(?:x|ext\.?)\s?\d{1,6})?$/i.test(text)) return false
  const digits = text.replace(/\D/g, '').length
  if (digits < 6 || digits > 18) return false
  if (/^\d+$/.test(text)) return digits >= 8 && digits <= 13
  return !/^\d{1,4}[./-]\d{1,2}[./-]\d{1,4}$/.test(text)
}
