"""Style and script of the figures' page: SVG panels drawn from the data, without any library."""

from __future__ import annotations

STYLE = """
:root{color-scheme:light dark;--fg:#1b1f24;--bg:#fff;--dim:#59636e;--rule:#d1d9e0;
 --good:#116329;--bad:#a40e26;--un:#7d4e00}
@media(prefers-color-scheme:dark){:root{--fg:#e6edf3;--bg:#0d1117;--dim:#9198a1;--rule:#3d444d;
 --good:#56d364;--bad:#ff7b72;--un:#e3b341}}
body{margin:0;background:var(--bg);color:var(--fg);font:15px/1.5 system-ui,sans-serif}
main{max-width:1500px;margin:auto;padding:1rem}
h1{font-size:1.4rem}
h2{font-size:1.1rem;margin-top:2rem}
.hint,small{color:var(--dim)}
.warn{color:var(--bad);font-weight:600}
#panels{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,360px),1fr));gap:1rem}
figure{margin:0;border:1px solid var(--rule);border-radius:6px;padding:.5rem;position:relative}
figcaption{font-size:.85rem;white-space:pre-line;min-height:2.6em;padding-right:3rem}
svg{width:100%;height:auto;display:block;overflow:visible}
svg text{fill:var(--fg);font-size:10px}
.grid{stroke:var(--rule);stroke-width:.5}
.mark{stroke:var(--dim);stroke-dasharray:2 3}
.legend{display:flex;flex-wrap:wrap;gap:.2rem .6rem;font-size:.78rem}
button{font:inherit;color:inherit;background:none;border:1px solid transparent;border-radius:4px;
 padding:0 .25rem;cursor:pointer}
button[aria-pressed=false]{text-decoration:line-through;color:var(--dim)}
button:focus-visible{outline:2px solid var(--fg)}
.key{display:inline-block;width:.8em;height:.8em;margin-right:.3em;border-radius:2px;
 border:1px solid var(--dim)}
.log{position:absolute;top:.4rem;right:.4rem;border-color:var(--rule);font-size:.75rem}
.tip{position:absolute;pointer-events:none;background:var(--bg);border:1px solid var(--rule);
 border-radius:4px;padding:.2rem .4rem;font-size:.75rem;white-space:pre-wrap;max-width:calc(100% - 1rem);
 z-index:2}
.scroll{overflow-x:auto}
table{border-collapse:collapse;font-size:.85rem;width:100%}
td,th{text-align:left;padding:.25rem .6rem;border-bottom:1px solid var(--rule);vertical-align:top}
th small{font-weight:400;display:block}
td:first-child{white-space:nowrap;font-weight:600}
.holds td:first-child{color:var(--good)}
.refuted td:first-child{color:var(--bad)}
.undecided td:first-child{color:var(--un)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:0 1rem;font-size:.85rem}
dd{margin:0;overflow-wrap:anywhere}
img{max-width:100%}
"""

