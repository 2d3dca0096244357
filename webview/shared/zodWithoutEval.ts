import { z } from 'zod';

// Zod compiles its parsers with `new Function`, which the page's policy forbids and reports. It reads this when a schema
// is made, so a page imports this module before any other.
z.config({ jitless: true });
