import { element, setText, svg } from "./elements.js";

const Width = 300;
const Height = 100;
const MaxPoints = 300;

/** The least round number that is not under a value. */
function roundUp(value) {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1e-9)));
  return [1, 1.5, 2, 3, 4, 5, 6, 8, 10].map((factor) => factor * power).find((step) => step >= value) ?? value;
}

/** A line chart of the last five minutes, one point a second. */
export class Chart {
  #lines;
  #format;
  #paths;
  #values;
  #top = element("span", { class: "axis top" });
  #cross = svg("line", { class: "cross", y1: 0, y2: Height, "vector-effect": "non-scaling-stroke" });
  #picture;
  #points = [];
  #hovered = null;
  #min;

  /**
   * @param {{title: string, hint: string, lines: Array<{key: string, name: string}>, format: (value: number) => string, min?: number}} settings
   * `min` is the least that the axis reaches to.
   */
  constructor({ title, hint, lines, format, min = 4 }) {
    this.#lines = lines;
    this.#format = format;
    this.#min = min;
    this.#paths = lines.map((_, index) => ({
      area: svg("path", { class: `area line-${index}` }),
      line: svg("path", { class: `line line-${index}`, "vector-effect": "non-scaling-stroke" }),
    }));
    this.#values = lines.map(() => element("strong", { text: "–" }));
    const grid = [25, 50, 75].map((y) => svg("line", { class: "grid", x1: 0, x2: Width, y1: y, y2: y, "vector-effect": "non-scaling-stroke" }));
    this.#picture = svg("svg", { viewBox: `0 0 ${Width} ${Height}`, preserveAspectRatio: "none", role: "img" },
      ...grid, ...this.#paths.map(({ area }) => area), ...this.#paths.map(({ line }) => line), this.#cross);
    this.#picture.addEventListener("pointermove", (event) => this.#hover(event));
    this.#picture.addEventListener("pointerleave", () => this.#hover(null));
    this.root = element("section", { class: "card chart" },
      element("h3", { text: title, title: hint }),
      element("ul", { class: "legend" }, ...lines.map(({ name }, index) =>
        element("li", {}, this.#values[index], element("span", { class: `key line-${index}`, text: name })))),
      element("div", { class: "plot" }, this.#picture, this.#top, element("span", { class: "axis left", text: "5 min ago" }), element("span", { class: "axis right", text: "now" })));
  }

  draw(points) {
    this.#points = points;
    const highest = Math.max(this.#min, ...points.flatMap((point) => this.#lines.map(({ key }) => point[key] ?? 0)));
    const scale = roundUp(highest * 1.05);
    const x = (index) => ((MaxPoints - points.length + index) / (MaxPoints - 1)) * Width;
    this.#lines.forEach(({ key }, index) => {
      let line = "";
      let area = "";
      let begun = null;
      points.forEach((point, at) => {
        const value = point[key];
        if (value === null) {
          area += begun === null ? "" : `L${x(at - 1).toFixed(2)} ${Height}L${begun} ${Height}Z`;
          begun = null;
          return;
        }

        const place = `${x(at).toFixed(2)} ${(Height - (value / scale) * Height).toFixed(2)}`;
        line += `${begun === null ? "M" : "L"}${place}`;
        area += `${begun === null ? "M" : "L"}${place}`;
        begun ??= x(at).toFixed(2);
      });
      area += begun === null ? "" : `L${Width} ${Height}L${begun} ${Height}Z`;
      this.#paths[index].line.setAttribute("d", line);
      this.#paths[index].area.setAttribute("d", area);
    });
    setText(this.#top, this.#format(scale));
    this.#show();
  }

  #hover(event) {
    const box = this.#picture.getBoundingClientRect();
    this.#hovered = event && Math.round(((event.clientX - box.left) / box.width) * (MaxPoints - 1));
    this.#show();
  }

  #show() {
    const index = this.#hovered === null ? this.#points.length - 1 : this.#hovered - (MaxPoints - this.#points.length);
    const point = this.#points[index] ?? this.#points.at(-1);
    const at = this.#hovered === null || !this.#points[index] ? -1 : (this.#hovered / (MaxPoints - 1)) * Width;
    this.#cross.setAttribute("x1", at);
    this.#cross.setAttribute("x2", at);
    const texts = this.#lines.map(({ key }) => (point?.[key] === null || point === undefined ? "–" : this.#format(point[key])));
    texts.forEach((text, line) => setText(this.#values[line], text));
    this.#picture.setAttribute("aria-label", this.#lines.map(({ name }, line) => `${name}: ${texts[line]}`).join(", "));
  }
}
