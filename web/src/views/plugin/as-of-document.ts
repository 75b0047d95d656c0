import { Kind, TypeInfo, visit, visitWithTypeInfo, type ArgumentNode, type DocumentNode, type GraphQLSchema } from "graphql";

/** withAsOf is the same document about an earlier state: every root field that can be asked `asOf` is. */
export function withAsOf(schema: GraphQLSchema, document: DocumentNode, at: string): DocumentNode {
  const info = new TypeInfo(schema);
  const asOf: ArgumentNode = { kind: Kind.ARGUMENT, name: { kind: Kind.NAME, value: "asOf" }, value: { kind: Kind.STRING, value: at } };
  return visit(
    document,
    visitWithTypeInfo(info, {
      Field(node) {
        if (info.getParentType() !== schema.getQueryType() || !info.getFieldDef()?.args.some((a) => a.name === "asOf")) return undefined;
        return { ...node, arguments: [...(node.arguments ?? []).filter((a) => a.name.value !== "asOf"), asOf] };
      },
    }),
  );
}

/** canAskAsOf says whether any root field of the document can. */
export function canAskAsOf(schema: GraphQLSchema, document: DocumentNode): boolean {
  return withAsOf(schema, document, "") !== document;
}
