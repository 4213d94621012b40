// Ranking outputs as cards: by dragging (SortableJS), by a list of places on each card, or by keyboard.
import Sortable from "/webjars/sortablejs/1.15.6/modular/sortable.esm.js";
import { announce } from "./api.js";
import { contradictions, go, insert, inPlace, put, ranking, takeBack, targets, unranked } from "./board.js";
import { badge, element, key, letter } from "./parts.js";
import { reading } from "./reading.js";

const SORTING = {
  group: "answers",
  handle: ".card-head",
  filter: "select, button",
  preventOnFilter: false,
  // The same dragging for mouse, pen and touch; the browser's own has no touch.
  forceFallback: true,
  fallbackTolerance: 4,
  fallbackOnBody: true,
  delay: 120,
  delayOnTouchOnly: true,
  animation: 0,
  emptyInsertThreshold: 0,
  ghostClass: "landing",
  dragClass: "flying",
  scrollSensitivity: 80,
  scrollSpeed: 16,
};

export class RankingBoard {
  #change;
  #form;
  #outputs = [];
  #ids = [];
  #ratings = {};
  #standing = {};
  #cards = new Map();
  #lists = [];
  #against;
  #held = null; // { id, before }: a card that the keyboard carries, and how things stood

  // change: told the new standing after each deed.
  constructor(form, change) {
    this.#form = form;
    this.#change = change;
  }

  show(outputs, ratings, standing) {
    this.#outputs = outputs;
    this.#ids = outputs.map(({ id }) => id);
    this.#ratings = ratings;
    this.#held = null;
    this.#cards = new Map(outputs.map((output, index) => [output.id, this.#card(output, index)]));
    this.#build();
    this.lay(standing);
  }

  // Shows how things stand, without telling anybody.
  lay(standing) {
    this.#standing = standing;
    const focused = document.activeElement;
    this.#fill(0, unranked(standing, this.#ids));
    this.#ids.forEach((_, index) => this.#fill(index + 1, inPlace(standing, this.#ids, index + 1)));
    if (focused?.isConnected && focused !== document.activeElement) {
      focused.focus({ preventScroll: true });
    }
    const inOrder = this.#inOrder();
    const stop = inOrder.find((id) => this.#cards.get(id).contains(document.activeElement)) ?? inOrder[0];
    this.#ids.forEach((id) => this.#describe(id, id === stop));
    this.#showOrder();
  }

  markMissing() {
    const open = unranked(this.#standing, this.#ids);
    open.forEach((id) => this.#cards.get(id).classList.add("missing"));
    this.#focus(open[0]);
  }

  focusFirst() {
    this.#focus(this.#inOrder()[0]);
  }

  // What the keyboard carries stays where it is shown.
  putDown() {
    if (this.#held) {
      const { id } = this.#held;
      const shown = this.#standing;
      this.#letGo();
      this.#deed(shown, id, true);
    }
  }

  // True when the key did something.
  pressed(event) {
    const id = event.target.closest(".card")?.dataset.id;
    if (!id || event.target.closest("select, button, a, pre, table")) {
      return false;
    }
    return this.#held ? this.#carried(event.key) : this.#onCard(id, event.key);
  }

  #name(id) { return letter(this.#ids.indexOf(id)); }

  #inOrder() {
    return [...unranked(this.#standing, this.#ids), ...ranking(this.#standing, this.#ids).flat()];
  }

  #card(output, index) {
    const rated = this.#ratings[output.id]?.overall;
    const name = `Answer ${letter(index)}`;
    const places = element("select", {
      "aria-label": `Place of answer ${letter(index)}`,
      onchange: ({ target: { value } }) => {
        this.#letGo();
        this.#deed(value ? put(this.#standing, output.id, Number(value)) : takeBack(this.#standing, output.id), output.id, false);
      },
    }, element("option", { value: "", textContent: "no place" }),
      ...this.#outputs.map((_, place) => element("option", { value: String(place + 1), textContent: this.#placeName(place + 1) })));
    const card = element("li", { className: "card", "aria-describedby": "rank-keys" },
      element("div", { className: "card-head" },
        element("span", { className: "letter", "aria-hidden": "true", textContent: letter(index) }),
        badge(`you rated it ${rated ?? "–"}`),
        element("span", { className: "grip", "aria-hidden": "true", textContent: "⠿" }),
        places),
      reading(output, "card-text", name));
    card.dataset.id = output.id;
    card.addEventListener("focus", () => this.#ids.forEach((id) => { this.#cards.get(id).tabIndex = id === output.id ? 0 : -1; }));
    return card;
  }

  #placeName(place) {
    return place === 1 ? "1 best" : place === this.#ids.length ? `${place} worst` : String(place);
  }

  #build() {
    this.#lists.forEach(({ sortable }) => sortable.destroy());
    this.#lists = [];
    const list = (name, data) => {
      const made = element("ul", { className: "cards", "aria-label": name });
      Object.assign(made.dataset, data);
      this.#lists.push({ made, data, sortable: Sortable.create(made, {
        ...SORTING,
        onChoose: ({ from }) => this.#hold(from),
        onUnchoose: ({ from }) => this.#release(from),
        onStart: () => this.#form.classList.add("dragging"),
        onEnd: (event) => this.#dropped(event),
      }) });
      return made;
    };
    const gap = (number) => element("li", { className: "gap" }, list(`New place after place ${number}`, { gap: number }));
    const places = this.#ids.flatMap((_, index) => [
      element("li", { className: "place" },
        element("span", { className: "place-name", textContent: this.#placeName(index + 1) }),
        list(`Place ${this.#placeName(index + 1)}`, { place: index + 1 })),
      gap(index + 1)]);
    this.#against = element("p", { id: "against", className: "notice", hidden: true });
    this.#form.replaceChildren(
      element("p", { className: "keys", id: "rank-keys" },
        "Drag a card into a place, or between two. With a card in focus: ",
        key("1"), "–", key(String(this.#ids.length)), " put it in that place ", key("0"), " take it back ",
        key("↑"), key("↓"), " other cards ", key("Enter"), " pick up, ", key("↑"), key("↓"), " move, ", key("Enter"), " put down, ",
        key("Esc"), " leave it. Cards in one place are tied; a place may stay empty."),
      element("div", { className: "pool" },
        element("span", { className: "place-name", textContent: "Not ranked yet" }),
        list("Not ranked yet", { place: 0 })),
      element("ol", { className: "places", "aria-label": "Places, best first" }, gap(0), ...places),
      this.#against);
  }

  #fill(place, ids) {
    const { made } = this.#lists.find(({ data }) => data.place === place);
    const wanted = ids.map((id) => this.#cards.get(id));
    if (wanted.length !== made.children.length || wanted.some((card, index) => made.children[index] !== card)) {
      made.replaceChildren(...wanted);
    }
    made.parentElement.classList.toggle("empty", ids.length === 0);
  }

  // What a card leaves behind keeps its height until the card lands, so that nothing slides away under the pointer.
  #hold(from) {
    from.style.minHeight = `${from.offsetHeight}px`;
    from.classList.add("origin");
  }

