import {
  getNamedType,
  getOperationAST,
  getVariableValues,
  getArgumentValues,
  getDirectiveValues,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  isAbstractType,
  isCompositeType,
  isObjectType,
  Kind,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  type SelectionSetNode,
} from "graphql";
import type { Shape } from "./extract";

/**
 * shapeOf says what each response name of an operation is: which field, with which arguments, of
 * which type. Undefined if the document has no such operation.
 */
export function shapeOf(schema: GraphQLSchema, document: DocumentNode, variables: Record<string, unknown> = {}, operationName?: string): Shape | undefined {
  const operation = getOperationAST(document, operationName || undefined);
  const root = operation && schema.getRootType(operation.operation);
  if (!operation || !root) return undefined;
  const { coerced = {} } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const d of document.definitions) if (d.kind === Kind.FRAGMENT_DEFINITION) fragments.set(d.name.value, d);
  const shape: Shape = { type: root.name, fields: new Map() };
  collect({ schema, fragments, variables: coerced }, root, operation.selectionSet, shape, undefined);
  return shape;
}

interface Scope {
  schema: GraphQLSchema;
  fragments: Map<string, FragmentDefinitionNode>;
  variables: Record<string, unknown>;
}

function collect(scope: Scope, parent: GraphQLCompositeType, set: SelectionSetNode, into: Shape, on: string[] | undefined) {
  for (const selection of set.selections) {
    if (left(scope, selection)) continue;
    if (selection.kind === Kind.FIELD) {
      addField(scope, parent, selection, into, on);
      continue;
    }
    const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? scope.fragments.get(selection.name.value) : selection;
    if (!fragment) continue;
    const condition = fragment.typeCondition?.name.value;
    const type = condition ? scope.schema.getType(condition) : parent;
    if (!isCompositeType(type)) continue;
    collect(scope, type, fragment.selectionSet, into, condition ? narrow(on, possible(scope.schema, type)) : on);
  }
}

function left(scope: Scope, selection: SelectionSetNode["selections"][number]): boolean {
  const skip = getDirectiveValues(GraphQLSkipDirective, selection, scope.variables);
  const include = getDirectiveValues(GraphQLIncludeDirective, selection, scope.variables);
  return skip?.if === true || include?.if === false;
}

function addField(scope: Scope, parent: GraphQLCompositeType, node: FieldNode, into: Shape, on: string[] | undefined) {
  const def = fieldOf(parent, node.name.value);
  if (!def) return;
  const key = node.alias?.value ?? node.name.value;
  const type = getNamedType(def.type);
  const known = into.fields.get(key) ?? [];
  if (!into.fields.has(key)) into.fields.set(key, known);
  let field = known.find((f) => f.name === def.name && String(f.on) === String(on));
  if (!field) {
    field = { name: def.name, args: argumentsOf(scope, def, node), on, shape: isCompositeType(type) ? { type: isObjectType(type) ? type.name : undefined, fields: new Map() } : undefined };
    known.push(field);
  }
  if (node.selectionSet && isCompositeType(type) && field.shape) collect(scope, type, node.selectionSet, field.shape, undefined);
}

function fieldOf(parent: GraphQLCompositeType, name: string): GraphQLField<unknown, unknown> | undefined {
  const meta = [TypeNameMetaFieldDef, SchemaMetaFieldDef, TypeMetaFieldDef].find((f) => f.name === name);
  if (meta) return meta;
  return "getFields" in parent ? parent.getFields()[name] : undefined;
}

function argumentsOf(scope: Scope, def: GraphQLField<unknown, unknown>, node: FieldNode): Record<string, unknown> {
  try {
    return getArgumentValues(def, node, scope.variables);
  } catch {
    // The server refuses such a query; its answer has no data to read.
    return {};
  }
}

function possible(schema: GraphQLSchema, type: GraphQLCompositeType): string[] {
  return isAbstractType(type) ? schema.getPossibleTypes(type).map((t) => t.name) : [type.name];
}

function narrow(outer: string[] | undefined, inner: string[]): string[] {
  return outer ? inner.filter((name) => outer.includes(name)) : inner;
}
