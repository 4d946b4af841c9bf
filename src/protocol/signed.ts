/**
 * What a device signs of a request that writes (decision 0025): what is to be done, about whose data, and the body's hash before it is
 * compressed. So a signature is good for nothing else, and nothing else can be put under it. ECDSA over P-256 and SHA-256, as 64 bytes.
 *
 * @param path with its query, as it is asked for
 * @param workspace as the header says, empty where there is none; so `user`
 * @param bodyHash SHA-256, hex
 */
export const signedText = ({ method, path, workspace, user, bodyHash }: { method: string; path: string; workspace: string; user: string; bodyHash: string }): string =>
  ['satchel-signature-1', `${method} ${path}`, workspace, user, bodyHash].join('\n')