SCRIPT = r"""
"use strict";
const NS = "http://www.w3.org/2000/svg";
const W = 400, H = 270, LEFT = 58, RIGHT = 10, TOP = 8, BOTTOM = 36;
const dark = matchMedia("(prefers-color-scheme: dark)");

function make(name, attributes, parent, text) {
  const element = document.createElementNS(NS, name);
  for (const key in attributes) element.setAttribute(key, attributes[key]);
  if (text !== undefined) element.textContent = text;
  parent.append(element);
}

function add(name, parent, text = "") {
  const element = document.createElement(name);
  element.textContent = text;
  parent.append(element);
  return element;
}

function colour(i) {
  const chosen = COLOURS[i % COLOURS.length];
  return chosen === "#000000" && dark.matches ? "#ffffff" : chosen;
}

function short(v) {
  if (v === null) return "not finite";
  const wide = v !== 0 && (Math.abs(v) < 1e-3 || Math.abs(v) >= 1e5);
  return wide ? v.toExponential(2) : String(+v.toPrecision(4));
}

const usable = (v, log) => v !== null && v < 1e12 && (!log || v > 0);

function ticks(low, high, log) {
  const out = [];
  if (log) {
    const first = Math.ceil(low - 1e-9), last = Math.floor(high + 1e-9);
    const step = Math.max(1, Math.ceil((last - first) / 5));
    for (let p = first; p <= last; p += step) out.push([p, "1e" + p]);
    if (out.length > 1) return out;
    const fine = [];
    for (let p = Math.floor(low); p <= high; p += 1)
      for (const c of [1, 2, 3, 5]) {
        const at = p + Math.log10(c);
        if (at >= low && at <= high) fine.push([at, short(c * 10 ** p)]);
      }
    if (fine.length > 1) return fine;
    return [low, (low + high) / 2, high].map(p => [p, short(10 ** p)]);
  }
  const raw = (high - low) / 5 || 1, size = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map(c => c * size).find(s => s >= raw);
  for (let v = Math.ceil(low / step) * step; v <= high + step * 1e-6; v += step)
    out.push([v, short(Math.abs(v) < step * 1e-6 ? 0 : v)]);
  return out;
}

function range(values) {
  if (!values.length) return [0, 1];
  let low = Math.min(...values), high = Math.max(...values);
  if (low === high) { low -= 0.5; high += 0.5; }
  const pad = (high - low) * 0.03;
  return [low - pad, high + pad];
}

function runs(line, log) {
  const parts = [];
  let run = [];
  line.x.forEach((x, j) => {
    if (usable(line.middle[j], log)) { run.push(j); return; }
    if (run.length) parts.push(run);
    run = [];
  });
  if (run.length) parts.push(run);
  return parts;
}

function drawLine(svg, line, i, log, X, Y) {
  for (const part of runs(line, log)) {
    const at = (row, j) => {
      const value = usable(row[j], log) ? row[j] : line.middle[j];
      return `${X(line.x[j]).toFixed(1)},${Y(value).toFixed(1)}`;
    };
    const upper = part.map(j => at(line.high, j)), lower = part.map(j => at(line.low, j)).reverse();
    make("polygon", {points: [...upper, ...lower].join(" "), fill: colour(i), opacity: 0.15}, svg);
    make("polyline", {points: part.map(j => at(line.middle, j)).join(" "), fill: "none",
      stroke: colour(i), "stroke-width": 1.6, "stroke-dasharray": line.dashed ? "5 3" : "none"}, svg);
    if (part.length > 1 && line.x.length >= 10) continue;
    for (const j of part)
      make("circle", {cx: X(line.x[j]), cy: Y(line.middle[j]), r: 2.5, fill: colour(i)}, svg);
  }
}

function drawAxes(svg, data, xTicks, yTicks, place) {
  for (const [v, name] of yTicks) {
    const y = place.height(v);
    make("line", {x1: LEFT, x2: W - RIGHT, y1: y, y2: y, class: "grid"}, svg);
    make("text", {x: LEFT - 4, y: y + 3, "text-anchor": "end"}, svg, name);
  }
  for (const [v, name] of xTicks) {
    const x = place.across(v);
    make("line", {x1: x, x2: x, y1: TOP, y2: H - BOTTOM, class: "grid"}, svg);
    make("text", {x, y: H - BOTTOM + 13, "text-anchor": "middle"}, svg, name);
  }
  const half = (TOP + H - BOTTOM) / 2;
  make("text", {x: (LEFT + W - RIGHT) / 2, y: H - 4, "text-anchor": "middle"}, svg, data.x_label);
  make("text", {x: 11, y: half, "text-anchor": "middle", transform: `rotate(-90 11 ${half})`}, svg,
    data.y_label);
}

function drawPanel(svg, data, lines, log) {
  svg.replaceChildren();
  const fx = data.log_x ? Math.log2 : v => v, fy = log ? Math.log10 : v => v;
  const [x0, x1] = range(lines.flatMap(([line]) => line.x.map(fx)));
  const heights = lines.flatMap(([line]) => [...line.low, ...line.middle, ...line.high]);
  const [y0, y1] = range(heights.filter(v => usable(v, log)).map(fy));
  const place = {
    across: v => LEFT + (v - x0) / (x1 - x0) * (W - LEFT - RIGHT),
    height: v => H - BOTTOM - (v - y0) / (y1 - y0) * (H - TOP - BOTTOM),
  };
  const X = v => place.across(fx(v)), Y = v => place.height(fy(v));
  const given = [...new Set(lines.flatMap(([line]) => line.x))].map(v => [fx(v), short(v)]);
  drawAxes(svg, data, data.log_x ? given : ticks(x0, x1, false), ticks(y0, y1, log), place);
  for (const [v, name] of data.marks) {
    make("line", {x1: X(v), x2: X(v), y1: TOP, y2: H - BOTTOM, class: "mark"}, svg);
    make("text", {x: X(v) + 3, y: TOP + 9}, svg, name);
  }
  for (const [line, i] of lines) drawLine(svg, line, i, log, X, Y);
  return X;
}

function showNumbers(event, svg, tip, lines, X) {
  const frame = svg.getBoundingClientRect(), px = (event.clientX - frame.left) / frame.width * W;
  tip.hidden = !lines.length || px < LEFT - 4;
  if (tip.hidden) return;
  tip.textContent = lines.map(([line]) => {
    const near = (best, x, j) => Math.abs(X(x) - px) < Math.abs(X(line.x[best]) - px) ? j : best;
    const j = line.x.reduce(near, 0);
    const band = `[${short(line.low[j])}, ${short(line.high[j])}]`;
    return `${line.label} at ${short(line.x[j])}: ${short(line.middle[j])}  ${band}`;
  }).join("\n");
  const right = event.clientX - frame.left > frame.width / 2;
  // Measured at the left edge, where nothing squeezes it; then put where the panel has room.
  tip.style.left = "0px";
  const wanted = event.clientX - frame.left + (right ? -18 - tip.offsetWidth : 18);
  tip.style.left = `${Math.max(0, Math.min(wanted, frame.width - tip.offsetWidth))}px`;
  tip.style.top = `${svg.getBoundingClientRect().top - svg.parentNode.getBoundingClientRect().top
    + event.clientY - frame.top}px`;
}

function panel(data, root) {
  const box = add("figure", root);
  add("figcaption", box, data.title);
  make("svg", {viewBox: `0 0 ${W} ${H}`, role: "img", "aria-label": data.title.replace("\n", ", ")}, box);
  const svg = box.querySelector("svg"), legend = add("div", box), toggle = add("button", box, "log");
  const tip = add("div", box), hidden = new Set();
  legend.className = "legend"; toggle.className = "log"; tip.className = "tip";
  toggle.type = "button"; tip.hidden = true;
  let log = data.log_y, X = v => v;
  const shown = () => data.lines.map((line, i) => [line, i]).filter(([, i]) => !hidden.has(i));
  const draw = () => {
    toggle.setAttribute("aria-pressed", String(log));
    X = drawPanel(svg, data, shown(), log);
  };
  data.lines.forEach((line, i) => {
    const button = add("button", legend);
    button.type = "button";
    button.setAttribute("aria-pressed", "true");
    const key = add("span", button);
    key.className = "key"; key.style.background = colour(i);
    button.append(line.label);
    button.onclick = () => {
      if (!hidden.delete(i)) hidden.add(i);
      button.setAttribute("aria-pressed", String(!hidden.has(i)));
      draw();
    };
  });
  toggle.onclick = () => { log = !log; draw(); };
  svg.addEventListener("pointermove", event => showNumbers(event, svg, tip, shown(), X));
  svg.addEventListener("pointerleave", () => { tip.hidden = true; });
  dark.addEventListener("change", draw);
  draw();
}

const root = document.getElementById("panels");
PANELS.forEach(data => panel(data, root));
"""
