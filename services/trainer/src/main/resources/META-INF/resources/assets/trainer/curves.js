// The curves of a run: which figures share a chart, and the charts, drawn by uPlot.
import uPlot from "/webjars/uplot/1.6.30/dist/uPlot.esm.js";
import { element, number } from "./words.js";

// Title, unit, and the figures with what their line is called; a chart is there when one of its figures is.
const CHARTS = [
  ["Reward", "score of an answer", { reward_mean: "mean", score_mean: "after clipping and rules" }],
  ["KL to the reference", "nats an answer", { kl: "k1", kl_k2: "k2", kl_k3: "k3" }],
  ["Entropy", "nats a token", { entropy: "policy" }],
  ["Clip fraction", "share of tokens", { clip_fraction: "ratio clipped" }],
  ["Value loss", "", { value_loss: "value model" }],
  ["Explained variance", "1 is perfect", { explained_variance: "value model" }],
  ["Answer length", "tokens", { answer_length: "mean" }],
  ["Truncated answers", "share", { truncated_fraction: "no EOS" }],
  ["Loss", "nats a token, or as the kind has it", { loss: "training", heldout_loss: "held out", heldout_loss_best: "best held out" }],
  ["Held-out accuracy", "share of pairs", { heldout_accuracy: "accuracy", heldout_accuracy_of_length: "the longer wins", heldout_accuracy_low: "95 % low", heldout_accuracy_high: "95 % high" }],
  ["Implicit reward", "nats an answer, times β", { heldout_reward_chosen: "chosen, held out", heldout_reward_rejected: "rejected, held out", reward_chosen: "chosen", reward_rejected: "rejected" }],
  ["Speed", "tokens a second", { tokens_per_second: "trained" }],
  ["Staleness", "versions", { staleness: "policy that sampled" }],
  ["Mismatch of generator and trainer", "nats a token", { mismatch_mean: "mean", mismatch_p99: "99th percentile" }],
  ["Policy loss", "", { policy_loss: "surrogate" }],
  ["Pretraining mix", "nats a token", { pretraining_loss: "loss" }],
  ["Learning rate", "", { learning_rate: "model", value_learning_rate: "value model" }],
  ["Gradient norm", "before clipping", { gradient_norm: "model", value_gradient_norm: "value model" }],
];

const HEIGHT = 150;
const COLOURS = ["s1", "s2", "s3", "s4"];

