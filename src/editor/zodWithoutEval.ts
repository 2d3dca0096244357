import { z } from 'zod';

// zod compiles its checks by `new Function` where it may, and looks at `navigator` to find out: VS Code reports each such
// look as an error of the extension. Must be imported before any schema is made.
z.config({ jitless: true });
