export { defineQueryBox, queryBox, type QueryBoxInput } from './queryBox';
export type { Completion } from './state';
