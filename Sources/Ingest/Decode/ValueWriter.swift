import CSimdJSON
import Columns
import FoundationEssentials

/// Puts one value that has no others inside into its column: the rules of what fits which type.
///
/// A string column takes any value: what is no string as its JSON. A long or decimal column takes numbers in quotes, as
/// writers put them who know that readers would make doubles of them. Nothing is appended where a value doesn't fit.
struct ValueWriter {
    let plan: ColumnPlan

    /// - Returns: why the value doesn't fit; nil if it was appended.
    @inline(__always)
    func append(_ event: UnsafePointer<JSONEvent>, to node: Int) -> RejectReason? {
        let builder = (plan.nodes + node).pointee.builder
        switch (plan.nodes + node).pointee.kind {
        case .string:
            builder._withUnsafeGuaranteedRef { $0.append(utf8: event.pointee.content) }
            return nil
        case .long:
            guard event.pointee.kind == CSimdJSONInteger else { return appendLong(event, builder) }
            builder._withUnsafeGuaranteedRef { $0.append(event.pointee.number) }
            return nil
        case .integer: return append(event, narrowTo: Int32.self, builder)
        case .double:
            guard let number = double(event) else { return misfit(event) }
            builder._withUnsafeGuaranteedRef { $0.append(number) }
            return nil
        case .timestamp: return appendTimestamp(event, hasZone: nil, builder)
        default: return appendOther(event, node, builder)
        }
    }

    /// Many writers, ours too, quote integers that a double doesn't hold.
    @inline(never)
    private func appendLong(_ event: UnsafePointer<JSONEvent>, _ builder: Unmanaged<ColumnBuilder>) -> RejectReason? {
        guard event.pointee.kind == CSimdJSONString, let number = NumberText.integer(event.pointee.content) else {
            return misfit(event)
        }
        builder._withUnsafeGuaranteedRef { $0.append(number) }
        return nil
    }

    @inline(never)
    private func appendOther(
        _ event: UnsafePointer<JSONEvent>,
        _ node: Int,
        _ builder: Unmanaged<ColumnBuilder>
    ) -> RejectReason? {
        switch (plan.nodes + node).pointee.kind {
        case .boolean:
            guard event.pointee.kind == CSimdJSONTrue || event.pointee.kind == CSimdJSONFalse else {
                return .typeMismatch
            }
            builder._withUnsafeGuaranteedRef { $0.append(event.pointee.kind == CSimdJSONTrue) }
        case .byte: return append(event, narrowTo: Int8.self, builder)
        case .short: return append(event, narrowTo: Int16.self, builder)
        case .float:
            guard let number = double(event) else { return misfit(event) }
            guard Float(number).isFinite || !number.isFinite else { return .outOfRange }
            builder._withUnsafeGuaranteedRef { $0.append(Float(number)) }
        case .timestampNTZ: return appendTimestamp(event, hasZone: false, builder)
        case .decimal, .date, .binary:
            let isNumber = event.pointee.isNumber
            let isDecimal = (plan.nodes + node).pointee.kind == .decimal
            guard event.pointee.kind == CSimdJSONString || (isDecimal && isNumber) else { return .typeMismatch }
            return append(text: event.pointee.content, to: node)
        default: return .typeMismatch
        }
        return nil
    }

    @inline(__always)
    private func append<Narrow: FixedWidthInteger>(
        _ event: UnsafePointer<JSONEvent>,
        narrowTo _: Narrow.Type,
        _ builder: Unmanaged<ColumnBuilder>
    ) -> RejectReason? {
        guard event.pointee.kind == CSimdJSONInteger else { return misfit(event) }
        guard Narrow(exactly: event.pointee.number) != nil else { return .outOfRange }
        builder._withUnsafeGuaranteedRef { $0.append(event.pointee.number) }
        return nil
    }

    private func misfit(_ event: UnsafePointer<JSONEvent>) -> RejectReason {
        event.pointee.kind == CSimdJSONBigInteger || (event.pointee.isNumber && !event.pointee.hasDouble)
            ? .outOfRange : .typeMismatch
    }

    @inline(__always)
    private func double(_ event: UnsafePointer<JSONEvent>) -> Double? {
        switch event.pointee.kind {
        case CSimdJSONInteger: Double(event.pointee.number)
        case CSimdJSONNumber, CSimdJSONBigInteger: event.pointee.double
        case CSimdJSONString: NumberText.special(event.pointee.content)
        default: nil
        }
    }

