package badgerkv

// Storage is what the database holds, and how its cache of blocks does since Open.
type Storage struct {
	Tables, TableBytes []int64 // of each level of the tree, from level 0 down
	CacheHits          uint64
	CacheMisses        uint64
	CacheBytes         uint64
}

// Storage gives the figures of now; nothing when closed. It costs some microseconds.
func (e *Engine) Storage() Storage {
	var out Storage
	if e.life.enter() != nil {
		return out
	}
	defer e.life.leave()
	for _, l := range e.db.Levels() {
		out.Tables, out.TableBytes = append(out.Tables, int64(l.NumTables)), append(out.TableBytes, l.Size)
	}
	if m := e.db.BlockCacheMetrics(); m != nil { // nil: no cache
		out.CacheHits, out.CacheMisses, out.CacheBytes = m.Hits(), m.Misses(), m.CostAdded()-m.CostEvicted()
	}
	return out
}
