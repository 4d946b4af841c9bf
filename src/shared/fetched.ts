import { SatchelError } from './errors.ts'

/** A module that is loaded when it is first wanted. Before the app is installed on a device it comes from the server, and the network may be gone by then. @throws SatchelError `offline` */
export const fetched = <T>(module: Promise<T>): Promise<T> => module.catch((cause: unknown) => {
  throw new SatchelError('offline', 'This part of the app is not on this device yet, and cannot be fetched now.', { cause })
})
