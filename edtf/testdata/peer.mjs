// Compares the table of cases with edtf.js, another implementation of the
// standard. Run in this directory:
//
//   npm ci && node peer.mjs
//
// Fails if edtf.js disagrees with a case without the column "peers" saying so,
// or agrees although the column says that it does not.
import { readFileSync } from 'node:fs'
import edtf, { parse } from 'edtf'

const table = new URL('cases.tsv', import.meta.url)

/** The cases with the number of their line. */
function * cases () {
  const lines = readFileSync(table, 'utf8').split('\n')
  for (const [i, line] of lines.entries()) {
    if (line === '' || line.startsWith('#')) continue
    const columns = line.split('\t')
    if (columns.length !== 7) throw new Error(`line ${i + 1}: ${columns.length} columns`)
    const [input, valid, earliest, latest, , flags, peers] = columns
    yield {
      line: i + 1,
      input: input === '""' ? '' : input,
      ours: valid === 'yes'
        ? [earliest, latest, flag(flags, 'approximate'), flag(flags, 'uncertain')].filter(Boolean).join(' ')
        : 'invalid',
      named: peers.split('; ').some(p => p.startsWith('edtf.js:'))
    }
  }
}

const flag = (flags, name) => flags.split(' ').includes(name) ? name : ''

/** How edtf.js reads a date, in the words of the table. */
function theirs (input) {
  let date
  try {
    // Not edtf(input): that takes a string of digits for milliseconds.
    date = edtf(parse(input))
  } catch {
    return 'invalid'
  }
  const ends = date.type === 'Interval' ? [date.lower, date.upper] : [date]
  const qualified = name => ends.some(end => end?.[name]?.value > 0) ? name : ''
  return [bound(date.min), bound(date.max), qualified('approximate'), qualified('uncertain')]
    .filter(Boolean).join(' ')
}

/** Milliseconds as in the table. Null is an unknown end, infinity an open one. */
function bound (ms) {
  if (ms === null || Math.abs(ms) === Infinity) return 'unbounded'
  if (Number.isNaN(ms)) return 'not a number'
  return new Date(Math.floor(ms / 1000) * 1000).toISOString()
    .replace('.000Z', 'Z')
    .replace(/^([+-])0*(\d{4,})-/, (_, sign, year) => (sign === '-' ? sign : '') + year + '-')
}

let compared = 0
let failed = 0
for (const { line, input, ours, named } of cases()) {
  compared++
  const other = theirs(input)
  if ((other === ours) !== named) continue
  failed++
  console.error(named
    ? `cases.tsv:${line}: ${input}: edtf.js agrees, contrary to the column "peers"`
    : `cases.tsv:${line}: ${input}: here ${ours}, edtf.js ${other}`)
}
console.log(`${compared} cases compared with edtf.js, ${failed} unexpected`)
process.exit(failed === 0 && compared > 0 ? 0 : 1)
