package import LakeModel

/// Why a file was not taken, or does not become a table. Names rows and columns, never what stands in them.
package struct UploadError: DescribedError {
    package let code: ErrorCode
    package let message: String
    package let cause: (any Error)?

    init(_ code: ErrorCode, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    static func tooLarge(_ limit: ByteCount) -> Self {
        Self(.payloadTooLarge, "The file is larger than \(limit). Bring it in parts, or register a table of it.")
    }

    static var tooMany: Self {
        Self(.tooManyRequests, "Too many files wait to become tables; make tables of them, or delete some.")
    }

    static func unknown(_ id: WorkspaceID) -> Self {
        Self(.notFound, "There is no upload \(id): files are kept for an hour. Upload it again.")
    }

    static func storage(_ error: any Error, isFull: Bool) -> Self {
        let advice = isFull ? "The disk is full: free space and try again." : "Check the state folder."
        return Self(isFull ? .storageFull : .storageFailed, "The file could not be kept. \(advice)", cause: error)
    }

    static var noUTF8: Self {
        Self(.invalidValue, "The file is no UTF-8 text; save it in that encoding and upload it again.")
    }

    static func noRecord(_ number: Int) -> Self {
        Self(
            .invalidValue,
            "Record \(number) is no JSON object; the file must be objects, one after the other or in one list."
        )
    }

    /// The engine's reason without the values that it quotes.
    static func unreadable(_ format: UploadFormat, _ error: any DescribedError) -> Self {
        let reason = ["Row data:", " got ", "failed to parse"].reduce(error.message) { text, mark in
            text.split(separator: mark, maxSplits: 1).first.map(String.init) ?? text
        }
        let plain = reason.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return Self(
            .invalidValue,
            "The file can't be read as \(format.rawValue.uppercased()): \(plain). Mend it and upload it again.",
            cause: error
        )
    }

    static func misfit(row: Int64, column: UploadColumn, count: Int64) -> Self {
        let others = count > 1 ? ", as \(count - 1) more of that column" : ""
        return Self(
            .invalidValue,
            "Row \(row), column \(column.name): the value does not convert to \(column.type)\(others). "
                + "Nothing was written; choose another type for the column, such as string."
        )
    }
}
