import CArrow

/// A column laid open for the encoders: raw pointers into its buffers, no reference counts, children by index.
struct CellNode {
    let kind: Kind
    let validity: UnsafePointer<UInt8>?
    /// Fixed-width values, booleans, or 32-bit offsets.
    let values: UnsafeRawPointer
    /// The bytes that offsets point into.
    let bytes: UnsafeRawPointer
    /// Added to a row number it gives the slot.
    let start: Int
    /// Digits behind the point of a decimal.
    let scale: Int
    /// Nodes of the children, one behind the other.
    let children: Range<Int>
    /// The field's name as the beginning of a JSON member: `"name":`.
    let label: UnsafeRawBufferPointer

    enum Kind: UInt8 {
        case null, boolean
        case int8, int16, int32, int64
        case uint8, uint16, uint32, uint64
        case float, double, decimal
        case string, binary
        case date, timestamp, timestampNTZ, yearMonth, dayTime, calendar
        case `struct`, array, map, stringMap
    }

    /// 64 zero bytes: stands in for buffers that empty arrays may lack.
    nonisolated(unsafe) static let nothing: UnsafeRawPointer = {
        let block = UnsafeMutableRawPointer.allocate(byteCount: 64, alignment: 64)
        block.initializeMemory(as: UInt8.self, repeating: 0, count: 64)
        return UnsafeRawPointer(block)
    }()
}

/// The columns of a batch as cell nodes. Bounds were proven when the batch was decoded or built, so the encoders read without
/// checks; the batch is kept alive.
final class CellPlan {
    let base: UnsafeMutablePointer<CellNode>
    let columnCount: Int
    private let batch: RecordBatch
    private var labels: [UnsafeMutableRawBufferPointer] = []

    /// Names are those of `schema`, which has the batch's types.
    init(_ batch: RecordBatch, named schema: Schema) {
        self.batch = batch
        columnCount = batch.columns.count
        var pending = zip(batch.columns, schema.fields).map { $0.reading(as: $1) }
        var made: [(column: Column, children: Range<Int>)] = []
        // Breadth first, so that the children of a node stand together.
        var next = 0
        while next < pending.count {
            let column = pending[next]
            let children = column.children
            made.append((column, pending.count..<pending.count + children.count))
            pending += children
            next += 1
        }
        base = .allocate(capacity: max(1, made.count))
        for (index, node) in made.enumerated() {
            let label = Self.label(node.column.name)
            labels.append(label)
            (base + index).initialize(to: CellNode(node.column, node.children, UnsafeRawBufferPointer(label)))
        }
    }

    deinit {
        for label in labels { label.deallocate() }
        base.deallocate()
    }

    private static func label(_ name: String) -> UnsafeMutableRawBufferPointer {
        var text = TextWriter(capacity: 64)
        text.reserve(8)
        text.put(UInt8(ascii: "\""))
        var name = name
        name.withUTF8 { text.put(UnsafeRawBufferPointer($0), escape: JSONEscape.self) }
        text.put("\":")
        let label = UnsafeMutableRawBufferPointer.allocate(byteCount: text.count, alignment: 1)
        label.copyMemory(from: text.bytes)
        return label
    }
}

extension CellNode {
    fileprivate init(_ column: Column, _ children: Range<Int>, _ label: UnsafeRawBufferPointer) {
        kind = Kind(column.type)
        validity = column.validity
        values = column.buffer(1) ?? Self.nothing
        bytes = column.buffer(2) ?? Self.nothing
        start = column.start
        if case .decimal(_, let scale) = column.type { self.scale = scale } else { scale = 0 }
        self.children = children
        self.label = label
    }
}

extension CellNode.Kind {
    fileprivate init(_ type: DataType) {
        switch type {
        case .null: self = .null
        case .boolean: self = .boolean
        case .int8: self = .int8
        case .int16: self = .int16
        case .int32: self = .int32
        case .int64: self = .int64
        case .uint8: self = .uint8
        case .uint16: self = .uint16
        case .uint32: self = .uint32
        case .uint64: self = .uint64
        case .float: self = .float
        case .double: self = .double
        case .decimal: self = .decimal
        case .string: self = .string
        case .binary: self = .binary
        case .date: self = .date
        case .timestamp: self = .timestamp
        case .timestampNTZ: self = .timestampNTZ
        case .yearMonthInterval: self = .yearMonth
        case .dayTimeInterval: self = .dayTime
        case .calendarInterval: self = .calendar
        case .struct: self = .struct
        case .array: self = .array
        case .map(let key, _): self = key.type == .string ? .stringMap : .map
        }
    }
}
