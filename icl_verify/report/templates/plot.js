// A plot: lines, points or bars over linear or logarithmic axes, with reading of values, zoom and a table of its numbers.
// spec: { title, x: {label, log}, y: {label, log, choice}, series: [{name, kind, points: [[x, y]] or bars [[x0, x1, y]]}], marks: [{x, label}] }
const DASHES = ['', '7 4', '2 3', '9 3 2 3', '4 4', '12 4'];
const MARKERS = ['circle', 'square', 'triangle', 'diamond', 'cross', 'plus'];

function marker(shape, x, y, size, props) {
  const r = size;
  const paths = {
    circle: `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`,
    square: `M${x - r} ${y - r}h${2 * r}v${2 * r}h${-2 * r}z`,
    triangle: `M${x} ${y - r * 1.2}l${r * 1.15} ${r * 2.1}h${-2.3 * r}z`,
    diamond: `M${x} ${y - r * 1.3}l${r * 1.2} ${r * 1.3}l${-r * 1.2} ${r * 1.3}l${-r * 1.2} ${-r * 1.3}z`,
    cross: `M${x - r} ${y - r}l${2 * r} ${2 * r}M${x + r} ${y - r}l${-2 * r} ${2 * r}`,
    plus: `M${x - r * 1.2} ${y}h${2.4 * r}M${x} ${y - r * 1.2}v${2.4 * r}`,
  };
  return s('path', { d: paths[shape], class: `marker ${shape}`, ...props });
}

const forward = (value, log) => (log ? Math.log10(value) : value);
const usable = (value, log) => value !== null && Number.isFinite(value) && (!log || value > 0);

class Plot {
  constructor(spec) {
    this.spec = spec;
    this.log = { x: Boolean(spec.x.log), y: Boolean(spec.y.log) };
    this.cursor = 0;
    this.stops = [...new Set(spec.series.flatMap((one) => one.points.map((p) => (one.kind === 'bars' ? (p[0] + p[1]) / 2 : p[0]))))]
      .filter((x) => usable(x, this.log.x)).sort((a, b) => a - b);
    this.window = null;
    this.canvas = h('div', { class: 'canvas' });
    this.output = h('output', { class: 'reading' });
    this.slider = h('input', { type: 'range', min: 0, max: Math.max(this.stops.length - 1, 0), value: 0, step: 1,
      'aria-label': `Read values of ${spec.title}`, oninput: () => this.read(Number(this.slider.value)) });
    const buttons = [
      spec.y.choice && this.toggle('Log axis', 'y'),
      spec.zoom !== false && this.button('Zoom in', () => this.zoom(0.5)),
      spec.zoom !== false && this.button('Zoom out', () => this.zoom(2)),
      spec.zoom !== false && this.button('Whole', () => { this.window = null; this.draw(); }),
    ];
    this.figure = h('figure', { class: 'plot' },
      h('figcaption', {}, h('span', { class: 'plot-title' }, spec.title), spec.note && h('span', { class: 'plot-note' }, spec.note)),
      this.legend(), this.canvas, h('div', { class: 'controls' }, this.slider, h('div', { class: 'buttons' }, buttons)), this.output, this.table());
    new ResizeObserver(() => { if (this.canvas.clientWidth !== this.width) this.draw(); }).observe(this.canvas);
  }

  button(label, action) {
    return h('button', { type: 'button', class: 'quiet', onclick: action }, label);
  }

  toggle(label, axis) {
    const button = h('button', { type: 'button', class: 'quiet', 'aria-pressed': String(this.log[axis]), onclick: () => {
      this.log[axis] = !this.log[axis];
      button.setAttribute('aria-pressed', String(this.log[axis]));
      this.draw();
    } }, label);
    return button;
  }

