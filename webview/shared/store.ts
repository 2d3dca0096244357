/** A page's state: one value, replaced whole, drawn at most once a frame. */
export interface Store<State> {
  readonly state: State;
  set(patch: Partial<State>): void;
}

/** Draws `initial` at once and every later state in the next frame. */
export function createStore<State extends object>(initial: State, draw: (state: State) => void): Store<State> {
  let state = initial;
  let frame = 0;
  draw(state);
  return {
    get state() {
      return state;
    },
    set(patch) {
      state = { ...state, ...patch };
      if (frame !== 0) return;
      frame = requestAnimationFrame(() => {
        frame = 0;
        draw(state);
      });
    },
  };
}

/**
 * Runs `work` after `call`, never twice at once and at most every `everyMs`: a burst of calls while it runs makes one
 * more run.
 */
export function atMostEvery(everyMs: number, work: () => Promise<void>): () => void {
  let busy = false;
  let again = false;
  const run = (): void => {
    busy = true;
    again = false;
    void Promise.all([work(), new Promise((resolve) => setTimeout(resolve, everyMs))]).finally(() => {
      busy = false;
      if (again) run();
    });
  };
  return () => {
    if (busy) again = true;
    else run();
  };
}
