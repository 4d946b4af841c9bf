import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants } from 'node:zlib'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'

const { version } = JSON.parse(readFileSync(new URL('./package.json', import.meta.url), 'utf8')) as { version: string }

/** `npm run dev`: the sync API runs beside vite, which passes /api on to it. */
function syncApi(port: number): Plugin {
  return {
    name: 'satchel-sync-api',
    apply: 'serve',
    configureServer(server) {
      const api = spawn(process.execPath, ['--import', 'tsx', 'src/sync-api/main.ts'], {
        stdio: 'inherit',
        env: { ...process.env, PORT: String(port) },
      })
      const stop = (): void => { api.kill('SIGTERM') }
      server.httpServer?.once('close', stop)
      process.once('exit', stop)
    },
  }
}

const brotli = promisify(brotliCompress)

/** Writes a .br beside every file that gets smaller by it; the server hands those out instead of compressing at each request. */
function precompressed(): Plugin {
  let folder = 'dist'
  return {
    name: 'satchel-precompressed',
    apply: 'build',
    configResolved(config) { folder = config.build.outDir },
    closeBundle: {
      order: 'post',
      sequential: true,
      async handler() {
        const files = await readdir(folder, { recursive: true })
        await Promise.all(files.filter((file) => /\.(js|css|html|svg|wasm|webmanifest)$/.test(file)).map(async (file) => {
          const bytes = await readFile(join(folder, file))
          const packed = await brotli(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } })
          if (packed.length < bytes.length) await writeFile(join(folder, `${file}.br`), packed)
        }))
      },
    },
  }
}

const apiPort = Number(process.env['API_PORT'] ?? 4601)

export default defineConfig({
  define: { __SATCHEL_VERSION__: JSON.stringify(process.env['SATCHEL_VERSION'] ?? version) },
  plugins: [
    react(),
    tailwindcss(),
    syncApi(apiPort),
    precompressed(),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src/service-worker',
      filename: 'service-worker.ts',
      registerType: 'prompt',
      injectRegister: false,
      includeManifestIcons: false,
      injectManifest: {
        globPatterns: ['**/*.{html,js,css,wasm,woff2,svg,png,webmanifest}'],
        maximumFileSizeToCacheInBytes: 5 * 1024 * 1024,
      },
      manifest: {
        id: '/',
        name: 'Satchel',
        short_name: 'Satchel',
        description: 'Client work that is always with you: on your device first, synced when it can be.',
        start_url: '/',
        scope: '/',
        display: 'standalone',
        background_color: '#FFFFFF',
        theme_color: '#FFFFFF',
        icons: [
          { src: '/icons/satchel-192.png', sizes: '192x192', type: 'image/png' },
          { src: '/icons/satchel-512.png', sizes: '512x512', type: 'image/png' },
          { src: '/icons/satchel-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
          { src: '/icons/satchel.svg', sizes: 'any', type: 'image/svg+xml' },
        ],
        shortcuts: [
          { name: 'Contacts', url: '/contacts' },
          { name: 'Import', url: '/import' },
        ],
      },
    }),
  ],
  worker: { format: 'es' },
  optimizeDeps: { exclude: ['wa-sqlite'] },
  build: { target: 'es2023', sourcemap: false, assetsInlineLimit: 0 },
  server: { proxy: { '/api': { target: `http://127.0.0.1:${apiPort}`, ws: true } } },
})
