/** Someone who may fill slots, by what they may fill them as. */
export interface Filler {
  readonly id: string;
  readonly roles: readonly string[];
}

/** A need of `count` people, each with one of the roles. */
export interface Slot {
  readonly roles: readonly string[];
  readonly count: number;
}

/**
 * Who fills what: a maximum matching of people to places (augmenting paths), one place a person, so that the order of
 * people never matters. One list of ids a slot, in its order.
 */
export function fillSlots(slots: readonly Slot[], people: readonly Filler[]): readonly (readonly string[])[] {
  const places = slots.flatMap(({ count }, slot) =>
    // More places than people are never filled.
    Array.from({ length: Math.min(count, people.length) }, () => ({ slot })),
  );
  const holders = new Map<number, Filler>();
  const fits = (person: Filler, slot: number): boolean =>
    slots[slot]?.roles.some((role) => person.roles.includes(role)) === true;
  const seat = (person: Filler, tried: Set<number>): boolean => {
    for (const [index, { slot }] of places.entries()) {
      if (tried.has(index) || !fits(person, slot)) continue;
      tried.add(index);
      const holder = holders.get(index);
      if (holder !== undefined && !seat(holder, tried)) continue;
      holders.set(index, person);
      return true;
    }
    return false;
  };
  for (const person of people) seat(person, new Set());
  return slots.map((_slot, wanted) =>
    places.flatMap(({ slot }, index) => {
      const holder = holders.get(index);
      return slot === wanted && holder ? [holder.id] : [];
    }),
  );
}
