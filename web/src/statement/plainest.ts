/** plainest puts what says no more than was asked for before what tells of it: the shorter first. */
export function plainest<S extends { name: string }>(statements: readonly S[], most: number): S[] {
  return [...statements].sort((a, b) => a.name.length - b.name.length).slice(0, most);
}
