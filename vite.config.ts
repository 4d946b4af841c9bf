import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { readFile, readdir, rename, writeFile } from 'node:fs/promises'
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
          if (packed.length >= bytes.length) return
          // Whole at once: a server that is running hands out what lies there.
          await writeFile(join(folder, `${file}.part`), packed)
          await rename(join(folder, `${file}.part`), join(folder, `${file}.br`))
        }))
      },
    },
  }
}

/** The page asks for the frame, the list of contacts and the font right behind its entry, instead of one after the other. */
function preloadedScreens(modules: readonly string[]): Plugin {
  return {
    name: 'satchel-preloaded-screens',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle = {} }) {
        const files = new Set<string>()
        const beforeTheWorkers = Object.values(bundle).flatMap((chunk) => (chunk.type === 'chunk' && chunk.isEntry ? chunk.imports : [])).filter((file) => !/\/(line|rolldown-runtime)-/.test(file))
        if (beforeTheWorkers.length > 0) this.error(`The page's entry imports ${beforeTheWorkers.join(', ')}, which the workers would wait for: what it needs belongs to the first lines.`)
        for (const chunk of Object.values(bundle)) {
          if (chunk.type !== 'chunk' || !modules.some((module) => chunk.facadeModuleId?.endsWith(module))) continue
          for (const file of [chunk.fileName, ...chunk.imports]) files.add(file)
        }
        // A font that comes after the first text has all of it laid out twice.
        const font = Object.keys(bundle).find((file) => /inter-latin-wght-normal/.test(file))
        const links = [
          // Turned into what they are by the first script (main.tsx).
          ...[...files].map((file) => ({ rel: 'next', href: `/${file}` })),
          ...(font === undefined ? [] : [{ rel: 'preload', as: 'font', type: 'font/woff2', href: `/${font}` }]),
        ]
        return {
          // The workers start as soon as it is here, while the styles are still being read.
          html: html.replace('<script type="module"', '<script type="module" async'),
          tags: links.map((attrs) => ({ tag: 'link', attrs: { ...attrs, crossorigin: true }, injectTo: 'head' as const })),
        }
      },
    },
  }
}

/** Where the page goes on from its entry, and the screen that most starts show. */
const startRoots = ['src/data-api/satchel.ts', 'src/data-api/app-shell.ts', 'src/ui/app/mount.tsx', 'src/ui/screens/contacts/contacts-screen.tsx']
/** What a start imports, known once every module has been read and before they are put into files. */
const atStart = new Set<string>()

/** Tells what a start imports from what only other screens do, so that its file does not grow with them. */
function startModules(roots: readonly string[]): Plugin {
  return {
    name: 'satchel-start-modules',
    apply: 'build',
    buildEnd() {
      const follow = (id: string): void => {
        if (atStart.has(id)) return
        atStart.add(id)
        this.getModuleInfo(id)?.importedIds.forEach(follow)
      }
      for (const id of this.getModuleIds()) if (roots.some((root) => id.endsWith(root))) follow(id)
    },
  }
}

/** What starts the workers and draws the first rows; it imports nothing of the frame, and is small. */
const firstLines = new RegExp([
  'node_modules/comlink', 'vite/preload-helper', 'src/shared/(errors|clock|fold|once)\\.ts', 'src/model/(names|text)\\.ts',
  'src/data-api/(first-line|connection|leader|broker|databases|serve-failure|last-seen|beside|waiting-exports|first-answers|list-keys|stands-on|to-rec)\\.ts',
  'src/ui/app/(last-seen|picture|preferences)\\.ts', 'src/ui/components/(avatar-look|checkbox-look|tag-look|format|highlight-parts)\\.ts',
  'src/ui/screens/(first-looks|contacts/contact-look|companies/company-look|records/(first-list|kept-acts|handed-over|look|row-look|drawn|record-values))\\.ts',
].join('|'))

/** What every screen needs; the palette, the export and the sample people are loaded when they are asked for. */
const everywhere = /node_modules\/(react|react-dom|scheduler|use-sync-external-store|@tanstack|zod|uuid|clsx|tailwind-merge|lucide-react)\/|src\/(shared|model|merge|data-api|ui\/(app|components|sync-status))\//
const nowAndThen = /src\/(ui\/app\/(command-palette|palette-item|cannot-run)|model\/(sample|completing|recurrence))/

const apiPort = Number(process.env['API_PORT'] ?? 4601)

export default defineConfig({
  define: { __SATCHEL_VERSION__: JSON.stringify(process.env['SATCHEL_VERSION'] ?? version) },
  plugins: [
    react(),
    tailwindcss(),
    syncApi(apiPort),
    precompressed(),
    startModules(['src/main.tsx', ...startRoots]),
    preloadedScreens(startRoots),
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
  build: {
    target: 'es2023',
    sourcemap: false,
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // What the first line of code needs, so that the workers start at once, and the first rows are drawn before the frame is here.
            { name: 'line', priority: 3, test: firstLines },
            // Everything that every screen needs, in one piece: through a service worker each file costs a message there and back.
            { name: 'frame', priority: 1, test: (id) => everywhere.test(id) && atStart.has(id) },
            // What several of the other screens share, which comes with the first of them.
            { name: 'later', priority: 1, test: (id) => everywhere.test(id) && !atStart.has(id) && !nowAndThen.test(id) },
          ],
        },
      },
    },
  },
  server: { proxy: { '/api': { target: `http://127.0.0.1:${apiPort}`, ws: true } } },
})
