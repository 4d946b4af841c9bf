/*
 * A spreadsheet runs a cell that begins with = + - @ as a formula, and one that begins with a tab or line end after eating that. Such a
 * cell gets an apostrophe in front. Phone numbers and plain figures ("+49 151 23", "-5") are left as they are: without a letter, a comma
 * or a cell's name there is nothing to run, and with the apostrophe every program that dials or reads them would stumble.
 */

/** The cell as it may be shown to a spreadsheet. */
export const guardCell = (text: string): string => (isRun(text) ? `'${text}` : text)

/** Takes away exactly what `guardCell` put on. */
export const unguardCell = (text: string): string => (text.startsWith("'") && isRun(text.slice(1)) ? text.slice(1) : text)

/** Leading apostrophes do not count, so that guarding a cell that looks guarded adds one more and both ways stay exact. */
const isRun = (text: string): boolean => /^'*[=+\-@\t\r\n]/.test(text) && !/^'*[+-][\d\s()./-]*$/.test(text)
