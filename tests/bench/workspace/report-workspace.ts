import { arch, cpus, platform, release, totalmem } from 'node:os'
import { formatNumber, median, quantile } from '../statistics.ts'
import type { KeyAnswers } from './measure-keys.ts'
import type { Answer, Frames } from './probe.ts'
import type { Shell } from './shell-parts.ts'
import type { Counts } from './workspace.ts'

export interface Measured extends KeyAnswers { scroll: Map<string, Frames> }

export interface Results {
  command: string
  browser: string
  date: string
  load: number
  large: { counts: Counts } & Measured
  /** A hundredth of it, in the same run. */
  small: { counts: Counts } & Measured
  echo: Answer[]
  plain: Frames | null
  shell: Shell
}

/** What issue 5 asks of every answer, ms. */
const expected = 50

/** docs/benchmarks-workspace.md. */
export function toMarkdown({ command, browser, date, load, large, small, echo, plain, shell }: Results): string {
  const own = median(lasts(echo))
  return [
    '# How soon the screens answer',
    '',
    'Written by the benchmark itself; do not edit by hand.',
    '',
    `- Command: \`${command}\``,
    `- Date: ${date}`,
    `- Machine: ${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, ${Math.round(totalmem() / 1e9)} GB, load ${load.toFixed(1)} when it began; ${platform()} ${release()} ${arch()}; Node ${process.version}; ${browser}, headless`,
    `- The built app with ${words(large.counts)}; beside it, in the same run, with a hundredth of that. Ratio: the large one by the small one.`,
    '- From the time stamp that the browser gives a key (a click, where something is clicked) to the task after the rendering of the **last** frame in which anything of the page changed because of it: text, nodes, attributes, focus or scroll. Nothing changed for 250 ms after that. It includes the wait for the next frame, up to 16.7 ms.',
    `- A page of nothing but an \`<output>\` that echoes the key takes ${formatNumber(own)} ms (p95 ${formatNumber(quantile(lasts(echo), 0.95))}) on this machine, in this run.`,
    `- Every screen has been opened once before, as in the course of a day: its script is loaded. Letters are typed one by one, each answer awaited, but where it says otherwise.`,
    '',
    '## Keys, ms',
    '',
    `| | p50 | p95 | of | small, p50 | ratio | within ${expected} |`,
    '| --- | ---: | ---: | ---: | ---: | ---: | --- |',
    ...[...large.answers].map(([what, answers]) => keyRow(what, lasts(answers), lasts(small.answers.get(what) ?? []))),
    ...(large.failed.length === 0 ? [] : ['', `**Not measured:** ${large.failed.join(' · ')}`]),
    '',
    '## Scrolling by the wheel, 3 s at 3,000 pixels a second',
    '',
    'Dropped: frames that a screen of 60 a second would have had and that did not come. Empty: frames in which the middle of the list showed no row.',
    '',
    '| | frames | dropped | over 50 ms | empty | small, dropped |',
    '| --- | ---: | ---: | ---: | ---: | ---: |',
    ...(plain === null ? [] : [scrollRow('A page of plain lines', plain, undefined)]),
    ...[...large.scroll].map(([name, frames]) => scrollRow(name, frames, small.scroll.get(name))),
    '',
    '## Code of screens that are not open',
    '',
    `A first start of the contacts loads ${shell.files} scripts into the page, ${formatNumber(shell.kilobytes)} kB before compression. Of the folders of screens they hold, in kB:`,
    '',
    '| | kB |',
    '| --- | ---: |',
    ...[...shell.parts].filter(([part]) => part.startsWith('src/ui/screens')).sort((one, other) => other[1] - one[1]).map(([part, kilobytes]) => `| ${part} | ${formatNumber(kilobytes)} |`),
    '',
  ].join('\n')
}

const lasts = (answers: readonly Answer[]): number[] => answers.map(({ last }) => last)

function keyRow(what: string, large: readonly number[], small: readonly number[]): string {
  const own = median(large), other = median(small)
  return `| ${what} | ${formatNumber(own)} | ${formatNumber(quantile(large, 0.95))} | ${large.length} | ${formatNumber(other)} | ${Number.isNaN(other) ? '' : (own / other).toFixed(2)} | ${own <= expected ? 'yes' : '**no**'} |`
}

const scrollRow = (name: string, { shown, dropped, over50, empty }: Frames, small: Frames | undefined): string =>
  `| ${name} | ${shown} | ${dropped} | ${over50} | ${empty} | ${small?.dropped ?? ''} |`

const words = (counts: Counts): string => Object.entries(counts).map(([name, count]) => `${count.toLocaleString('en-US')} ${name === 'members' ? 'places in lists' : name}`).join(', ')
