interface Type {
  key: string;
  parents: readonly { key: string; parents?: readonly { key: string }[] }[];
}

/** A bucket of the facet RELATION_TYPE; its node is no type only if the type was taken away. */
export interface TypeBucket {
  value: string;
  count: number;
  node: ({ __typename: "RelationType"; label: { text: string } } & Type) | { __typename: string; label?: undefined } | null;
}

/**
 * withSubtypes counts with each type those below it, as a filter on it takes them: the facet of the API counts
 * each relation once. Most frequent first.
 */
export function withSubtypes<B extends TypeBucket>(buckets: readonly B[]): B[] {
  const counts = new Map(buckets.map((b) => [b.value, 0]));
  for (const { value, count, node } of buckets) {
    const parents = node?.label ? node.parents : [];
    for (const key of new Set([value, ...parents.flatMap((p) => [p.key, ...(p.parents ?? []).map((above) => above.key)])])) {
      if (counts.has(key)) counts.set(key, counts.get(key)! + count);
    }
  }
  return buckets.map((b) => ({ ...b, count: counts.get(b.value)! })).sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}