  #release(from) {
    from.style.minHeight = "";
    from.classList.remove("origin");
  }

  #dropped({ item, from, to }) {
    this.#release(from);
    this.#form.classList.remove("dragging");
    const { id } = item.dataset;
    const { gap, place } = to.dataset;
    this.#letGo();
    const others = takeBack(this.#standing, id);
    const next = gap !== undefined ? insert(this.#standing, this.#ids, id, Number(gap))
      : Number(place) ? put(this.#standing, id, Number(place)) : others;
    this.#lists.forEach(({ made }) => { if (made.dataset.gap !== undefined) { made.replaceChildren(); } });
    this.#deed(next, id, true);
  }

  #onCard(id, pressed) {
    if (/^[1-9]$/.test(pressed) && Number(pressed) <= this.#ids.length) {
      const wasOpen = !this.#standing[id];
      const following = unranked(this.#standing, this.#ids).filter((each) => each !== id);
      const after = following.find((each) => this.#ids.indexOf(each) > this.#ids.indexOf(id)) ?? following[0];
      this.#deed(put(this.#standing, id, Number(pressed)), id, true);
      if (wasOpen && after) {
        this.#focus(after);
      }
      return true;
    }
    const order = this.#inOrder();
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[pressed];
    if (step) {
      this.#focus(order[order.indexOf(id) + step]);
    } else if (pressed === "Home" || pressed === "End") {
      this.#focus(order.at(pressed === "Home" ? 0 : -1));
    } else if (["0", "Backspace", "Delete"].includes(pressed)) {
      this.#deed(takeBack(this.#standing, id), id, true);
    } else if (pressed === "Enter" || pressed === " ") {
      this.#held = { id, before: this.#standing };
      this.#cards.get(id).classList.add("held");
      announce(`Answer ${this.#name(id)} picked up, ${this.#where(id)}. Up and down move it, Enter puts it down, Escape leaves it where it was.`);
    } else {
      return false;
    }
    return true;
  }

  #carried(pressed) {
    const { id } = this.#held;
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[pressed];
    if (step) {
      this.#moveHeld(step);
      return true;
    }
    if (["Enter", " ", "Escape", "Tab"].includes(pressed)) {
      if (pressed === "Escape") {
        this.#letGo();
        this.#focus(id);
        announce(`Answer ${this.#name(id)} is back, ${this.#where(id)}.`);
      } else {
        this.putDown();
      }
      return pressed !== "Tab";
    }
    return true;
  }

  // What the keyboard carries goes back to where it was picked up.
  #letGo() {
    if (this.#held) {
      const { id, before } = this.#held;
      this.#held = null;
      this.#cards.get(id).classList.remove("held");
      this.lay(before);
    }
  }

  // From where it stands among all targets to the next; from the pool, up and down both lead to the first empty or best place.
  #moveHeld(step) {
    const { id } = this.#held;
    const found = targets(this.#standing, this.#ids, id);
    const place = this.#standing[id];
    const alone = place && inPlace(this.#standing, this.#ids, place).length === 1;
    let to;
    if (!place) {
      to = found.find((target) => target.place) && 0;
    } else {
      to = found.findIndex((target) => target.place === place) + step;
      // Alone in its place it would only be put between its neighbours again.
      while (alone && found[to]?.gap !== undefined && (found[to].gap === place || found[to].gap === place - 1)) {
        to += step;
      }
    }
    if (found[to]) {
      this.lay(go(this.#standing, this.#ids, id, found[to]));
      this.#focus(id);
      announce(`Answer ${this.#name(id)}: ${this.#where(id)}.`);
    }
  }

  #deed(standing, id, focus) {
    const same = this.#ids.every((each) => standing[each] === this.#standing[each]);
    this.lay(standing);
    this.#cards.get(id).classList.remove("missing");
    if (focus) {
      this.#focus(id);
    }
    if (!same) {
      const left = unranked(standing, this.#ids).length;
      announce(`Answer ${this.#name(id)}: ${this.#where(id)}. ${left ? `${left} not ranked yet.` : "All are ranked."}${this.#against.hidden ? "" : " It differs from your ratings."}`);
      this.#change(standing);
    }
  }

  #where(id) {
    const place = this.#standing[id];
    if (!place) {
      return "not ranked yet";
    }
    const groups = ranking(this.#standing, this.#ids);
    const rank = groups.findIndex((group) => group.includes(id)) + 1;
    const tied = groups[rank - 1].filter((each) => each !== id).map((each) => this.#name(each));
    return `place ${place}${rank === place ? "" : `, rank ${rank} of ${groups.length}`}${tied.length ? `, tied with ${tied.join(" and ")}` : ""}`;
  }

  #describe(id, stop) {
    const card = this.#cards.get(id);
    card.tabIndex = stop ? 0 : -1;
    card.setAttribute("aria-label", `Answer ${this.#name(id)}, ${this.#where(id)}, you rated it ${this.#ratings[id]?.overall ?? "not yet"}`);
    card.querySelector("select").value = String(this.#standing[id] ?? "");
  }

  #focus(id) {
    const card = id && this.#cards.get(id);
    if (card) {
      card.focus({ preventScroll: true });
      card.scrollIntoView({ block: "nearest" });
    }
  }

  #showOrder() {
    const groups = ranking(this.#standing, this.#ids);
    const order = groups.map((group) => group.map((id) => this.#name(id)).join(" = ")).join(" > ");
    const left = unranked(this.#standing, this.#ids).length;
    const against = contradictions(this.#standing, this.#ids, (id) => this.#ratings[id]?.overall);
    const rated = (id) => `${this.#name(id)} (rated ${this.#ratings[id]?.overall})`;
    document.getElementById("order").replaceChildren(
      element("strong", { textContent: order || "Nothing is ranked yet." }),
      left ? ` · ${left} not ranked yet` : "",
      ...(against.length ? [element("span", { className: "against", textContent: " · differs from your ratings" })] : []));
    this.#against.hidden = against.length === 0;
    this.#against.textContent = `This differs from your ratings: ${against.slice(0, 3).map(([a, b]) => `${rated(a)} stands above ${rated(b)}`).join("; ")}${against.length > 3 ? `; and ${against.length - 3} more` : ""}. You can submit it all the same.`;
  }
}
