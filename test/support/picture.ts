/** A terminal's screen as an SVG: dark, so that it can be read on light and on dark pages alike. Lines with SGR sequences. */
export function picture(lines: readonly string[], columns: number): string {
  const [width, height] = [columns * advance + 2 * edge, lines.length * leading + 2 * edge];
  const rows = lines.map((line, index) => {
    const y = edge + (index + 0.75) * leading;
    return `<text x="${edge}" y="${y}" xml:space="preserve">${spansOf(line)}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" role="img">`,
    '<title>A first run of Jetway in a terminal</title>',
    `<rect width="100%" height="100%" rx="8" fill="#16181d"/>`,
    '<g font-family="ui-monospace,Menlo,Consolas,monospace" font-size="14" fill="#d7dae0">',
    ...rows,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

const [advance, leading, edge] = [8.4, 20, 16];

/** The eight colours of a terminal; 7 is its own. */
const colours = ['#5c6370', '#ff7b72', '#7ee787', '#e3b341', '#79c0ff', '#d2a8ff', '#76e3ea', '#d7dae0'];

function spansOf(line: string): string {
  let style: Readonly<Record<string, string>> = {};
  return line
    .split(sequence)
    .map((part, index) => {
      if (index % 2 === 1) {
        for (const code of part === '' ? ['0'] : part.split(';')) style = withCode(style, Number(code));
        return '';
      }
      const attributes = Object.entries(style).map(([name, value]) => ` ${name}="${value}"`);
      return part === '' ? '' : `<tspan${attributes.join('')}>${escaped(part)}</tspan>`;
    })
    .join('');
}

const sequence = new RegExp(`${String.fromCodePoint(27)}\\[([0-9;]*)m`);

function withCode(style: Readonly<Record<string, string>>, code: number): Readonly<Record<string, string>> {
  const colour = colours[code % 10];
  if (code === 1) return { ...style, 'font-weight': 'bold' };
  if (code === 2) return { ...style, opacity: '0.6' };
  if (((code >= 30 && code < 38) || (code >= 90 && code < 98)) && colour !== undefined)
    return { ...style, fill: colour };
  const { fill: _fill, ...plain } = style;
  return code === 39 ? plain : code === 0 ? {} : style;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
