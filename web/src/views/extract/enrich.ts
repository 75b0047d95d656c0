import { doTypesOverlap, isAbstractType, isCompositeType, Kind, parse, TypeInfo, visit, visitWithTypeInfo, type ASTNode, type DocumentNode, type GraphQLSchema, type SelectionSetNode } from "graphql";

/**
 * enrich adds to a query what tells the things in its answer apart: class, id, key and name. Names begin with an
 * underscore and so meet none of the query's own. It costs four fields a thing; what else the views
 * show is asked for by id, since it would multiply with every list that the query nests.
 */
export function enrich(schema: GraphQLSchema, document: DocumentNode, langs: readonly string[]): DocumentNode {
  const fragment = parse(`fragment _Thing on Thing { _type: __typename _id: id _key: key _name: name(langs: ${JSON.stringify(langs)}) }`, { noLocation: true });
  const info = new TypeInfo(schema);
  const thing = schema.getType("Thing");
  const spread: SelectionSetNode["selections"][number] = { kind: Kind.FRAGMENT_SPREAD, name: { kind: Kind.NAME, value: "_Thing" } };
  const enriched = visit(document, visitWithTypeInfo(info, {
    SelectionSet: {
      leave(node, _key, parent) {
        // What stands inside a fragment is asked for where the field is in which the fragment is spread.
        if ((parent as ASTNode | undefined)?.kind !== Kind.FIELD) return undefined;
        const type = info.getParentType();
        if (!isAbstractType(thing) || !isCompositeType(type) || !doTypesOverlap(schema, type, thing)) return undefined;
        return { ...node, selections: [...node.selections, spread] };
      },
    },
  }));
  // A document without things needs no fragment, and one that is not used would be refused.
  return enriched === document ? document : { ...enriched, definitions: [...enriched.definitions, ...fragment.definitions] };
}
