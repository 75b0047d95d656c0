// Pages with Apollo Client. Its cache joins the pages, and what the code below takes
// from them has the types that graphql-codegen made of the schema.
import { ApolloClient, ApolloLink, HttpLink, InMemoryCache, type ObservableQuery, type OperationVariables } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { relayStylePagination } from '@apollo/client/utilities';
import type { DocumentNode } from 'graphql';
import type { List, Options } from './list.js';
import type { ApolloEntitiesQuery } from '../generated/apollo/graphql.js';
import * as documents from './apollo.js';

// The types are those of the schema: a count is a number.
// @ts-expect-error
export const wrong = (data: ApolloEntitiesQuery): string | undefined => data.entities?.totalCount;

export async function pages({ url, fetch, hash, count, key }: Options): Promise<[List, List]> {
  const client = new ApolloClient({
    cache: new InMemoryCache({
      typePolicies: {
        Query: { fields: { entities: relayStylePagination(['filter', 'orderBy', 'asOf']) } },
        Entity: { fields: { relations: relayStylePagination(['as', 'filter', 'orderBy']) } },
      },
    }),
    link: ApolloLink.from([
      new PersistedQueryLink({ generateHash: (document: DocumentNode) => hash(document) }),
      new HttpLink({ uri: url, fetch }),
    ]),
  });

  const entities = client.watchQuery({ query: documents.entities, variables: { count } });
  await until(entities, (data) => data.entities?.pageInfo);
  const all = client.readQuery({ query: documents.entities, variables: { count } })?.entities;

  const relations = client.watchQuery({ query: documents.relations, variables: { key, count } });
  await until(relations, (data) => data.entity?.relations.pageInfo);
  const its = client.readQuery({ query: documents.relations, variables: { key, count } })?.entity?.relations;
  client.stop();
  return [list(all), list(its)];
}

function list(connection: { totalCount: number; edges: { node: { id: string; name: string } }[] } | null | undefined): List {
  if (!connection) throw new Error('the cache has no list');
  return { totalCount: connection.totalCount, nodes: connection.edges.map((edge) => edge.node) };
}

type PageInfo = { hasNextPage: boolean; endCursor?: string | null } | null | undefined;

// until fetches more until there is no more, as a component does when it is
// scrolled.
async function until<Data, Variables extends OperationVariables>(query: ObservableQuery<Data, Variables>, pageInfo: (data: Data) => PageInfo) {
  const watching = query.subscribe({});
  let { data } = await query.refetch();
  for (;;) {
    const info = data && pageInfo(data as Data);
    if (!info) throw new Error('a page has no pageInfo');
    if (!info.hasNextPage) break;
    ({ data } = await query.fetchMore({ variables: { cursor: info.endCursor } as unknown as Partial<Variables> }));
  }
  watching.unsubscribe();
}
