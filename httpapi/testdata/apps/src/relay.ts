// What an application with Relay would write: a list of all entities, and of each
// entity's relations, that are paged through.
import { graphql } from 'relay-runtime';

export const entities = graphql`
  fragment relay_entities on Query
  @argumentDefinitions(count: { type: "Int!" }, cursor: { type: "String" })
  @refetchable(queryName: "relayEntitiesPageQuery") {
    entities(first: $count, after: $cursor, orderBy: [{ field: LABEL }]) @connection(key: "relay_entities") {
      totalCount
      edges {
        node {
          id
          name
        }
      }
    }
  }
`;

export const entitiesQuery = graphql`
  query relayEntitiesQuery($count: Int!) {
    ...relay_entities @arguments(count: $count)
  }
`;

export const relations = graphql`
  fragment relay_relations on Entity
  @argumentDefinitions(count: { type: "Int!" }, cursor: { type: "String" })
  @refetchable(queryName: "relayRelationsPageQuery") {
    relations(first: $count, after: $cursor) @connection(key: "relay_relations") {
      totalCount
      edges {
        node {
          id
          name
          standing
        }
      }
    }
  }
`;

export const relationsQuery = graphql`
  query relayRelationsQuery($key: String!, $count: Int!) {
    entity(ref: { key: $key }) {
      id
      ...relay_relations @arguments(count: $count)
    }
  }
`;
