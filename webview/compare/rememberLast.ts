/**
 * The function with its last result kept: called again with the same arguments (by identity), it does no work. A page draws
 * many times between two changes of its data.
 */
export function rememberLast<Arguments extends readonly unknown[], Result>(
  compute: (...args: Arguments) => Result,
): (...args: Arguments) => Result {
  let last: { readonly args: Arguments; readonly result: Result } | null = null;
  return (...args) => {
    const before = last;
    if (before !== null && args.every((arg, index) => Object.is(arg, before.args[index]))) return before.result;
    last = { args, result: compute(...args) };
    return last.result;
  };
}
