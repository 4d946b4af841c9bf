import { execFile } from 'node:child_process'

/** `npm run server -- …args` in a process of its own: how it ended, and what it said. */
export const runCli = (args: string[], env: Record<string, string>): Promise<{ code: number; said: string }> =>
  new Promise((resolve) => {
    const child = execFile(process.execPath, ['--import', 'tsx', 'src/sync-api/cli.ts', ...args], { env: { ...process.env, ...env } }, (_error, stdout, stderr) => {
      resolve({ code: child.exitCode ?? 1, said: `${stdout}${stderr}`.trim() })
    })
  })
