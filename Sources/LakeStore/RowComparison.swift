import Columns
import DeltaProtocol
import LakeModel

/// Reads the files that two versions don't share and tells which rows of them the other side lacks.
struct RowComparison {
    let before: TableScan
    let after: TableScan
    let shared: [RowDiff.SharedColumn]
    private let limits: RowDiff.Limits
    /// Both sides' shared columns under the newer names: equal rows are equal text.
    private let keySchema: Schema

    init(before: TableScan, after: TableScan, shared: [RowDiff.SharedColumn], limits: RowDiff.Limits) {
        (self.before, self.after, self.shared, self.limits) = (before, after, shared, limits)
        keySchema = Schema(shared.compactMap { column in after.schema.fields.first { $0.name == column.after } })
    }

    /// The rows of files that only came, or only went, need no comparing.
    func readOneSide(into diff: inout RowDiff) async throws {
        let scan = after.files.isEmpty ? before : after
        let (few, isCut) = firstFiles(of: scan)
        if few.isEmpty, isCut {
            diff.method = .none(reason: tooLarge("The first file alone has"))
            return
        }
        let rows = try await scan.reading(few).collect(limit: limits.rows)
        if after.files.isEmpty { diff.removed.rows = rows } else { diff.added.rows = rows }
    }

    /// As many files as give the rows wanted, within the bound.
    private func firstFiles(of scan: TableScan) -> (files: [AddFile], isCut: Bool) {
        var files: [AddFile] = []
        var (rows, bytes) = (Int64(0), Int64(0))
        for file in scan.files where rows < Int64(limits.rows) {
            bytes = bytes &+ file.size
            guard bytes <= limits.fileBytes.bytes else { return (files, true) }
            rows = rows &+ (file.rows ?? 0)
            files.append(file)
        }
        return (files, false)
    }

    func compare(into diff: inout RowDiff) async throws {
        diff.added.rowCount = nil
        diff.removed.rowCount = nil
        let bytes = (before.files + after.files).reduce(Int64(0)) { $0 &+ $1.size }
        guard bytes <= limits.fileBytes.bytes else {
            diff.method = .none(reason: tooLarge("The files that differ have \(ByteCount(bytes)),"))
            return
        }
        guard !shared.isEmpty else {
            diff.method = .none(reason: "The versions share no column of the same name and type to compare rows by.")
            return
        }
        var unmatched = RowCounts()
        for try await batch in before {
            for key in try await keys(of: batch, shared.map(\.before)) { unmatched.add(key) }
            guard unmatched.bytes <= limits.heldBytes.bytes else {
                diff.method = .none(reason: tooLarge("The rows that were rewritten have"))
                return
            }
        }
        diff.method = .compared
        diff.added = try await addedRows(unmatched: &unmatched, diff.added)
        diff.removed = try await removedRows(unmatched: unmatched, diff.removed)
    }

    /// Leaves in `unmatched` the rows that the newer side lacks.
    private func addedRows(unmatched: inout RowCounts, _ side: RowDiff.Side) async throws -> RowDiff.Side {
        var (side, count) = (side, 0)
        for try await batch in after {
            let keys = try await keys(of: batch, shared.map(\.after))
            let fresh = keys.indices.filter { !unmatched.take(keys[$0]) }
            try append(fresh.prefix(max(0, limits.rows - count)), of: batch, to: &side)
            count += fresh.count
        }
        side.rowCount = Int64(count)
        return side
    }

    /// Finds the rows once more that nothing matched, for only their text was kept.
    private func removedRows(unmatched: RowCounts, _ side: RowDiff.Side) async throws -> RowDiff.Side {
        var (side, rest) = (side, unmatched)
        side.rowCount = Int64(unmatched.total)
        var room = min(limits.rows, unmatched.total)
        for try await batch in before where room > 0 {
            let keys = try await keys(of: batch, shared.map(\.before))
            let gone = keys.indices.filter { rest.take(keys[$0]) }.prefix(room)
            try append(gone, of: batch, to: &side)
            room -= gone.count
            if room == 0 { break }
        }
        return side
    }

    private func append(_ rows: ArraySlice<Int>, of batch: RecordBatch, to side: inout RowDiff.Side) throws {
        guard !rows.isEmpty else { return }
        side.rows.append(try RowGather.rows(rows.map { $0..<($0 + 1) }, of: batch))
    }

    /// A text for each row, the same for rows whose values are. JSON writes a line end inside of a value as `\n`, so
    /// that lines are rows.
    private func keys(of batch: RecordBatch, _ columns: [String]) async throws -> [ArraySlice<UInt8>] {
        let schema = keySchema
        return try await BlockingPool.shared.run {
            let text = try RowEncoder.encode([try batch.select(columns)], schema: schema, format: .ndjson)
            return text.split(separator: UInt8(ascii: "\n"))
        }
    }

    private func tooLarge(_ what: String) -> String {
        "\(what) more than the \(limits.fileBytes) that are compared here; open the difference as a query instead."
    }
}

/// How often each row was seen.
private struct RowCounts {
    private var counts: [ArraySlice<UInt8>: Int] = [:]
    private(set) var total = 0
    private(set) var bytes: Int64 = 0

    mutating func add(_ key: ArraySlice<UInt8>) {
        total += 1
        if let index = counts.index(forKey: key) {
            counts.values[index] += 1
        } else {
            // A copy of its own, or it would keep the text of all rows around it.
            counts[ArraySlice(Array(key))] = 1
            bytes &+= Int64(key.count)
        }
    }

    /// Takes one such row away; false when there is none left.
    mutating func take(_ key: ArraySlice<UInt8>) -> Bool {
        guard let index = counts.index(forKey: key), counts.values[index] > 0 else { return false }
        counts.values[index] -= 1
        total -= 1
        return true
    }
}
