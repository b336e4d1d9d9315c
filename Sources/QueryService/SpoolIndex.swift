import Columns
import LakeModel

/// Which results are on disk, and which must go: the decisions of `ResultSpool`, without its files.
struct SpoolIndex {
    /// One block of rows in a result's file: a whole Arrow IPC stream of its own, so that any page can be read alone.
    struct Chunk: Sendable {
        let offset: Int64
        let length: Int
        let firstRow: Int64
        let rowCount: Int
    }

    struct Result: Sendable {
        let schema: Schema
        var chunks: [Chunk] = []
        var rowCount: Int64 = 0
        var bytes: Int64 = 0
        var isComplete = false
        /// Its rows also are a Parquet file, which `bytes` counts too.
        var hasParquet = false
        /// Those who read its files by their paths; they must stay meanwhile.
        var users = 0
        var lastUsed: ContinuousClock.Instant
    }

    private(set) var results: [QueryID: Result] = [:]
    private(set) var totalBytes: Int64 = 0
    let quota: Int64
    let mostResults: Int
    let lifetime: Duration

    init(quota: ByteCount, mostResults: Int, lifetime: Duration) {
        self.quota = quota.bytes
        self.mostResults = mostResults
        self.lifetime = lifetime
    }

    /// Returns finished results that must be deleted, since small ones are bounded by their number: a tenth at a time,
    /// so that they are seldom sorted.
    mutating func begin(_ id: QueryID, schema: Schema, at now: ContinuousClock.Instant) -> [QueryID] {
        var evicting: [QueryID] = []
        if results.count >= mostResults {
            evicting = longestUnused.prefix(max(1, mostResults / 10)).map(\.key)
            for old in evicting { remove(old) }
        }
        results[id] = Result(schema: schema, lastUsed: now)
        return evicting
    }

    private var longestUnused: [(key: QueryID, value: Result)] {
        results.filter(\.value.isDisposable).sorted { $0.value.lastUsed < $1.value.lastUsed }
    }

    /// Where the next `length` bytes of the result go. Finished results that must be deleted to keep the quota are in
    /// `evicting`, the longest unused first; nil when even without them there is no room.
    mutating func reserve(_ length: Int, for id: QueryID) -> (offset: Int64, evicting: [QueryID])? {
        guard let result = results[id] else { return nil }
        var evicting: [QueryID] = []
        var free = quota - totalBytes
        let candidates = free < Int64(length) ? longestUnused : []
        for (candidate, old) in candidates where free < Int64(length) {
            evicting.append(candidate)
            free += old.bytes
        }
        guard free >= Int64(length) else { return nil }
        for old in evicting { remove(old) }
        results[id]?.bytes += Int64(length)
        totalBytes += Int64(length)
        return (result.bytes, evicting)
    }

    mutating func append(_ rowCount: Int, at offset: Int64, length: Int, to id: QueryID) {
        guard let firstRow = results[id]?.rowCount else { return }
        results[id]?.chunks.append(Chunk(offset: offset, length: length, firstRow: firstRow, rowCount: rowCount))
        results[id]?.rowCount += Int64(rowCount)
    }

    mutating func complete(_ id: QueryID, at now: ContinuousClock.Instant) {
        results[id]?.isComplete = true
        results[id]?.lastUsed = now
    }

    mutating func use(_ id: QueryID, at now: ContinuousClock.Instant) -> Result? {
        results[id]?.lastUsed = now
        return results[id]
    }

    mutating func remove(_ id: QueryID) {
        totalBytes -= results.removeValue(forKey: id)?.bytes ?? 0
    }

    /// Takes out what nobody has used for its lifetime; the caller deletes the files.
    mutating func expire(at now: ContinuousClock.Instant) -> [QueryID] {
        let old = results.filter { $0.value.isDisposable && $0.value.lastUsed.advanced(by: lifetime) <= now }.map(\.key)
        for id in old { remove(id) }
        return old
    }

    // MARK: Parquet

    /// Returns false for a result that is not there, or not whole.
    mutating func retain(_ id: QueryID) -> Bool {
        guard results[id]?.isComplete == true else { return false }
        results[id]?.users += 1
        return true
    }

    mutating func release(_ id: QueryID, at now: ContinuousClock.Instant) {
        results[id]?.users -= 1
        results[id]?.lastUsed = now
    }

    mutating func setParquet(_ id: QueryID) { results[id]?.hasParquet = true }

    /// Gives back what `reserve` took for a file that is gone.
    mutating func giveBack(_ length: Int64, of id: QueryID) {
        guard results[id] != nil else { return }
        results[id]?.bytes -= length
        totalBytes -= length
    }
}

extension SpoolIndex.Result {
    fileprivate var isDisposable: Bool { isComplete && users == 0 }
}
