import CSimdJSON
import Columns

/// Walks a record's values into columns. Where the record can't be a row, what was appended of it is left to be taken
/// back. Not for concurrent use.
final class RowWriter {
    let plan: ColumnPlan
    let mode: SchemaMode
    @exclusivity(unchecked) var rescued = RescuedText()
    /// What the last reason is about.
    @exclusivity(unchecked) private(set) var fault = Fault.none

    private let values: ValueWriter
    /// Arrays and maps around the value at hand: what is inside of them can't be rescued apart.
    @exclusivity(unchecked) private var elementDepth = 0
    /// Whether the value at hand has a field that is not in the table, inside of an array or map.
    @exclusivity(unchecked) private var isPartial = false

    enum Fault {
        case none
        case field(String)
        case column(node: Int, found: String)
    }

    init(_ plan: ColumnPlan, mode: SchemaMode) {
        self.plan = plan
        self.mode = mode
        values = ValueWriter(plan: plan)
    }

    /// - Parameter rows: what the columns hold already.
    /// - Returns: why the record can't be a row; nil if it is one, but for columns of other sources than its fields.
    func append(_ events: UnsafePointer<JSONEvent>, rows: Int) -> RejectReason? {
        start()
        return appendMembers(events, events, ColumnPlan.root, rows)
    }

    func start() {
        elementDepth = 0
        isPartial = false
        if mode == .rescue { rescued.clear() }
    }

    private func appendMembers(
        _ object: UnsafePointer<JSONEvent>,
        _ events: UnsafePointer<JSONEvent>,
        _ node: Int,
        _ rows: Int
    ) -> RejectReason? {
        var filled = 0
        var previous = 0
        var event = object + 1
        let end = events + Int(object.pointee.next)
        while event < end {
            defer { event = events + Int(event.pointee.next) }
            guard let child = plan.child(of: node, named: event.pointee.name, after: &previous) else {
                if let reason = leaveOut(event, events, node) { return reason }
                continue
            }
            // Of two fields that mean one column the last counts.
            if plan.rows(child) > rows {
                plan.truncate(child, to: rows)
                filled -= 1
            }
            if event.pointee.kind == CSimdJSONNull { continue }
            if let reason = append(event, events, to: child) {
                plan.truncate(child, to: rows)
                guard mode == .rescue, elementDepth == 0 else { return reason }
                rescued.add(event.pointee.name, json: raw(event, events))
                isPartial = false
                continue
            }
            if isPartial, elementDepth == 0 {
                rescued.add(event.pointee.name, json: raw(event, events))
                isPartial = false
            }
            filled += 1
        }
        return filled == (plan.nodes + node).pointee.childCount ? nil : fillUp(node, rows)
    }

    /// Puts nulls where a row has no value.
    func fillUp(_ node: Int, _ rows: Int) -> RejectReason? {
        let first = (plan.nodes + node).pointee.firstChild
        for child in first..<first + (plan.nodes + node).pointee.childCount where plan.rows(child) == rows {
            guard (plan.nodes + child).pointee.isNullable else {
                return blame(child, "nothing", .missingValue)
            }
            plan.appendNull(child)
        }
        return nil
    }

    func blame(_ node: Int, _ found: String, _ reason: RejectReason) -> RejectReason {
        fault = .column(node: node, found: found)
        return reason
    }

    /// A field that the table has no column for.
    private func leaveOut(
        _ event: UnsafePointer<JSONEvent>,
        _ events: UnsafePointer<JSONEvent>,
        _ node: Int
    ) -> RejectReason? {
        switch mode {
        case .rescue:
            if elementDepth == 0 {
                rescued.add(event.pointee.name, json: raw(event, events))
            } else {
                isPartial = true
            }
            return nil
        // A value without a type, such as null or an empty array, asks for no column yet.
        case .evolve where !ValueShape(event, events).hasType: return nil
        case .evolve, .fixed: return blame(unknown: event.pointee.name, in: node)
        }
    }

    func blame(unknown name: UnsafeRawBufferPointer, in node: Int) -> RejectReason {
        let prefix = plan.path(of: node)
        let shown = String(decoding: name.prefix(64), as: UTF8.self)
        fault = .field(prefix.isEmpty ? shown : "\(prefix).\(shown)")
        return .unknownField
    }

