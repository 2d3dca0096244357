/** Whether a param names the seed of a run's random numbers, such as `seed`, `model.random_state`, `np_seed`, `seed_value`. */
export function isSeedName(key: string): boolean {
  const last = key.slice(Math.max(key.lastIndexOf('.'), key.lastIndexOf('/')) + 1);
  return /^(?:.*[_-])?(?:seed|random[_-]?state)$|^seed[_-]/i.test(last) || /[a-z](?:Seed|RandomState)$/.test(last);
}
