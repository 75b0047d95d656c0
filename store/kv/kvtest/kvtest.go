// Package kvtest is the conformance suite of kv.Engine: what an engine must do
// to carry the store. An engine's own test is one call of Run, and one of Bench.
package kvtest

import (
	"testing"

	"demarche/store/kv"
)

// Run holds the engine that open gives against the contract of package kv. Open
// is called for each test and gives an empty engine, which the suite closes;
// open may close it again when the test ends.
func Run(t *testing.T, open func(t *testing.T) kv.Engine) {
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			e := open(t)
			t.Cleanup(func() {
				if err := e.Close(); err != nil {
					t.Errorf("Close: %v", err)
				}
			})
			test.run(&fixture{t, e})
		})
	}
}

var tests = []struct {
	name string
	run  func(f *fixture)
}{
	{"Keys", testKeys},
	{"EmptyValueIsNotAbsent", testEmptyValue},
	{"GetOrder", testGetOrder},
	{"Ranges", testRanges},
	{"ManyRanges", testManyRanges},
	{"LongBounds", testLongBounds},
	{"LimitAndMore", testLimit},
	{"KeysOnly", testKeysOnly},
	{"Nothing", testNothing},

	{"LimitsAreTaken", testLimitsTaken},
	{"BeyondLimits", testBeyondLimits},
	{"BeyondLimitsOfLoad", testBeyondLimitsOfLoad},

	{"ResultsBelongToCaller", testResultsOwned},
	{"ArgumentsAreFreeAfterwards", testArgumentsFree},

	{"DeleteAbsent", testDeleteAbsent},
	{"LastWriteWins", testLastWriteWins},
	{"Recreate", testRecreate},
	{"TwoCreators", testTwoCreators},
	{"Guards", testGuards},
	{"OnlyGuards", testOnlyGuards},
	{"ChangedAndBack", testChangedAndBack},
	{"RefusedWritesNothing", testRefusedWritesNothing},
	{"OldSnapshotUntouchedKeys", testOldSnapshot},
	{"ForeignSnapshot", testForeignSnapshot},
	{"LostUpdates", testLostUpdates},
	{"WriteSkew", testWriteSkew},

	{"SnapshotStays", testSnapshotStays},
	{"Isolation", testIsolation},
	{"ConcurrentReads", testConcurrentReads},

	{"Load", testLoad},
	{"LoadConflicts", testLoadConflicts},
	{"LoadFromItself", testLoadFromItself},
	{"LoadCancelled", testLoadCancelled},

	{"Cancelled", testCancelled},
	{"Closed", testClosed},
	{"ClosedSnapshot", testClosedSnapshot},
	{"CloseWaits", testCloseWaits},

	{"Model", testModel},
}
