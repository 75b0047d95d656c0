// Package words is the text analysis behind search: what the words of a text are,
// how they are folded so that case and accents do not matter, what their stems
// are, and which words are one slip of the hand away. It knows nothing of graphs.
package words
