package import LakeModel

/// What is wrong with a table's log, or with what we were asked to do to it. Messages name files, versions, columns and
/// features, never a row's values.
package struct DeltaError: DescribedError, Hashable {
    package let code: ErrorCode
    package let message: String

    package init(_ code: ErrorCode, _ message: String) {
        self.code = code
        self.message = message
    }

    /// A file of the log that can't be understood. `line` counts from 1 and is nil for what is not a JSON log entry.
    package static func corruptLog(file: String, line: Int? = nil, _ problem: String) -> DeltaError {
        let place = line.map { "\(file), line \($0)" } ?? file
        return DeltaError(
            .corruptLog,
            "\(place): \(problem). Restore the file from a copy, or read an older version of the table."
        )
    }

    /// A checksum file that says something else than the commits, in these fields of it.
    package static func wrongChecksum(of version: DeltaVersion, fields: [String]) -> DeltaError {
        let file = LogFileName.checksum(version).fileName
        return DeltaError(
            .corruptLog,
            "\(file): the log adds up to another \(fields.joined(separator: ", ")) than its writer saw. The table is "
                + "read as the log says; if rows are missing, restore the log from a copy, else remove the file."
        )
    }
}
