internal import Columns

extension FileStatistics {
    /// Characters that are kept of a string (Delta protocol, Per-file Statistics: a fixed prefix length).
    static let stringPrefix = 32

    /// The JSON for `AddFile.stats`, columns in the schema's order. What can't be told exactly enough is left out: NaN
    /// and infinities, nested values, binary.
    package func encoded(for columns: [StatisticsColumn]) -> String {
        var json = JSONWriter(reserving: 64 &+ columns.count &* 64)
        json.object { json in
            json.field("numRecords", ifPresent: numRecords)
            if !tightBounds { json.field("tightBounds", false) }
            let minima = leaves(columns) { range, type in
                range.minimum.flatMap { Self.text($0, type, isMaximum: false) }
            }
            let maxima = leaves(columns) { range, type in range.maximum.flatMap { Self.text($0, type, isMaximum: true) }
            }
            let nulls = leaves(columns) { range, _ in range.nullCount.map { String($0) } }
            json.members("minValues", minima)
            json.members("maxValues", maxima)
            json.members("nullCount", nulls)
        }
        return json.text
    }

    private func leaves(
        _ columns: [StatisticsColumn],
        _ text: (ColumnRange, DeltaType) -> String?
    ) -> [StatisticsLeaf] {
        columns.compactMap { column in
            guard let range = self.columns[column.path], let json = text(range, column.type) else { return nil }
            return StatisticsLeaf(path: column.path[...], json: json)
        }
    }

    /// A bound as JSON, rounded away from the values that it bounds.
    private static func text(_ value: ScalarValue, _ type: DeltaType, isMaximum: Bool) -> String? {
        switch (value, type) {
        case (.integer(let number), .byte), (.integer(let number), .short), (.integer(let number), .integer),
            (.integer(let number), .long):
            String(number)
        case (.float(let number), .float): number.isFinite ? number.description : nil
        case (.double(let number), .double): number.isFinite ? number.description : nil
        case (.boolean(let flag), .boolean): flag ? "true" : "false"
        case (.decimal(let number), .decimal): number.description
        case (.string(let text), .string):
            (isMaximum ? truncatedMaximum(text) : truncatedMinimum(text)).map(quoted)
        case (.date(let days), .date): quoted(CivilTime.text(days: days))
        // Whole microseconds: the protocol lets writers cut to milliseconds, but a bound cut down is no bound for
        // readers that take it at its word.
        case (.timestamp(let micros), .timestamp):
            quoted(CivilTime.text(micros: micros, separator: "T", zone: "Z", minimumFraction: 3))
        case (.timestampNTZ(let micros), .timestampNTZ):
            quoted(CivilTime.text(micros: micros, separator: "T", zone: "", minimumFraction: 3))
        default: nil
        }
    }

    private static func quoted(_ text: String) -> String {
        var json = JSONWriter()
        json.write(text)
        return json.text
    }

    /// A prefix is never greater than the string.
    static func truncatedMinimum(_ text: String) -> String? {
        String(String.UnicodeScalarView(text.unicodeScalars.prefix(stringPrefix)))
    }

    /// The prefix and one character greater than the one that followed it: as short as all readers know it, and never
    /// less than the string. nil if a string of only greatest characters leaves none.
    static func truncatedMaximum(_ text: String) -> String? {
        var prefix = String.UnicodeScalarView(text.unicodeScalars.prefix(stringPrefix))
        for next in text.unicodeScalars.dropFirst(stringPrefix) {
            if next < "\u{7F}" { return String(prefix) + "\u{7F}" }
            if next < "\u{10FFFF}" { return String(prefix) + "\u{10FFFF}" }
            prefix.append(next)
            if prefix.count > 2 * stringPrefix { return nil }
        }
        return String(prefix)
    }
}

private struct StatisticsLeaf {
    let path: ArraySlice<String>
    let json: String
}

extension JSONWriter {
    /// Leaves as nested objects; those of one struct must follow one another, as in a schema.
    fileprivate mutating func members(_ name: String, _ leaves: [StatisticsLeaf]) {
        key(name)
        object { $0.members(leaves[...]) }
    }

    private mutating func members(_ leaves: ArraySlice<StatisticsLeaf>) {
        var rest = leaves
        while let leaf = rest.first, let name = leaf.path.first {
            key(name)
            if leaf.path.count == 1 {
                write(raw: leaf.json)
                rest = rest.dropFirst()
            } else {
                let group = rest.prefix { $0.path.count > 1 && $0.path.first == name }
                let inner = group.map { StatisticsLeaf(path: $0.path.dropFirst(), json: $0.json) }
                object { $0.members(inner[...]) }
                rest = rest.dropFirst(group.count)
            }
        }
    }
}