  legend() {
    if (this.spec.series.length < 2) return null;
    return h('ul', { class: 'legend' }, this.spec.series.map((one, i) => h('li', {},
      s('svg', { width: 34, height: 12, 'aria-hidden': 'true' },
        one.kind !== 'points' && s('path', { d: 'M1 6h32', class: `line s${i % 6}`, 'stroke-dasharray': DASHES[(one.dash ?? i) % 6] }),
        one.kind !== 'line' && marker(MARKERS[i % 6], 17, 6, 3.5, { class: `marker ${MARKERS[i % 6]} s${i % 6}` })),
      one.name)));
  }

  table() {
    const { spec } = this;
    const body = h('div', { class: 'values' });
    const details = h('details', { class: 'numbers', ontoggle: () => {
      if (!details.open || body.firstChild) return;
      const bars = spec.series[0].kind === 'bars';
      const head = bars ? [`${spec.x.label} from`, 'to', spec.y.label] : [spec.x.label, ...spec.series.map((one) => one.name || spec.y.label)];
      const rows = bars ? spec.series[0].points.map(([a, b, y]) => [short(a), short(b), short(y)])
        : this.stops.map((x) => [short(x), ...spec.series.map((one) => short((one.points.find((p) => p[0] === x) || [])[1]))]);
      body.append(scrolling(h('div', {}, h('table', { class: 'plain' },
        h('thead', {}, h('tr', {}, head.map((name) => h('th', { scope: 'col' }, name)))),
        h('tbody', {}, rows.map((row) => h('tr', {}, row.map((cell) => h('td', {}, cell))))))), `Values of ${spec.title}`));
    } }, h('summary', {}, 'Values as a table'), body);
    return details;
  }

  extent() {
    const xs = [], ys = [];
    const { x: logX, y: logY } = this.log;
    for (const one of this.spec.series) {
      for (const point of one.points) {
        const [left, right, y] = one.kind === 'bars' ? point : [point[0], point[0], point[1]];
        if (!usable(left, logX) || !usable(right, logX)) continue;
        const [a, b] = [forward(left, logX), forward(right, logX)];
        xs.push(a, b);
        const inside = !this.window || (b >= this.window[0] && a <= this.window[1]);
        if (inside && usable(y, logY)) ys.push(forward(y, logY));
      }
      if (one.kind === 'bars') ys.push(logY ? -0.3 : 0);
    }
    for (const mark of this.spec.marks || []) if (usable(mark.x, logX)) xs.push(forward(mark.x, logX));
    const widen = (low, high, part) => (low === high ? [low - 0.5, high + 0.5] : [low - (high - low) * part, high + (high - low) * part]);
    const bars = this.spec.series.some((one) => one.kind === 'bars');
    const x = this.window || (xs.length ? widen(Math.min(...xs), Math.max(...xs), 0.02) : [0, 1]);
    let y = ys.length ? widen(Math.min(...ys), Math.max(...ys), 0.06) : [0, 1];
    if (bars) y = [logY ? -0.3 : 0, Math.max(y[1], logY ? 0.3 : 1)];
    return { x, y };
  }

  draw() {
    const width = this.canvas.clientWidth;
    if (!width) return;
    this.width = width;
    const height = this.spec.height || 260;
    const box = { left: 68, right: width - 12, top: this.spec.marks ? 40 : 10, bottom: height - 42 };
    const { x, y } = this.extent();
    this.domain = x;
    const px = (v) => box.left + ((v - x[0]) / (x[1] - x[0])) * (box.right - box.left);
    const py = (v) => box.bottom - ((v - y[0]) / (y[1] - y[0])) * (box.bottom - box.top);
    this.px = px; this.py = py; this.box = box;
    const clip = `clip-${Plot.number = (Plot.number || 0) + 1}`;
    const svg = s('svg', { viewBox: `0 0 ${width} ${height}`, width, height, role: 'img',
      'aria-label': `${this.spec.title}. ${this.spec.y.label} against ${this.spec.x.label}. The values follow as a table.` },
      s('defs', {}, s('clipPath', { id: clip }, s('rect', { x: box.left, y: 0, width: box.right - box.left, height: box.bottom + 1 }))),
      this.axes(x, y, px, py, box, width, height));
    const inside = s('g', { 'clip-path': `url(#${clip})` });
    this.spec.series.forEach((one, i) => inside.append(...this.series(one, i, px, py, box)));
    svg.append(inside, ...this.marks(px, box));
    this.pointer = s('g', { class: 'pointer' });
    this.band = s('rect', { class: 'band', y: box.top, height: box.bottom - box.top, width: 0 });
    svg.append(this.band, this.pointer);
    this.listen(svg);
    this.canvas.replaceChildren(svg);
  }

