internal import Columns
internal import FoundationEssentials

extension FileStatistics {
    /// Reads only what `columns` asks for. A value that is not of its column's type counts as absent, for statistics only
    /// speed up what would be right without them.
    /// - Returns: nil for what is not a JSON object.
    package static func decode(_ stats: String, columns: [StatisticsColumn]) -> FileStatistics? {
        let request = StatisticsRequest(columns: columns)
        let data = Data(stats.utf8)
        return try? decoder.decode(StatisticsDocument.self, from: data, configuration: request).value
    }

    /// Shared: making one costs as much as reading a file's statistics.
    private static let decoder = JSONDecoder()
}

extension AddFile {
    /// nil if the file has no statistics that can be read.
    package func statistics(for columns: [StatisticsColumn]) -> FileStatistics? {
        stats.flatMap { FileStatistics.decode($0, columns: columns) }
    }
}

private struct StatisticsRequest {
    let columns: [StatisticsColumn]
}

private struct StatisticsDocument: DecodableWithConfiguration {
    let value: FileStatistics

    init(from decoder: any Decoder, configuration: StatisticsRequest) throws {
        let top = try decoder.container(keyedBy: ColumnKey.self)
        var value = FileStatistics(
            numRecords: try? top.decode(Int64.self, forKey: ColumnKey("numRecords")),
            tightBounds: (try? top.decode(Bool.self, forKey: ColumnKey("tightBounds"))) ?? true
        )
        let minima = Self.nested(top, "minValues")
        let maxima = Self.nested(top, "maxValues")
        let nulls = Self.nested(top, "nullCount")
        for column in configuration.columns {
            let range = ColumnRange(
                minimum: Self.leaf(minima, column.path[...]).flatMap { Self.scalar($0, $1, column.type) },
                maximum: Self.leaf(maxima, column.path[...]).flatMap { Self.scalar($0, $1, column.type) },
                nullCount: Self.leaf(nulls, column.path[...]).flatMap { try? $0.decode(Int64.self, forKey: $1) }
            )
            if range != ColumnRange() { value.columns[column.path] = range }
        }
        self.value = value
    }

    private typealias Container = KeyedDecodingContainer<ColumnKey>

    private static func nested(_ container: Container?, _ name: String) -> Container? {
        let key = ColumnKey(name)
        guard let container, container.contains(key) else { return nil }
        return try? container.nestedContainer(keyedBy: ColumnKey.self, forKey: key)
    }

    private static func leaf(_ container: Container?, _ path: ArraySlice<String>) -> (Container, ColumnKey)? {
        guard let first = path.first, let container else { return nil }
        if path.count > 1 { return leaf(nested(container, first), path.dropFirst()) }
        let key = ColumnKey(first)
        return container.contains(key) ? (container, key) : nil
    }

    private static func scalar(_ values: Container, _ key: ColumnKey, _ type: DeltaType) -> ScalarValue? {
        switch type {
        case .byte, .short, .integer, .long: (try? values.decode(Int64.self, forKey: key)).map { .integer($0) }
        case .float: (try? values.decode(Double.self, forKey: key)).map { .float(Float($0)) }
        case .double: (try? values.decode(Double.self, forKey: key)).map { .double($0) }
        case .boolean: (try? values.decode(Bool.self, forKey: key)).map { .boolean($0) }
        case .decimal(_, let scale): (try? values.decode(Decimal.self, forKey: key)).flatMap { decimal($0, scale) }
        case .string: (try? values.decode(String.self, forKey: key)).map { .string($0) }
        case .date: text(values, key).flatMap { CivilTime.date($0) }.map { .date($0) }
        case .timestamp: instant(values, key).map { .timestamp($0) }
        case .timestampNTZ: text(values, key).flatMap { CivilTime.timestamp($0) }.map { .timestampNTZ($0.micros) }
        case .binary, .variant, .void, .array, .map, .structure: nil
        }
    }

    private static func text(_ values: Container, _ key: ColumnKey) -> String? {
        try? values.decode(String.self, forKey: key)
    }

    /// A time without a zone says no instant.
    private static func instant(_ values: Container, _ key: ColumnKey) -> Int64? {
        guard let time = text(values, key).flatMap({ CivilTime.timestamp($0) }), time.hasZone else { return nil }
        return time.micros
    }

    /// At the column's scale where no digit is lost.
    private static func decimal(_ number: Decimal, _ scale: Int) -> ScalarValue? {
        Decimal128(parsing: number.description).map { .decimal($0.rescaled(to: scale) ?? $0) }
    }
}

private struct ColumnKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(_ name: String) { stringValue = name }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}
