// Draws the table of leases of docs/cost-and-scale.md: requests per decision, without a lease and with one.

interface Row {
  readonly label: string
  readonly without: number
  readonly leased: number
}

const left = 330
const width = 380
const top = 56
const rowHeight = 44
const barHeight = 14
const grey = '#9e9e9e'
const blue = '#1565c0'

/** SVG of the table that is in the text of the page. */
export function leasePicture(page: string): string {
  const rows = rowsOf(page)
  const title = 'Requests to the table per decision'
  const height = top + rows.length * rowHeight
  const view = `viewBox="0 0 ${left + width + 70} ${height}" font-family="sans-serif" font-size="12"`
  return `<svg xmlns="http://www.w3.org/2000/svg" ${view} role="img" aria-label="${title}">
<rect width="100%" height="100%" fill="#ffffff"/>
<text x="20" y="20" font-size="14" font-weight="bold">${title}</text>
<text x="20" y="38" fill="#555555">without a lease (grey), with lease: {} (blue)</text>
${rows.map((row, i) => drawn(row, top + i * rowHeight)).join('\n')}
</svg>
`
}

function drawn({ label, without, leased }: Row, y: number): string {
  return [
    `<text x="${left - 10}" y="${y + barHeight + 5}" text-anchor="end">${label}</text>`,
    bar(without, y, grey),
    bar(leased, y + barHeight + 2, blue),
  ].join('\n')
}

function bar(value: number, y: number, color: string): string {
  const length = Math.round(value * width * 10) / 10
  return [
    `<rect x="${left}" y="${y}" width="${length}" height="${barHeight}" fill="${color}"/>`,
    `<text x="${left + length + 6}" y="${y + barHeight - 3}" fill="#555555">${value}</text>`,
  ].join('\n')
}

function rowsOf(page: string): readonly Row[] {
  const [, table = ''] = page.split(/^\| environments \|.*\n\|[-|]*\n/m)
  const lines = table.split('\n')
  const end = lines.findIndex((line) => !line.startsWith('|'))
  return lines.slice(0, end).map((line) => {
    const [environments, perSecond, limit, without, leased] = line.split('|').slice(1, -1)
    const where = `${environments?.trim()} env., ${perSecond?.trim()}/s`
    return { label: `${where}, limit ${limit?.trim()}`, without: Number(without), leased: Number(leased) }
  })
}