  axes(x, y, px, py, box, width, height) {
    const parts = [];
    for (const [at, text] of ticks(y[0], y[1], this.log.y, 5)) {
      parts.push(s('path', { class: 'grid', d: `M${box.left} ${py(at)}H${box.right}` }),
        s('text', { class: 'tick', x: box.left - 7, y: py(at) + 4, 'text-anchor': 'end' }, text));
    }
    const few = this.spec.x.few && this.stops.length <= 12;
    const below = few ? this.stops.map((stop) => [forward(stop, this.log.x), tickText(stop)])
      : ticks(x[0], x[1], this.log.x, Math.max(2, Math.floor((box.right - box.left) / 80)));
    for (const [at, text] of spaced(below, px)) {
      parts.push(s('path', { class: 'grid', d: `M${px(at)} ${box.bottom}v4` }),
        s('text', { class: 'tick', x: px(at), y: box.bottom + 19, 'text-anchor': 'middle' }, text));
    }
    parts.push(s('path', { class: 'frame', d: `M${box.left} ${box.bottom}H${box.right}` }),
      s('text', { class: 'axis-name', x: (box.left + box.right) / 2, y: height - 5, 'text-anchor': 'middle' }, this.spec.x.label),
      s('text', { class: 'axis-name', x: 0, y: 0, 'text-anchor': 'middle', transform: `translate(10 ${(box.top + box.bottom) / 2}) rotate(-90)` }, this.spec.y.label));
    return parts;
  }

  series(one, i, px, py, box) {
    const tone = `s${i % 6}`;
    const { x: logX, y: logY } = this.log;
    if (one.kind === 'bars') {
      return one.points.filter(([, , y]) => usable(y, logY) && y > 0).map(([a, b, y]) => {
        const [left, right, top] = [px(forward(a, logX)), px(forward(b, logX)), py(forward(y, logY))];
        return s('rect', { class: `column ${tone}`, x: left + 0.5, width: Math.max(right - left - 1, 1), y: top, height: Math.max(box.bottom - top, 0) });
      });
    }
    const points = one.points.map(([a, b]) => (usable(a, logX) && usable(b, logY) ? [px(forward(a, logX)), py(forward(b, logY))] : null));
    const parts = [];
    if (one.kind !== 'points') {
      let d = '', pen = 'M';
      for (const point of points) {
        if (!point) { pen = 'M'; continue; }
        d += `${pen}${point[0].toFixed(1)} ${point[1].toFixed(1)}`;
        pen = 'L';
      }
      parts.push(s('path', { class: `line ${tone}`, d, 'stroke-dasharray': DASHES[(one.dash ?? i) % 6] }));
    }
    if (one.kind !== 'line') {
      const shape = MARKERS[i % 6];
      for (const point of points) if (point) parts.push(marker(shape, point[0], point[1], points.length > 24 ? 2.4 : 3.8, { class: `marker ${shape} ${tone}` }));
    }
    return parts;
  }

