// What was done, for undoing and doing again. States are never changed once they are here.
export class Undo {
  #past = [];
  #future = [];

  constructor(state) {
    this.state = state;
  }

  get canUndo() { return this.#past.length > 0; }

  get canRedo() { return this.#future.length > 0; }

  push(state) {
    this.#past.push(this.state);
    this.#future = [];
    this.state = state;
  }

  // Takes the place of the state without a step of its own, for what is no deed, such as turning a page.
  amend(change) {
    this.state = { ...this.state, ...change };
  }

  undo() { return this.#move(this.#past, this.#future); }

  redo() { return this.#move(this.#future, this.#past); }

  #move(from, to) {
    if (!from.length) {
      return false;
    }
    to.push(this.state);
    this.state = from.pop();
    return true;
  }
}
