import LakeModel

/// Where the records of a request's body lie. Only their ends are looked for; whether each is JSON is the decoder's to say.
package enum BodyRecords {
    /// Lines, without empty ones and without the carriage returns that some clients send.
    package static func lines(_ bytes: UnsafeRawBufferPointer) -> [Range<Int>] {
        var records: [Range<Int>] = []
        var start = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            let record = trimmed(start..<end, bytes)
            if !record.isEmpty { records.append(record) }
            start = end + 1
        }
        return records
    }

    /// The elements of a JSON array.
    /// - Throws: `malformed_json` when it is none, or is not closed.
    package static func elements(_ bytes: UnsafeRawBufferPointer) throws -> [Range<Int>] {
        let body = trimmed(0..<bytes.count, bytes)
        guard body.count >= 2, bytes[body.lowerBound] == UInt8(ascii: "["),
            bytes[body.upperBound - 1] == UInt8(ascii: "]")
        else { throw malformed }
        var records: [Range<Int>] = []
        var (start, depth, isInString) = (body.lowerBound + 1, 0, false)
        var index = start
        let end = body.upperBound - 1
        while index < end {
            let byte = bytes[index]
            if isInString {
                if byte == UInt8(ascii: "\\") { index += 1 } else if byte == UInt8(ascii: "\"") { isInString = false }
            } else {
                switch byte {
                case UInt8(ascii: "\""): isInString = true
                case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
                case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
                case UInt8(ascii: ",") where depth == 0:
                    records.append(try element(start..<index, bytes))
                    start = index + 1
                default: break
                }
            }
            guard depth >= 0 else { throw malformed }
            index += 1
        }
        guard depth == 0, !isInString, index == end else { throw malformed }
        let last = trimmed(start..<end, bytes)
        if records.isEmpty, last.isEmpty { return [] }
        records.append(try element(start..<end, bytes))
        return records
    }

    private static func element(_ range: Range<Int>, _ bytes: UnsafeRawBufferPointer) throws -> Range<Int> {
        let record = trimmed(range, bytes)
        guard !record.isEmpty else { throw malformed }
        return record
    }

    private static var malformed: IngestError {
        IngestError(
            .malformedJSON,
            "The body is no JSON array; check its brackets, or send one document a line as NDJSON."
        )
    }

    private static func trimmed(_ range: Range<Int>, _ bytes: UnsafeRawBufferPointer) -> Range<Int> {
        var range = range
        while let first = range.first, isSpace(bytes[first]) { range = range.dropFirst() }
        while let last = range.last, isSpace(bytes[last]) { range = range.dropLast() }
        return range
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
