/** One line of a plot. */
export interface Series {
  readonly name: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

const WIDTH = 640;
const HEIGHT = 360;
const LEFT = 70;
const RIGHT = 45;
const TOP = 50;
const BOTTOM = 60;
const COLOURS = ['#0b6e4f', '#c8553d', '#2f4b7c', '#8a6d1d'];

/** Draws lines over a logarithmic x axis and a linear y axis that starts at 0, as an SVG document. */
export function plotSvg(plot: { title: string; xLabel: string; yLabel: string; series: readonly Series[] }): string {
  const points = plot.series.flatMap(({ points }) => points);
  const [minX, maxX] = [Math.min(...points.map(({ x }) => x)), Math.max(...points.map(({ x }) => x))];
  const maxY = niceCeiling(Math.max(...points.map(({ y }) => y)));
  const xOf = (x: number) =>
    LEFT + ((Math.log10(x) - Math.log10(minX)) / (Math.log10(maxX) - Math.log10(minX) || 1)) * (WIDTH - LEFT - RIGHT);
  const yOf = (y: number) => HEIGHT - BOTTOM - (y / maxY) * (HEIGHT - TOP - BOTTOM);

  const xTicks = [...new Set(points.map(({ x }) => x))].map(
    (x) => `<text x="${xOf(x)}" y="${HEIGHT - BOTTOM + 20}" text-anchor="middle">${x.toLocaleString('en')}</text>`,
  );
  const yTicks = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const y = yOf(maxY * share);
    return `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y}" y2="${y}" stroke="#ddd"/><text x="${LEFT - 8}" y="${y + 4}" text-anchor="end">${maxY * share}</text>`;
  });
  const lines = plot.series.map(({ name, points }, index) => {
    const colour = COLOURS[index % COLOURS.length];
    const path = points.map(({ x, y }) => `${xOf(x)},${yOf(y)}`).join(' ');
    const dots = points.map(({ x, y }) => `<circle cx="${xOf(x)}" cy="${yOf(y)}" r="4" fill="${colour}"/>`).join('');
    const legend = `<text x="${LEFT + index * 260}" y="${TOP - 12}" fill="${colour}">● ${name}</text>`;
    return `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/>${dots}${legend}`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">
<title>${plot.title}</title>
<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>
<text x="${LEFT}" y="20" font-size="15" font-weight="bold">${plot.title}</text>
${yTicks.join('\n')}
${xTicks.join('\n')}
${lines.join('\n')}
<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 12}" text-anchor="middle">${plot.xLabel}</text>
<text transform="translate(16 ${(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)" text-anchor="middle">${plot.yLabel}</text>
</svg>
`;
}

/** Draws groups of horizontal bars, one colour a series, from 0, as an SVG document. */
export function barsSvg(plot: {
  title: string;
  valueLabel: string;
  series: readonly string[];
  bars: readonly { readonly name: string; readonly values: readonly number[] }[];
}): string {
  const left = 300;
  const thickness = 9;
  const group = plot.series.length * thickness + 9;
  const bottom = TOP + plot.bars.length * group;
  const max = niceCeiling(Math.max(...plot.bars.flatMap(({ values }) => values)));
  const xOf = (value: number) => left + (value / max) * (WIDTH - left - RIGHT);

  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const x = xOf(max * share);
    return `<line x1="${x}" x2="${x}" y1="${TOP}" y2="${bottom}" stroke="#ddd"/><text x="${x}" y="${bottom + 18}" text-anchor="middle">${max * share}</text>`;
  });
  const bars = plot.bars.map(({ name, values }, index) => {
    const top = TOP + index * group + 5;
    const middle = top + (values.length * thickness) / 2 + 4;
    const lines = values.map(
      (value, place) =>
        `<rect x="${left}" y="${top + place * thickness}" width="${xOf(value) - left}" height="${thickness - 1}" fill="${COLOURS[place % COLOURS.length]}"/>`,
    );
    return `<text x="${left - 8}" y="${middle}" text-anchor="end">${name}</text>${lines.join('')}`;
  });
  const legend = plot.series.map(
    (name, index) => `<text x="${left + index * 150}" y="${TOP - 12}" fill="${COLOURS[index]}">■ ${name}</text>`,
  );
  const height = bottom + 50;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12">
<title>${plot.title}</title>
<rect width="${WIDTH}" height="${height}" fill="#fff"/>
<text x="20" y="20" font-size="15" font-weight="bold">${plot.title}</text>
${ticks.join('\n')}
${legend.join('\n')}
${bars.join('\n')}
<text x="${(left + WIDTH - RIGHT) / 2}" y="${height - 12}" text-anchor="middle">${plot.valueLabel}</text>
</svg>
`;
}

function niceCeiling(value: number): number {
  const magnitude = 10 ** Math.floor(Math.log10(value || 1));
  return Math.ceil(value / magnitude) * magnitude;
}
