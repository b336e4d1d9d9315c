/// Splits one record of CSV (RFC 4180) into its fields. Not for concurrent use.
final class CSVSplitter {
    struct Field {
        /// Without quotes; stays until the next record, and as long as the record's bytes.
        let text: UnsafeRawBufferPointer
        let isQuoted: Bool
    }

    static let fieldLimit = 16_384
    private static let quote = UInt8(ascii: "\"")

    private(set) var fields: [Field] = []
    private let delimiter: UInt8
    /// Texts in which quotes were doubled; as long as the record, so that it never moves while a record is split.
    private var scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 1_024, alignment: 8)
    private var scratchCount = 0

    init(delimiter: UInt8) {
        self.delimiter = delimiter
    }

    deinit { scratch.deallocate() }

    /// - Returns: why it can't be split: text behind a quote that closes, a quote that doesn't, a second line.
    func split(_ record: UnsafeRawBufferPointer) -> RejectReason? {
        fields.removeAll(keepingCapacity: true)
        scratchCount = 0
        let line = Self.withoutEnd(record)
        if scratch.count < line.count {
            scratch.deallocate()
            scratch = .allocate(byteCount: line.count * 2, alignment: 8)
        }
        var place = 0
        while true {
            guard fields.count < Self.fieldLimit else { return .tooLarge }
            let isQuoted = place < line.count && line[place] == Self.quote
            guard let end = isQuoted ? quoted(line, place + 1) : plain(line, place) else { return .malformedCSV }
            if end == line.count { return nil }
            guard line[end] == delimiter else { return .malformedCSV }
            place = end + 1
        }
    }

    private static func withoutEnd(_ record: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        var end = record.count
        if end > 0, record[end - 1] == 0x0a { end -= 1 }
        if end > 0, record[end - 1] == 0x0d { end -= 1 }
        return UnsafeRawBufferPointer(rebasing: record[..<end])
    }

    /// - Returns: where the field ends.
    private func plain(_ line: UnsafeRawBufferPointer, _ start: Int) -> Int? {
        var end = start
        while end < line.count, line[end] != delimiter {
            if line[end] == 0x0a || line[end] == 0x0d { return nil }
            end += 1
        }
        fields.append(Field(text: UnsafeRawBufferPointer(rebasing: line[start..<end]), isQuoted: false))
        return end
    }

    /// - Returns: where the field ends, behind its quote.
    private func quoted(_ line: UnsafeRawBufferPointer, _ start: Int) -> Int? {
        var place = start
        var hasDoubled = false
        while place < line.count {
            if line[place] == Self.quote {
                guard place + 1 < line.count, line[place + 1] == Self.quote else { break }
                hasDoubled = true
                place += 1
            }
            place += 1
        }
        guard place < line.count else { return nil }
        let text = UnsafeRawBufferPointer(rebasing: line[start..<place])
        fields.append(Field(text: hasDoubled ? withoutDoubled(text) : text, isQuoted: true))
        return place + 1
    }

    private func withoutDoubled(_ text: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        let start = scratchCount
        var place = 0
        while place < text.count {
            scratch[scratchCount] = text[place]
            scratchCount += 1
            place += text[place] == Self.quote ? 2 : 1
        }
        return UnsafeRawBufferPointer(rebasing: scratch[start..<scratchCount])
    }
}
