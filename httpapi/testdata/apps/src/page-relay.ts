// Pages with Relay: its compiler made the queries for the next pages, its store
// joins them.
import {
  Environment, Network, RecordSource, Store, createOperationDescriptor, fetchQuery, getRequest, getSelector,
  type ConcreteRequest, type ReaderFragment, type RequestParameters, type Variables,
} from 'relay-runtime';
import type { List, Options } from './list.js';
import entitiesQuery from '../generated/relay/relayEntitiesQuery.graphql.js';
import entitiesPageQuery from '../generated/relay/relayEntitiesPageQuery.graphql.js';
import entitiesFragment from '../generated/relay/relay_entities.graphql.js';
import relationsQuery from '../generated/relay/relayRelationsQuery.graphql.js';
import relationsPageQuery from '../generated/relay/relayRelationsPageQuery.graphql.js';
import relationsFragment from '../generated/relay/relay_relations.graphql.js';

// What a fragment with a connection reads from the store.
interface Connection {
  totalCount: number;
  edges: { node: { id: string; name: string } }[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

export async function pages({ url, fetch, send, count, key }: Options): Promise<[List, List]> {
  const network = Network.create(async (request: RequestParameters, variables: Variables) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/graphql-response+json' },
      body: JSON.stringify({ ...send(request.id!), operationName: request.name, variables }),
    });
    return await response.json();
  });
  const environment = new Environment({ network, store: new Store(new RecordSource()) });

  // list pages to the end of the connection that a fragment reads.
  async function list(query: ConcreteRequest, variables: Variables, page: ConcreteRequest, fragment: ReaderFragment, field: string, of: (data: any) => any): Promise<List> {
    environment.retain(createOperationDescriptor(getRequest(query), variables));
    const data: any = await fetchQuery(environment, query as any, variables).toPromise();
    const owner = of(data);
    for (;;) {
      const seen = environment.lookup(getSelector(fragment, owner) as any).data as unknown as Record<string, Connection>;
      const { totalCount, edges, pageInfo } = seen[field]!;
      if (!pageInfo.hasNextPage) return { totalCount, nodes: edges.map((edge) => edge.node) };
      const more = { ...variables, id: owner.id, cursor: pageInfo.endCursor };
      await fetchQuery(environment, page as any, more).toPromise();
    }
  }

  return [
    await list(entitiesQuery, { count }, entitiesPageQuery, entitiesFragment as ReaderFragment, 'entities', (data) => data),
    await list(relationsQuery, { key, count }, relationsPageQuery, relationsFragment as ReaderFragment, 'relations', (data) => data.entity),
  ];
}
