package import LakeModel

/// A name in a statement at a place where a table's stands.
package struct TableReference: Hashable, Sendable {
    package enum Access: Hashable, Sendable {
        case read
        /// The target of INSERT, UPDATE, DELETE or MERGE.
        case write
        /// The subject of DESCRIBE, SHOW and their like.
        case describe
        /// The subject of CREATE, ALTER, DROP and other statements about a table or view.
        case define
    }

    /// The state of the table that the statement itself asks for.
    package enum TimeTravel: Hashable, Sendable {
        case version(DeltaVersion)
        /// `TIMESTAMP AS OF` with a string literal, its text.
        case timestamp(String)
        /// An expression, a parameter, or `@…`.
        case other
    }

    /// The name's parts, unquoted.
    package let parts: [String]
    package let access: Access
    package let timeTravel: TimeTravel?
    /// A read whose answer `permit` ties to a version, once the table is resolved to one.
    package let isPinnable: Bool
    /// UTF-8 bytes of the statement: the name alone.
    package let range: Range<Int>
    /// UTF-8 bytes of `TIMESTAMP AS OF '…'` with all its words, where `timeTravel` is a timestamp.
    let timestampClause: Range<Int>?
    /// Written as `TABLE name`, which cannot travel in time; pinning makes it a SELECT.
    let tableKeyword: Range<Int>?

    /// ``delta.`/folder` ``: a format and a location.
    package var isPath: Bool { Self.isLocation(parts) }

    static func isLocation(_ parts: [String]) -> Bool {
        parts.count == 2 && fileFormats.contains(parts[0].lowercased())
    }

    /// nil for locations and for names of more than two parts.
    package func name(defaultSchema: String = TableName.defaultSchema) -> TableName? {
        guard !isPath, let last = parts.last else { return nil }
        switch parts.count {
        case 1: return TableName(schema: defaultSchema, table: last)
        case 2: return TableName(schema: parts[0], table: last)
        case 3 where parts[0].lowercased() == "spark_catalog": return TableName(schema: parts[1], table: last)
        default: return nil
        }
    }

    private static let fileFormats: Set = [
        "delta", "parquet", "csv", "json", "text", "orc", "avro", "arrow", "binaryfile", "iceberg", "xml",
    ]
}
