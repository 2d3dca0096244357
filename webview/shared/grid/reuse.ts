/**
 * Gives each wanted key its item of `held`, in the order wanted: a key keeps the item it has, a new one takes over an item
 * whose key is wanted no longer, and only then one is made. Items left over are dropped.
 */
export function reuse<Key, Item>(
  held: Map<Key, Item>,
  wanted: readonly Key[],
  { make, drop }: { make: () => Item; drop: (item: Item) => void },
): void {
  const keys = new Set(wanted);
  const free: Item[] = [];
  for (const [key, item] of held) {
    if (keys.has(key)) continue;
    held.delete(key);
    free.push(item);
  }
  for (const key of keys) {
    if (!held.has(key)) held.set(key, free.pop() ?? make());
  }
  for (const item of free) drop(item);
}

/**
 * Puts the elements into this order with few moves. An element that is moved loses its focus, so those that stood there
 * before stay and the new ones move around them: they all come first or all come last when a grid scrolls.
 */
export function arrange(parent: Element, elements: readonly Element[]): void {
  const last = elements.at(-1);
  if (last !== undefined && last === parent.lastElementChild) {
    for (let index = elements.length - 2; index >= 0; index--) {
      const [element, next] = [elements[index], elements[index + 1]];
      if (element && next && element.nextElementSibling !== next) parent.insertBefore(element, next);
    }
    return;
  }
  elements.forEach((element, index) => {
    const there = parent.children[index] ?? null;
    if (there !== element) parent.insertBefore(element, there);
  });
}