  marks(px, box) {
    const parts = [];
    for (const mark of this.spec.marks || []) {
      if (!usable(mark.x, this.log.x)) continue;
      const at = px(forward(mark.x, this.log.x));
      if (at < box.left - 1 || at > box.right + 1) continue;
      const right = at > (box.left + box.right) / 2;
      const tone = `${mark.tone || ''}${mark.broken ? ' broken' : ''}`;
      parts.push(s('path', { class: `mark-line ${tone}`, d: `M${at} ${box.top}V${box.bottom}` }),
        s('text', { class: 'mark-text', x: at + (right ? -4 : 4), y: box.top - 8 - (mark.row || 0) * 16, 'text-anchor': right ? 'end' : 'start' }, mark.label));
      if (mark.tone === 'tightest') parts.push(marker('diamond', at, box.top, 4.5, { class: `marker diamond ${tone}` }));
    }
    return parts;
  }

  at(event, svg) {
    const left = svg.getBoundingClientRect().left;
    const part = (event.clientX - left - this.box.left) / (this.box.right - this.box.left);
    return this.domain[0] + Math.min(Math.max(part, 0), 1) * (this.domain[1] - this.domain[0]);
  }

  listen(svg) {
    let start = null;
    svg.addEventListener('pointermove', (event) => {
      const here = this.at(event, svg);
      if (start !== null) {
        const [a, b] = [this.px(Math.min(start, here)), this.px(Math.max(start, here))];
        this.band.setAttribute('x', a);
        this.band.setAttribute('width', b - a);
      }
      let best = 0;
      this.stops.forEach((stop, i) => { if (Math.abs(forward(stop, this.log.x) - here) < Math.abs(forward(this.stops[best], this.log.x) - here)) best = i; });
      if (this.stops.length) this.read(best);
    });
    if (this.spec.zoom === false) return;
    svg.addEventListener('pointerdown', (event) => {
      if (event.pointerType !== 'mouse') return;
      start = this.at(event, svg);
      svg.setPointerCapture(event.pointerId);
    });
    svg.addEventListener('pointerup', (event) => {
      if (start === null) return;
      const end = this.at(event, svg);
      const part = Math.abs(end - start) / (this.domain[1] - this.domain[0]);
      if (part > 0.02) this.window = [Math.min(start, end), Math.max(start, end)];
      start = null;
      this.draw();
    });
    svg.addEventListener('dblclick', () => { this.window = null; this.draw(); });
  }

  zoom(factor) {
    const [low, high] = this.domain || [0, 1];
    const centre = this.stops.length ? forward(this.stops[this.cursor], this.log.x) : (low + high) / 2;
    const half = ((high - low) / 2) * factor;
    this.window = null;
    const whole = this.extent().x;
    this.window = [Math.max(centre - half, whole[0]), Math.min(centre + half, whole[1])];
    if (this.window[1] - this.window[0] >= (whole[1] - whole[0]) * 0.99) this.window = null;
    this.draw();
  }

  read(index) {
    this.cursor = index;
    this.slider.value = index;
    const x = this.stops[index];
    const found = [];
    const shapes = [];
    this.spec.series.forEach((one, i) => {
      const point = one.points.find((p) => (one.kind === 'bars' ? (p[0] + p[1]) / 2 : p[0]) === x);
      if (!point) return;
      const value = one.kind === 'bars' ? point[2] : point[1];
      if (value === null) return;
      found.push(one.kind === 'bars' ? `${this.spec.x.label} ${short(point[0])} to ${short(point[1])}: ${short(value)}` : `${one.name} ${short(value)}`);
      if (this.py && usable(value, this.log.y)) shapes.push(marker('circle', this.px(forward(x, this.log.x)), this.py(forward(value, this.log.y)), 5, { class: 'reader' }));
    });
    const bars = this.spec.series[0].kind === 'bars';
    this.output.textContent = (bars ? '' : `${this.spec.x.label} ${short(x)}: `) + found.join(', ');
    this.slider.setAttribute('aria-valuetext', this.output.textContent);
    if (this.pointer) {
      const at = this.px(forward(x, this.log.x));
      this.pointer.replaceChildren(s('path', { class: 'reader-line', d: `M${at} ${this.box.top}V${this.box.bottom}` }), ...shapes);
    }
  }
}

const plot = (spec) => new Plot(spec).figure;
