package import LakeModel

/// What a file that somebody brings may be.
package enum UploadFormat: String, Sendable, CaseIterable {
    case csv
    /// One list of objects, or objects one after the other.
    case json
    /// An object a line.
    case ndjson
    case parquet

    var isJSON: Bool { self == .json || self == .ndjson }
}

/// How a CSV file is to be read; other formats say it themselves.
package struct UploadOptions: Sendable, Hashable {
    /// Whether the first line has the columns' names.
    package var header: Bool
    /// One character.
    package var delimiter: String

    package init(header: Bool = true, delimiter: String = ",") {
        self.header = header
        self.delimiter = delimiter
    }
}

/// A file that somebody has brought and that waits to become a table.
package struct Upload: Sendable, Hashable {
    package let id: WorkspaceID
    package let format: UploadFormat
    package let options: UploadOptions
    /// Of the file as it came.
    package let size: ByteCount
    let path: String

    func source(_ more: [String: String] = [:], schema: String? = nil) -> FileSource {
        switch format {
        case .csv:
            let own = ["header": "\(options.header)", "delimiter": options.delimiter, "inferSchema": "false"]
            return FileSource(
                format: "csv",
                path: path,
                options: own.merging(more) { _, last in last },
                schema: schema
            )
        case .json, .ndjson: return FileSource(format: "json", path: path, options: more, schema: schema)
        case .parquet: return FileSource(format: "parquet", path: path)
        }
    }
}

/// A column of a file, or of the table that is made of it; the type as Spark SQL spells it.
package struct UploadColumn: Sendable, Hashable {
    package let name: String
    package let type: String

    package init(name: String, type: String) {
        self.name = name
        self.type = type
    }
}
