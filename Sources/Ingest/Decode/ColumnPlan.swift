import Columns
import LakeModel

/// The columns to fill, laid out flat, so that walking a record touches no reference counts and looks most fields up by
/// a guess. Not for concurrent use.
final class ColumnPlan {
    /// A column at any depth. Those of a struct stand side by side.
    struct Node {
        var kind: Kind
        var isNullable: Bool
        var precision = 0
        var scale = 0
        /// Kept alive by the plan's batch.
        var builder: Unmanaged<ColumnBuilder>
        /// A place in the plan's `names`.
        var nameStart = 0
        var nameLength = 0
        var firstChild = 0
        var childCount = 0
        /// Of structs: a place in `indexes`, and one in `order`, where for the beginning and for each child the number of
        /// the child stands that came next at some time.
        var index = 0
        var orderStart = 0
    }

    enum Kind: UInt8 {
        case null, boolean, byte, short, integer, long, float, double, decimal, string, binary, date
        case timestamp, timestampNTZ, structure, array, map
    }

    /// The node whose children are the columns for the fields of records.
    static let root = 0

    let batch: RecordBatchBuilder
    /// Never moves.
    let nodes: UnsafeMutablePointer<Node>
    private let count: Int
    private let names: UnsafeMutableRawPointer
    private let order: UnsafeMutablePointer<Int32>
    private let indexes: [FieldIndex]
    private let paths: [String]
    private let types: [DataType]
    private let nothing: ColumnBuilder

    /// - Parameter isFilled: whether a column gets its values from records' fields.
    init(_ schema: Schema, isFilled: (Field) -> Bool) throws(DecodeError) {
        batch = RecordBatchBuilder(schema: schema)
        var draft = PlanDraft()
        let columns = batch.columns.filter { isFilled($0.field) }
        try draft.addRoot(columns, type: .struct(columns.map(\.field)))
        count = draft.nodes.count
        nodes = .allocate(capacity: max(1, count))
        nodes.initialize(from: draft.nodes, count: count)
        // Names are compared eight bytes at a time.
        let names = UnsafeMutableRawPointer.allocate(byteCount: draft.names.count + 8, alignment: 8)
        names.initializeMemory(as: UInt8.self, repeating: 0, count: draft.names.count + 8)
        draft.names.withUnsafeBytes { bytes in
            if let start = bytes.baseAddress { names.copyMemory(from: start, byteCount: bytes.count) }
        }
        self.names = names
        order = .allocate(capacity: max(1, draft.order.count))
        order.initialize(from: draft.order, count: draft.order.count)
        indexes = draft.indexes
        paths = draft.paths
        types = draft.types
        nothing = draft.nothing
    }

    deinit {
        nodes.deinitialize(count: count)
        nodes.deallocate()
        names.deallocate()
        order.deallocate()
    }

    /// As in `a.b.element`.
    func path(of node: Int) -> String { paths.indices.contains(node) ? paths[node] : "" }

    func typeName(of node: Int) -> String { types.indices.contains(node) ? types[node].sqlName : "" }

    /// The child of a struct that a field of that name goes to: the one of exactly this name, else the one whose name
    /// differs in case only.
    /// - Parameter previous: the number of the child that the field before went to, from 1; 0 if there was none. Fields
    ///   of one source's records mostly follow one another in the same order, though some are left out.
    @inline(__always)
    func child(of node: Int, named name: UnsafeRawBufferPointer, after previous: inout Int) -> Int? {
        let structure = nodes + node
        guard let start = name.baseAddress, structure.pointee.childCount > 0 else { return nil }
        let first = structure.pointee.firstChild
        let successors = order + structure.pointee.orderStart
        let guess = Int(successors[previous])
        if isName(of: first &+ guess, start, name.count) {
            previous = guess &+ 1
            return first &+ guess
        }
        let second = Int(successors[guess &+ 1])
        if isName(of: first &+ second, start, name.count) {
            previous = second &+ 1
            return first &+ second
        }
        guard let found = indexes[structure.pointee.index].place(of: name) else { return nil }
        successors[previous] = Int32(truncatingIfNeeded: found)
        previous = found &+ 1
        return first &+ found
    }

    /// The column that a record's field goes to.
    func column(named name: String) -> Int? {
        var name = name
        let found = name.withUTF8 { indexes[nodes[Self.root].index].place(of: UnsafeRawBufferPointer($0)) }
        return found.map { nodes[Self.root].firstChild + $0 }
    }

