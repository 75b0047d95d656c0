package bench

// The operations that are measured. Package floor answers them too: a field that is new
// here must be in its schema.
const (
	entityQuery = `query Entity($key: String!) {
  entity(ref: {key: $key}) { name }
}`

	pageQuery = `query Page($key: String!, $role: String!, $type: String!) {
  entity(ref: {key: $key}) {
    relations(as: [$role], filter: {type: [$type]}, first: 20, orderBy: [{field: TIME, direction: DESC}]) {
      totalCount
      nodes { object { name } time { edtf } standing }
    }
  }
}`

	hopsQuery = `query Hops($key: String!, $role: String!) {
  entity(ref: {key: $key}) {
    relations(as: [$role], first: 20) {
      nodes { object { name relations(as: [$role], first: 20) { nodes { object { name } } } } }
    }
  }
}`

	searchQuery = `query Search($text: String!) {
  search(text: $text, first: 10) {
    edges { node { name } matches { field fragments { text hit } } }
  }
}`

	suggestQuery = `query Suggest($prefix: String!) {
  suggest(prefix: $prefix) { node { key name } }
}`

	pathsQuery = `query Paths($from: String!, $to: String!) {
  paths(from: {key: $from}, to: {key: $to}, limit: 3) {
    complete
    paths { steps { relation { type { key } time { edtf } } to { name } } }
  }
}`

	betweenQuery = `query Between($one: String!, $other: String!, $time: EDTF!) {
  relations(filter: {roles: [{ref: [{key: $one}]}, {ref: [{key: $other}]}], time: {overlaps: $time}}, first: 20) {
    totalCount
    facets(by: [YEAR]) { buckets { value count } }
    nodes { type { key } time { edtf } }
  }
}`

	commitMutation = `mutation Commit($input: CommitInput!) {
  commit(input: $input) { commit { id } userErrors { message path } }
}`
)

// What is asked once, to choose arguments.
const (
	findQuery = `query Find($text: String!) {
  search(text: $text, fields: [NAME], first: 5) { nodes { key name } }
}`

	rolesQuery = `{ relationTypes { key roles { key position } } }`

	typesQuery = `query Types($key: String!, $roles: [String!]) {
  entity(ref: {key: $key}) { relations(as: $roles, first: 0) { facets(by: [RELATION_TYPE], top: 3) { buckets { value count } } } }
}`
)
