import GRDB
package import LakeModel

/// The workspace file could not be read or written.
package struct WorkspaceError: DescribedError {
    package let code: ErrorCode
    package let message: String

    init(code: ErrorCode, message: String) {
        self.code = code
        self.message = message
    }

    /// SQLite's text never holds bound values, so it is safe to show.
    init(_ what: String, _ error: DatabaseError) {
        let reason = error.message ?? "SQLite error \(error.resultCode.rawValue)"
        switch error.resultCode {
        case .SQLITE_FULL:
            self.init(code: .storageFull, message: "Could not \(what): the disk is full. Free space and try again.")
        case .SQLITE_NOTADB, .SQLITE_CORRUPT:
            let advice = "It holds no table data: move it away and start again."
            self.init(code: .storageFailed, message: "Could not \(what): the file is damaged (\(reason)). \(advice)")
        default:
            self.init(code: .storageFailed, message: "Could not \(what): \(reason).")
        }
    }
}