    /// Both names have eight readable bytes behind them.
    @inline(__always)
    private func isName(of node: Int, _ name: UnsafeRawPointer, _ length: Int) -> Bool {
        guard (nodes + node).pointee.nameLength == length else { return false }
        let own = UnsafeRawPointer(names + (nodes + node).pointee.nameStart)
        var place = 0
        while place &+ 8 <= length {
            guard
                own.loadUnaligned(fromByteOffset: place, as: UInt64.self)
                    == name.loadUnaligned(fromByteOffset: place, as: UInt64.self)
            else { return false }
            place &+= 8
        }
        guard place < length else { return true }
        let own8 = UInt64(littleEndian: own.loadUnaligned(fromByteOffset: place, as: UInt64.self))
        let name8 = UInt64(littleEndian: name.loadUnaligned(fromByteOffset: place, as: UInt64.self))
        return (own8 ^ name8) << UInt64(8 &* (8 &- (length &- place))) == 0
    }

    @inline(__always)
    func rows(_ node: Int) -> Int { (nodes + node).pointee.builder._withUnsafeGuaranteedRef { $0.currentCount() } }

    @inline(__always)
    func appendNull(_ node: Int) { (nodes + node).pointee.builder._withUnsafeGuaranteedRef { $0.appendNull() } }

    @inline(__always)
    func truncate(_ node: Int, to rows: Int) {
        (nodes + node).pointee.builder._withUnsafeGuaranteedRef { $0.truncate(to: rows) }
    }

    /// Takes back what every column, those of metadata too, has beyond `rows`.
    func truncate(to rows: Int) {
        for column in batch.columns { column.truncate(to: rows) }
    }
}

/// A plan while it is made.
private struct PlanDraft {
    var nodes: [ColumnPlan.Node] = []
    var names: [UInt8] = []
    var order: [Int32] = []
    var indexes: [FieldIndex] = []
    var paths: [String] = []
    var types: [DataType] = []
    /// Stands for the root's, which has none.
    let nothing = ColumnBuilder(Field("", .null))

    mutating func addRoot(_ columns: [ColumnBuilder], type: DataType) throws(DecodeError) {
        reserve(1)
        types[0] = type
        nodes[0] = ColumnPlan.Node(kind: .structure, isNullable: false, builder: .passUnretained(nothing))
        try addChildren(columns, of: 0, depth: 0)
    }

    private mutating func reserve(_ count: Int) {
        let blank = ColumnPlan.Node(kind: .null, isNullable: true, builder: .passUnretained(nothing))
        nodes += Array(repeating: blank, count: count)
        paths += Array(repeating: "", count: count)
        types += Array(repeating: .null, count: count)
    }

    private mutating func addChildren(_ builders: [ColumnBuilder], of parent: Int, depth: Int) throws(DecodeError) {
        guard depth <= Int(JSONParser.depthLimit) else {
            throw DecodeError(
                .unsupportedTableFeature,
                "The table's columns are nested more than \(JSONParser.depthLimit) deep. Choose another table."
            )
        }
        let first = nodes.count
        nodes[parent].firstChild = first
        nodes[parent].childCount = builders.count
        if nodes[parent].kind == .structure {
            nodes[parent].index = indexes.count
            nodes[parent].orderStart = order.count
            indexes.append(FieldIndex(builders.map(\.field.name)))
            order += builders.indices.map { Int32(truncatingIfNeeded: $0) } + [0]
        }
        reserve(builders.count)
        for (offset, builder) in builders.enumerated() {
            try add(builder, at: first + offset, of: parent, depth: depth)
        }
    }

    private mutating func add(_ builder: ColumnBuilder, at place: Int, of parent: Int, depth: Int) throws(DecodeError) {
        let field = builder.field
        var node = ColumnPlan.Node(
            kind: try ColumnPlan.Kind(field),
            isNullable: field.nullable,
            builder: .passUnretained(builder)
        )
        if case .decimal(let precision, let scale) = field.type { (node.precision, node.scale) = (precision, scale) }
        node.nameStart = names.count
        node.nameLength = field.name.utf8.count
        names += field.name.utf8
        nodes[place] = node
        paths[place] = paths[parent].isEmpty ? field.name : "\(paths[parent]).\(field.name)"
        types[place] = field.type
        if !builder.children.isEmpty || node.kind == .structure {
            try addChildren(builder.children, of: place, depth: depth + 1)
        }
    }
}

extension ColumnPlan.Kind {
    init(_ field: Field) throws(DecodeError) {
        switch field.type {
        case .null: self = .null
        case .boolean: self = .boolean
        case .int8: self = .byte
        case .int16: self = .short
        case .int32: self = .integer
        case .int64: self = .long
        case .float: self = .float
        case .double: self = .double
        case .decimal: self = .decimal
        case .string: self = .string
        case .binary: self = .binary
        case .date: self = .date
        case .timestamp: self = .timestamp
        case .timestampNTZ: self = .timestampNTZ
        case .struct: self = .structure
        case .array: self = .array
        case .map: self = .map
        case .uint8, .uint16, .uint32, .uint64, .yearMonthInterval, .dayTimeInterval, .calendarInterval:
            throw DecodeError(
                .unsupportedTableFeature,
                "Column \"\(field.name)\" is \(field.type.sqlName), which records can't be decoded into."
            )
        }
    }
}