    /// - Parameter hasZone: what text must say; nil takes both, and no zone for UTC.
    @inline(__always)
    private func appendTimestamp(
        _ event: UnsafePointer<JSONEvent>,
        hasZone: Bool?,
        _ builder: Unmanaged<ColumnBuilder>
    ) -> RejectReason? {
        let micros: Int64
        switch event.pointee.kind {
        case CSimdJSONString:
            guard let time = TimeText.timestamp(event.pointee.content), hasZone == nil || time.hasZone == hasZone else {
                return .typeMismatch
            }
            micros = time.micros
        case CSimdJSONInteger: micros = TimeText.epoch(event.pointee.number)
        case CSimdJSONNumber, CSimdJSONBigInteger:
            guard let time = TimeText.epoch(text: event.pointee.content) else { return .outOfRange }
            micros = time
        default: return .typeMismatch
        }
        builder._withUnsafeGuaranteedRef { $0.append(micros) }
        return nil
    }
}

extension ValueWriter {
    /// For what comes as text alone: fields of CSV, and keys of maps. All but strings may have spaces around them.
    func append(text: UnsafeRawBufferPointer, to node: Int) -> RejectReason? {
        let builder = (plan.nodes + node).pointee.builder
        return builder._withUnsafeGuaranteedRef { append(text, node, $0) }
    }

    private func append(_ text: UnsafeRawBufferPointer, _ node: Int, _ builder: ColumnBuilder) -> RejectReason? {
        let kind = (plan.nodes + node).pointee.kind
        let word = Self.trimmed(text)
        switch kind {
        case .string: builder.append(utf8: text)
        case .boolean:
            guard let flag = Self.boolean(word) else { return .typeMismatch }
            builder.append(flag)
        case .byte, .short, .integer, .long:
            guard let number = NumberText.integer(word) else {
                return NumberText.isNumber(word) ? .outOfRange : .typeMismatch
            }
            guard Self.fits(number, kind) else { return .outOfRange }
            builder.append(number)
        case .float, .double:
            guard let number = NumberText.special(word) ?? NumberText.double(word) else { return .typeMismatch }
            guard kind == .double || Float(number).isFinite || !number.isFinite else { return .outOfRange }
            builder.append(number)
        case .decimal: return appendDecimal(word, node, builder)
        case .date:
            guard let days = TimeText.date(word) else { return .typeMismatch }
            builder.append(days)
        case .timestamp, .timestampNTZ:
            guard let micros = Self.timestamp(word, isInstant: kind == .timestamp) else { return .typeMismatch }
            builder.append(micros)
        case .binary:
            guard let bytes = Data(base64Encoded: Data(word)) else { return .typeMismatch }
            bytes.withUnsafeBytes { builder.append(binary: $0) }
        case .null, .structure, .array, .map: return .typeMismatch
        }
        return nil
    }

    private func appendDecimal(
        _ word: UnsafeRawBufferPointer,
        _ node: Int,
        _ builder: ColumnBuilder
    ) -> RejectReason? {
        let (precision, scale) = ((plan.nodes + node).pointee.precision, (plan.nodes + node).pointee.scale)
        guard let number = NumberText.decimal(word) else {
            return NumberText.isNumber(word) ? .outOfRange : .typeMismatch
        }
        guard let exact = number.rescaled(to: scale), exact.fits(precision: precision) else { return .outOfRange }
        builder.append(exact)
        return nil
    }

    static func fits(_ number: Int64, _ kind: ColumnPlan.Kind) -> Bool {
        switch kind {
        case .byte: Int8(exactly: number) != nil
        case .short: Int16(exactly: number) != nil
        case .integer: Int32(exactly: number) != nil
        default: true
        }
    }

    static func timestamp(_ word: UnsafeRawBufferPointer, isInstant: Bool) -> Int64? {
        if let time = TimeText.timestamp(word) { return isInstant || !time.hasZone ? time.micros : nil }
        return NumberText.integer(word).map { TimeText.epoch($0) } ?? TimeText.epoch(text: word)
    }

    static func boolean(_ word: UnsafeRawBufferPointer) -> Bool? {
        guard word.count == 4 || word.count == 5 else { return nil }
        return switch String(decoding: word, as: UTF8.self).lowercased() {
        case "true": true
        case "false": false
        default: nil
        }
    }

    static func trimmed(_ text: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        var (start, end) = (0, text.count)
        while start < end, text[start] == 0x20 || text[start] == 0x09 { start += 1 }
        while end > start, text[end - 1] == 0x20 || text[end - 1] == 0x09 { end -= 1 }
        return UnsafeRawBufferPointer(rebasing: text[start..<end])
    }
}
