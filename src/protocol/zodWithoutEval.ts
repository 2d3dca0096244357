import * as z from 'zod';

// zod compiles its checks by `new Function` where it may: a webview's policy forbids that, and VS Code reports the look at
// `navigator` that precedes it. It reads this when a schema is made, so an entry imports this module before any other.
z.config({ jitless: true });
