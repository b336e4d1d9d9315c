package import DeltaProtocol
package import LakeModel

/// Whether anything is missing or double, by what a table's commits say of a pipeline's source.
package struct Ledger: Hashable, Sendable {
    package struct Partition: Hashable, Sendable {
        package let partition: SourcePartition
        package var firstOffset: Int64
        package var lastOffset: Int64
        package var rows: Int64 = 0
        package var rejects: Int64 = 0
        /// Offsets that no commit covers, or that the source had lost.
        package var gaps: [ClosedRange<Int64>] = []
        /// Offsets that more than one commit covers.
        package var overlaps: [ClosedRange<Int64>] = []
        /// Where reading was set to by a person or by a decision about lost records: what is read again there is meant.
        package var resets: [Int64] = []
    }

    /// The oldest commit that the log still has; before it nothing is known.
    package let checkedFrom: DeltaVersion?
    package let partitions: [Partition]

    /// - Parameter history: of the table, in any order.
    package init(_ history: [HistoryEntry], pipeline: String) {
        var books = LedgerBooks()
        for entry in history.sorted(by: { $0.version < $1.version }) {
            guard let note = BatchNote(entry.userMetadata)?.tideline, note.pipeline == pipeline else { continue }
            books.add(note)
        }
        checkedFrom = history.map(\.version).min()
        partitions = books.partitions.values.sorted { $0.partition < $1.partition }
    }
}

private struct LedgerBooks {
    var partitions: [SourcePartition: Ledger.Partition] = [:]
    /// The offset that the next commit has to begin at.
    private var next: [SourcePartition: Int64] = [:]

    mutating func add(_ note: BatchNote.Content) {
        for (name, range) in note.lost ?? [:] {
            guard let partition = SourcePartition(name), range.count == 2, range[0] <= range[1] else { continue }
            change(partition, at: range[0]) { $0.gaps.append(range[0]...range[1]) }
        }
        for (name, start) in note.set ?? [:] {
            guard let partition = SourcePartition(name) else { continue }
            if next[partition] != nil { change(partition, at: start) { $0.resets.append(start) } }
            next[partition] = start
        }
        for (name, numbers) in note.partitions ?? [:] {
            guard let partition = SourcePartition(name), numbers.count == 4 else { continue }
            add(partition, numbers)
        }
    }

    private mutating func add(_ partition: SourcePartition, _ numbers: [Int64]) {
        let (first, last) = (numbers[0], numbers[1])
        guard first >= 0, first <= last, last < .max else { return }
        let expected = next[partition] ?? first
        change(partition, at: first) { book in
            book.lastOffset = max(book.lastOffset, last)
            book.rows &+= numbers[2]
            book.rejects &+= numbers[3]
            if first > expected { book.gaps.append(expected...first - 1) }
            if first < expected { book.overlaps.append(first...min(last, expected - 1)) }
        }
        next[partition] = max(expected, last + 1)
    }

    private mutating func change(_ name: SourcePartition, at offset: Int64, _ body: (inout Ledger.Partition) -> Void) {
        var book = partitions[name] ?? Ledger.Partition(partition: name, firstOffset: offset, lastOffset: offset - 1)
        body(&book)
        partitions[name] = book
    }
}
