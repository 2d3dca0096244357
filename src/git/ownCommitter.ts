const name = 'ModelTrail';
const email = 'modeltrail@localhost';

/** Whether the text of a commit object names us as its committer. */
export function isOwnCommit(text: string): boolean {
  return text.includes(`\ncommitter ${name} <${email}> `);
}

/** The environment in which Git writes a commit of ours, at a time in seconds since 1970: nobody's identity is borrowed. */
export function ownCommitter(seconds: number | string): Readonly<Record<string, string>> {
  const date = `@${seconds} +0000`;
  return {
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
    GIT_COMMITTER_DATE: date,
  };
}
