/// How a record's value is written.
package enum RecordFormat: String, Sendable, Codable, CaseIterable {
    /// One JSON object a record.
    case json
    /// One line a record, after RFC 4180; a line's end inside quotes is text.
    case csv
    /// The whole value is one column.
    case text
}

/// What becomes of a record that doesn't fit the table.
package enum SchemaMode: String, Sendable, Codable, CaseIterable {
    /// It is rejected.
    case fixed
    /// What doesn't fit goes into the column `_rescued`, as one JSON object; the row stays.
    case rescue
    /// The table gets new columns that may be null, and wider types; what no wider type holds is rejected.
    case evolve
}

/// What a source knows of a record beside its value.
package enum MetadataColumn: String, Sendable, Codable, CaseIterable {
    case key, headers, topic, partition, offset, timestamp
}

package struct CSVOptions: Hashable, Sendable, Codable {
    /// One ASCII character.
    package var delimiter: UInt8
    /// The fields' names in order; without them, fields are the table's columns in order.
    package var header: [String]?

    package init(delimiter: UInt8 = UInt8(ascii: ","), header: [String]? = nil) {
        self.delimiter = delimiter
        self.header = header
    }
}

package struct DecoderConfiguration: Hashable, Sendable {
    /// Holds the parts of records that have no place in the table: `rescue` mode.
    package static let rescueColumn = "_rescued"
    /// What text goes into, in a table that is made for it.
    package static let textColumn = "value"

    package var format: RecordFormat
    package var mode: SchemaMode
    package var csv: CSVOptions
    /// The columns that they go to. Fields of the records' values don't reach these columns.
    package var metadataColumns: [MetadataColumn: String]
    /// Whether `evolve` may ask for wider types of columns that exist: whether the table has the feature Type Widening.
    package var allowsWidening: Bool

    package init(
        format: RecordFormat,
        mode: SchemaMode,
        csv: CSVOptions = CSVOptions(),
        metadataColumns: [MetadataColumn: String] = [:],
        allowsWidening: Bool = true
    ) {
        self.format = format
        self.mode = mode
        self.csv = csv
        self.metadataColumns = metadataColumns
        self.allowsWidening = allowsWidening
    }

    /// Whether a name is taken by what is no field of the records' values.
    func isReserved(_ name: String) -> Bool {
        let folded = name.lowercased()
        if mode == .rescue, folded == Self.rescueColumn { return true }
        return metadataColumns.values.contains { $0.lowercased() == folded }
    }
}
