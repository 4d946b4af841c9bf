/** `npm run test:long` tries a promise as often, and in as many ways, as somebody thought of; `npm test`, which runs a hundred times as often, in fewer. */
export const wholeRun = process.env['WHOLE'] !== undefined

/** How many random cases to try a property with, where a whole run tries `all`. */
export const runs = (all: number): number => (wholeRun ? all : Math.ceil(all / 3))
