/**
 * A port with some of its calls done otherwise. The others are found behind it instead of being copied: a transaction has some sixty, is given a few such
 * layers, and makes five calls.
 */
export const over = <Port extends object>(port: Port, calls: Partial<Port>): Port => Object.assign(Object.create(port) as Port, calls)
