import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/**
 * libsql lets go of a closed file only when its statements are collected. A stopped server has its process's end behind it; a test that plays both in one
 * process has them collected here.
 */
export async function letGoOfFiles(): Promise<void> {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  for (let round = 0; round < 3; round += 1) {
    collect()
    // Finalizers have their turn.
    await new Promise((resolve) => { setTimeout(resolve, 5) })
  }
}
