/*
 * `npm run bench`: what is measured against Dexie (bench.ts); with `--workspace`, how soon the app's screens answer a key with a large
 * workspace in them (workspace/bench-workspace.ts).
 */
await (process.argv.includes('--workspace') ? import('./workspace/bench-workspace.ts') : import('./bench.ts'))

export {}