    /// A value's JSON.
    private func raw(
        _ event: UnsafePointer<JSONEvent>,
        _ events: UnsafePointer<JSONEvent>
    ) -> UnsafeRawBufferPointer {
        guard let record = events.pointee.text else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        return UnsafeRawBufferPointer(start: record + Int(event.pointee.rawStart), count: Int(event.pointee.rawLength))
    }

    /// Any value but null.
    @inline(__always)
    private func append(
        _ event: UnsafePointer<JSONEvent>,
        _ events: UnsafePointer<JSONEvent>,
        to node: Int
    ) -> RejectReason? {
        if (plan.nodes + node).pointee.kind.rawValue < ColumnPlan.Kind.structure.rawValue {
            guard let reason = values.append(event, to: node) else { return nil }
            return blame(node, event.pointee.kindName, reason)
        }
        return appendNested(event, events, to: node)
    }

    private func appendNested(
        _ event: UnsafePointer<JSONEvent>,
        _ events: UnsafePointer<JSONEvent>,
        to node: Int
    ) -> RejectReason? {
        let kind = (plan.nodes + node).pointee.kind
        let rows = plan.rows(node)
        guard event.pointee.kind == (kind == .array ? CSimdJSONArray : CSimdJSONObject) else {
            return blame(node, event.pointee.kindName, .typeMismatch)
        }
        if kind == .structure {
            let isNamed = mode == .rescue && elementDepth == 0
            if isNamed { rescued.enter(event.pointee.name) }
            defer { if isNamed { rescued.leave() } }
            if let reason = appendMembers(event, events, node, rows) { return reason }
            builder(node) { $0.endStruct() }
            return nil
        }
        elementDepth += 1
        defer { elementDepth -= 1 }
        let reason = kind == .array ? appendElements(event, events, node) : appendEntries(event, events, node)
        if reason == nil { builder(node) { $0.endElements() } }
        return reason
    }

    @inline(__always)
    private func builder(_ node: Int, _ body: (ColumnBuilder) -> Void) {
        (plan.nodes + node).pointee.builder._withUnsafeGuaranteedRef { body($0) }
    }

    private func appendElements(
        _ array: UnsafePointer<JSONEvent>,
        _ events: UnsafePointer<JSONEvent>,
        _ node: Int
    ) -> RejectReason? {
        let element = (plan.nodes + node).pointee.firstChild
        var event = array + 1
        let end = events + Int(array.pointee.next)
        while event < end {
            if let reason = appendElement(event, events, to: element) { return reason }
            event = events + Int(event.pointee.next)
        }
        return nil
    }

    private func appendElement(
        _ event: UnsafePointer<JSONEvent>,
        _ events: UnsafePointer<JSONEvent>,
        to node: Int
    ) -> RejectReason? {
        guard event.pointee.kind == CSimdJSONNull else { return append(event, events, to: node) }
        guard (plan.nodes + node).pointee.isNullable else { return blame(node, "nothing", .missingValue) }
        plan.appendNull(node)
        return nil
    }

    private func appendEntries(
        _ object: UnsafePointer<JSONEvent>,
        _ events: UnsafePointer<JSONEvent>,
        _ node: Int
    ) -> RejectReason? {
        let key = (plan.nodes + node).pointee.firstChild
        let replaced = Repetitions.replaced(in: object, events)
        var event = object + 1
        let end = events + Int(object.pointee.next)
        while event < end {
            defer { event = events + Int(event.pointee.next) }
            if !replaced.isEmpty, replaced.contains(event - events) { continue }
            if let reason = values.append(text: event.pointee.name, to: key) {
                return blame(key, "another key", reason)
            }
            if let reason = appendElement(event, events, to: key + 1) { return reason }
        }
        return nil
    }
}

extension JSONEvent {
    /// In messages.
    var kindName: String {
        switch kind {
        case CSimdJSONNull: "null"
        case CSimdJSONTrue, CSimdJSONFalse: "a boolean"
        case CSimdJSONInteger, CSimdJSONBigInteger, CSimdJSONNumber: "a number"
        case CSimdJSONString: "a string"
        case CSimdJSONObject: "an object"
        default: "an array"
        }
    }
}
