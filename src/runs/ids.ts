import { randomBytes, randomInt } from 'node:crypto';

/** A new run id: 32 lower-case hex digits. */
export function newRunId(): string {
  return randomBytes(16).toString('hex');
}

const adjectives =
  'able agile amber ample apt avid balmy bold brave brisk calm candid clever crisp deft eager fair fine fleet fond gentle glad grand happy hardy honest humble ideal jolly keen kind lively loyal lucid merry mellow mighty neat nimble noble patient placid proud quick quiet rapid rare ready serene sharp shiny silent sincere smart smooth snug solid spry stable steady still sturdy subtle sunny swift tidy trusty upbeat vivid warm wise witty zesty'.split(
    ' ',
  );
const nouns =
  'ant auk bat bear bee bird bison boar bug carp cat chimp clam cod colt conch cow crab crane crow cub deer dog dolphin doe dove duck eagle eel elk emu ewe fawn finch fish flea fly fowl fox frog gnat gnu goat goose grouse grub gull hare hawk hen heron hog horse hound ibis jay kit kite koi lamb lark loon lynx mare mink mole moose moth mouse mule newt otter owl panda perch pig pug quail ram rat ray robin rook seal shad shark sheep shrew shrike skink skunk sloth slug smelt snail snake snipe sow squid stag stork swan tern toad trout vole wasp whale wolf worm wren yak zebra'.split(
    ' ',
  );

function pick(words: readonly string[]): string {
  return words[randomInt(words.length)] ?? 'run';
}

/** A name such as `calm-otter-12` for a run that was given none. */
export function makeRunName(): string {
  return `${pick(adjectives)}-${pick(nouns)}-${randomInt(1000)}`;
}
