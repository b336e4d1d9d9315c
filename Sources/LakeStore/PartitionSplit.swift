import Columns
import DeltaProtocol
import LakeModel

/// Rows that share their partition values, in the order they came.
struct Partition {
    /// The serialized values, in the order of the table's partition columns.
    let values: [String?]
    /// Without the partition columns.
    var batches: [RecordBatch]
}

/// Divides batches by the values of partition columns.
struct PartitionSplit {
    private let columns: [StructField]
    private var order: [PartitionKey] = []
    private var ranges: [PartitionKey: [Range<Int>]] = [:]
    private var partitions: [PartitionKey: [RecordBatch]] = [:]

    private init(columns: [StructField]) { self.columns = columns }

    /// The partitions of some batches, in the order in which their first rows came.
    static func partitions(of batches: [RecordBatch], by columns: [StructField]) throws -> [Partition] {
        guard !columns.isEmpty else { return [Partition(values: [], batches: batches)] }
        var split = PartitionSplit(columns: columns)
        for batch in batches where batch.rowCount > 0 { try split.add(batch) }
        return split.order.map { Partition(values: $0.values, batches: split.partitions[$0] ?? []) }
    }

    private mutating func add(_ batch: RecordBatch) throws {
        try divide(batch)
        let partitioned = Set(columns.map(\.name))
        let rest = try batch.select(batch.schema.fields.map(\.name).filter { !partitioned.contains($0) })
        for (key, ranges) in ranges {
            partitions[key, default: []].append(try RowGather.rows(ranges, of: rest))
        }
        ranges.removeAll(keepingCapacity: true)
    }

    /// Finds the runs of rows with the same values.
    private mutating func divide(_ batch: RecordBatch) throws {
        let sources = columns.compactMap { field in batch.column(field.name).map { ($0, field.type) } }
        var current: [ScalarValue] = []
        var key = PartitionKey(values: [])
        var start = 0
        for row in 0..<batch.rowCount {
            let values = sources.map { $0.0.value(at: row) }
            guard row == 0 || !zip(values, current).allSatisfy(Self.isSame) else { continue }
            close(start..<row, key)
            (start, current) = (row, values)
            key = PartitionKey(values: try zip(values, sources).map { try PartitionValue.serialize($0, as: $1.1) })
        }
        close(start..<batch.rowCount, key)
    }

    /// Strings are the same when their bytes are; Swift's `==` also takes two spellings of a letter for one.
    private static func isSame(_ left: ScalarValue, _ right: ScalarValue) -> Bool {
        if case .string(let left) = left, case .string(let right) = right { return left.utf8.elementsEqual(right.utf8) }
        return left == right
    }

    private mutating func close(_ range: Range<Int>, _ key: PartitionKey) {
        guard !range.isEmpty else { return }
        if partitions[key] == nil, ranges[key] == nil { order.append(key) }
        ranges[key, default: []].append(range)
    }
}

/// Serialized partition values, told apart by their bytes.
struct PartitionKey: Hashable {
    let values: [String?]
    private let bytes: [[UInt8]?]

    init(values: [String?]) {
        self.values = values
        bytes = values.map { $0.map { Array($0.utf8) } }
    }

    static func == (left: Self, right: Self) -> Bool { left.bytes == right.bytes }
    func hash(into hasher: inout Hasher) { hasher.combine(bytes) }
}

/// Rows picked out of a batch.
enum RowGather {
    /// Below this many rows a run, copying value by value is faster than slicing and joining.
    private static let shortRun = 4

    static func rows(_ ranges: [Range<Int>], of batch: RecordBatch) throws -> RecordBatch {
        let count = ranges.reduce(0) { $0 + $1.count }
        if let range = ranges.first, ranges.count == 1 {
            return batch.slice(offset: range.lowerBound, length: range.count)
        }
        guard !ranges.isEmpty else { return batch.slice(offset: 0, length: 0) }
        guard count / ranges.count < shortRun else {
            return try RecordBatch.concatenate(ranges.map { batch.slice(offset: $0.lowerBound, length: $0.count) })
        }
        let builder = RecordBatchBuilder(schema: batch.schema, reservingRows: count)
        for (column, target) in zip(batch.columns, builder.columns) {
            for range in ranges { for row in range { target.append(column.value(at: row)) } }
        }
        for _ in 0..<count { builder.endRow() }
        return try builder.finish()
    }
}
