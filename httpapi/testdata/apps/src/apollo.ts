// What an application with Apollo Client would write: the same lists as in relay.ts.
import { graphql } from '../generated/apollo/gql.js';

export const entities = graphql(`
  query ApolloEntities($count: Int!, $cursor: String) {
    entities(first: $count, after: $cursor, orderBy: [{ field: LABEL }]) {
      totalCount
      edges {
        node {
          id
          name
        }
      }
      pageInfo {
        endCursor
        hasNextPage
      }
    }
  }
`);

export const relations = graphql(`
  query ApolloRelations($key: String!, $count: Int!, $cursor: String) {
    entity(ref: { key: $key }) {
      id
      relations(first: $count, after: $cursor) {
        totalCount
        edges {
          node {
            id
            name
            standing
          }
        }
        pageInfo {
          endCursor
          hasNextPage
        }
      }
    }
  }
`);
