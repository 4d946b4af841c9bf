import { execFile } from 'node:child_process'
import { startingFast } from './server-program.ts'

/** `npm run server -- …args` in a process of its own: how it ended, and what it said. */
export async function runCli(args: string[], env: Record<string, string>): Promise<{ code: number; said: string }> {
  const program = await startingFast('cli.ts')
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [...program, ...args], { env: { ...process.env, ...env } }, (_error, stdout, stderr) => {
      resolve({ code: child.exitCode ?? 1, said: `${stdout}${stderr}`.trim() })
    })
  })
}
