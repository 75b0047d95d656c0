// Package intake reads event data from outside and says it in operations of a commit:
// rows of tab-separated events, GDELT 2.0 event exports, and JSON Lines of operations.
// It knows no store and no network. What it reads is bounded, and wrong rows are errors
// that name their line.
package intake
