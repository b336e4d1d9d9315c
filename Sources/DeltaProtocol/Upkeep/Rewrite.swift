package import LakeModel

/// Files of one partition whose rows go into new files, in the order in which they are to stand there.
package struct FileGroup: Hashable, Sendable {
    package var files: [AddFile]

    package init(_ files: [AddFile]) { self.files = files }

    package var bytes: Int64 { files.reduce(0) { $0 &+ $1.size } }
}

/// How groups of files are rewritten.
package struct RewriteOptions: Sendable {
    /// A file is closed and the next one begun when so much of it is written. Planned groups are smaller.
    package var maximumFile: ByteCount
    /// Of a row group as it lies in the file; bounds what is encoded in memory.
    package var rowGroup: ByteCount
    /// Decoded rows between two pauses.
    package var step: ByteCount
    /// Groups that were touched by others are read and written again so often.
    package var attempts: Int
    /// What the table's history says, next to the operation OPTIMIZE.
    package var parameters: [String: String]
    /// Awaited after every step, without any lock held: where the work rests, and where it can be cancelled.
    package var pause: @Sendable () async throws -> Void

    package init(
        maximumFile: ByteCount = .mebibytes(192),
        rowGroup: ByteCount = .mebibytes(16),
        step: ByteCount = .mebibytes(8),
        attempts: Int = 4,
        parameters: [String: String] = ["predicate": "[]", "zOrderBy": "[]", "auto": "false"],
        pause: @escaping @Sendable () async throws -> Void = { try Task.checkCancellation() }
    ) {
        self.maximumFile = maximumFile
        self.rowGroup = rowGroup
        self.step = step
        self.attempts = attempts
        self.parameters = parameters
        self.pause = pause
    }
}

/// What became of a rewrite.
package struct RewriteOutcome: Hashable, Sendable {
    /// nil when others removed so many of the files that nothing was left to do.
    package var version: DeltaVersion?
    package var removedFiles = 0
    package var removedBytes: Int64 = 0
    package var addedFiles = 0
    package var addedBytes: Int64 = 0
    /// Rows of the new files.
    package var rows: Int64 = 0
    /// Times that somebody else's commit made us read and write files again.
    package var conflicts = 0
    /// What was written, in vain or not: the cost.
    package var writtenBytes: Int64 = 0

    package init() {}
}