/** What a CSS class' colour is now, in the theme that is on. */
function colour(name) {
  const probe = element("span", { class: `ink ${name}` });
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

/** Lowest and highest of an axis; around a figure that never changes uPlot would leave a hundred. */
function range(u, low, high) {
  if (low === null || low !== high) {
    return uPlot.rangeNum(low ?? 0, high ?? 1, 0.1, true);
  }
  return low === 0 ? [0, 1] : [low - Math.abs(low) / 10, low + Math.abs(low) / 10];
}

/** The figures of all steps, column by column. */
export class Columns {
  steps = [];
  columns = new Map();

  get last() {
    return this.steps.at(-1) ?? 0;
  }

  add(rows) {
    for (const { step, time, ...figures } of rows) {
      if (step <= this.last) {
        continue;
      }
      this.steps.push(step);
      for (const figure of Object.keys(figures)) {
        if (!this.columns.has(figure)) {
          this.columns.set(figure, new Array(this.steps.length - 1).fill(null));
        }
      }
      for (const [figure, column] of this.columns) {
        column.push(figures[figure] ?? null);
      }
    }
  }

  /** Latest, lowest and highest of a figure. */
  summary(figure) {
    const column = this.columns.get(figure);
    const at = column.findLastIndex((value) => value !== null);
    const known = column.filter((value) => value !== null);
    return { latest: column[at], step: this.steps[at], lowest: known.reduce((a, b) => Math.min(a, b)), highest: known.reduce((a, b) => Math.max(a, b)) };
  }
}

class Chart {
  constructor(title, unit, lines, columns) {
    this.title = title;
    this.lines = lines;
    this.columns = columns;
    this.plot = element("div", { class: "plot", role: "img" });
    this.values = element("p", { class: "values" });
    this.place = element("figure", { class: "panel chart" }, element("figcaption", {}, element("h3", {}, title), ...(unit ? [element("span", { class: "hint" }, unit)] : [])), this.values, this.plot);
    this.resizing = new ResizeObserver(() => this.resize());
    this.resizing.observe(this.plot);
  }

  get figures() {
    return Object.keys(this.lines).filter((figure) => this.columns.columns.has(figure));
  }

  get data() {
    return [this.columns.steps, ...this.figures.map((figure) => this.columns.columns.get(figure))];
  }

  draw() {
    this.figuresDrawn = this.figures.join();
    this.drawn?.destroy();
    const [soft, line] = [colour("soft"), colour("line")];
    const axis = { stroke: soft, grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1, size: 4 }, font: "12px system-ui, sans-serif" };
    this.drawn = new uPlot(
      {
        width: Math.max(this.plot.clientWidth, 120),
        height: HEIGHT,
        legend: { show: false },
        cursor: { sync: { key: "steps" }, drag: { x: true, y: false }, points: { size: 6 } },
        scales: { x: { time: false }, y: { range } },
        hooks: { setCursor: [(u) => this.tell(u.cursor.idx)] },
        axes: [
          { ...axis, size: 28, space: 60, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 1e6] },
          { ...axis, size: 58, values: (u, splits) => splits.map((value) => (value === null ? "" : number(Number(value.toPrecision(8))))) },
        ],
        series: [
          { label: "step" },
          ...this.figures.map((figure, i) => ({ label: this.lines[figure], stroke: colour(COLOURS[i % COLOURS.length]), width: 2, spanGaps: true, points: { show: this.columns.steps.length < 40, size: 4 } })),
        ],
      },
      this.data,
      this.plot,
    );
    this.tell(null);
  }

  update() {
    if (!this.drawn || this.figuresDrawn !== this.figures.join() || this.columns.steps.length <= 41) {
      this.draw();
    } else {
      this.drawn.setData(this.data);
      this.tell(this.drawn.cursor.idx);
    }
  }

  resize() {
    if (this.drawn && this.plot.clientWidth > 0 && this.plot.clientWidth !== this.drawn.width) {
      this.drawn.setSize({ width: this.plot.clientWidth, height: HEIGHT });
    }
  }

  /** The values at the step under the pointer, else the latest. */
  tell(index) {
    const parts = this.figures.map((figure, i) => {
      const { latest } = this.columns.summary(figure);
      const value = index === null || index === undefined ? latest : this.columns.columns.get(figure)[index];
      return [element("span", { class: `ink ${COLOURS[i % COLOURS.length]}`, "aria-hidden": "true" }, "● "), this.lines[figure] === this.title ? "" : `${this.lines[figure]} `, element("b", {}, number(value))];
    });
    this.values.replaceChildren(...parts.map((part) => element("span", {}, ...part)));
    this.plot.setAttribute("aria-label", `${this.title} up to step ${this.columns.last}: ${this.figures.map((figure) => `${this.lines[figure]} ${number(this.columns.summary(figure).latest)}`).join(", ")}`);
  }
}

const words = (figure) => figure.replaceAll("_", " ");

/** All charts of a run: those of the list in one place, of every other figure in another that is drawn when it is open. */
export class Curves {
  charts = [];

  constructor(main, more, columns) {
    this.main = main;
    this.more = more;
    this.columns = columns;
    const redraw = () => this.seen.forEach((chart) => chart.draw());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
    new MutationObserver(redraw).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    more.addEventListener("toggle", () => this.update());
  }

  get seen() {
    return this.charts.filter((chart) => this.more.open || !chart.aside);
  }

  update() {
    CHARTS.forEach(([title, unit, lines], rank) => {
      if (Object.keys(lines).some((figure) => this.columns.columns.has(figure))) {
        this.add(title, unit, lines, rank);
      }
    });
    const charted = new Set(CHARTS.flatMap(([, , lines]) => Object.keys(lines)));
    for (const figure of this.columns.columns.keys()) {
      if (!charted.has(figure)) {
        this.add(words(figure), "", { [figure]: words(figure) }, CHARTS.length);
      }
    }
    this.more.hidden = !this.charts.some((chart) => chart.aside);
    this.seen.forEach((chart) => chart.update());
  }

  // In the order of the list, whenever a figure is measured first.
  add(title, unit, lines, rank) {
    if (this.charts.some((chart) => chart.title === title)) {
      return;
    }
    const chart = new Chart(title, unit, lines, this.columns);
    chart.rank = rank;
    chart.aside = rank === CHARTS.length;
    const next = chart.aside ? null : this.charts.filter((other) => !other.aside && other.rank > rank).sort((a, b) => a.rank - b.rank)[0];
    (chart.aside ? this.more.querySelector(".curves") : this.main).insertBefore(chart.place, next?.place ?? null);
    this.charts.push(chart);
  }
}
