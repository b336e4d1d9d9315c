package import LakeModel

/// A file of the log as a listing shows it.
package struct LogFile: Hashable, Sendable {
    package let name: LogFileName
    /// Bytes.
    package let size: Int64
    /// Milliseconds since 1970.
    package let modificationTime: Int64

    package init(name: LogFileName, size: Int64, modificationTime: Int64) {
        self.name = name
        self.size = size
        self.modificationTime = modificationTime
    }

    /// nil for a file that is not of the protocol.
    package init?(fileName: String, size: Int64, modificationTime: Int64) {
        guard let name = LogFileName(fileName) else { return nil }
        self.init(name: name, size: size, modificationTime: modificationTime)
    }
}

/// The files to read, in order, for one version of a table: the checkpoint, then `deltas`.
package struct LogSegment: Hashable, Sendable {
    package let version: DeltaVersion
    /// Empty, one file, or all the parts of a multi-part checkpoint.
    package let checkpoint: [LogFile]
    /// Commits and log compactions, oldest first, without a gap from the checkpoint to `version`.
    package let deltas: [LogFile]
    /// The commit of `version` itself, which alone knows its provenance and in-commit timestamp; nil after a clean-up.
    package let commit: LogFile?
    package let checksum: LogFile?

    package var checkpointVersion: DeltaVersion? { checkpoint.first?.name.version }
}

/// What can be made of the files in `_delta_log`, which may come in any order and in part (a listing that starts at the
/// last checkpoint).
package struct LogListing: Sendable {
    package private(set) var commits: [DeltaVersion: LogFile] = [:]
    private var compactions: [DeltaVersion: [DeltaVersion: LogFile]] = [:]
    private var checksums: [DeltaVersion: LogFile] = [:]
    /// Complete ones only, newest first, and the preferred first within a version.
    package let checkpoints: [[LogFile]]

    package init(_ files: [LogFile]) {
        var candidates: [LogFile] = []
        for file in files {
            switch file.name {
            case .commit(let version): commits[version] = file
            case .compaction(let from, let to): compactions[from, default: [:]][to] = file
            case .checksum(let version): checksums[version] = file
            case .checkpoint where file.size > 0: candidates.append(file)
            case .checkpoint, .lastCheckpoint: break
            }
        }
        checkpoints = Self.complete(candidates)
    }

    package var latestVersion: DeltaVersion? {
        [commits.keys.max(), checkpoints.first?.first?.name.version].compactMap { $0 }.max()
    }

    package var earliestCommit: DeltaVersion? { commits.keys.min() }

    /// What to read for `version`, or for the latest one.
    /// - Throws: `version_not_found` for one that never was or was cleaned up; `corrupt_log` naming a missing commit.
    package func segment(at version: DeltaVersion? = nil) throws -> LogSegment {
        let target = try resolve(version)
        return try segment(at: target, from: checkpoints.first { ($0.first?.name.version ?? .max) <= target } ?? [])
    }

    /// All ways to read `version`, the cheapest first: when a checkpoint turns out to be damaged, the next one will do.
    /// - Throws: as `segment(at:)`, when there is no way at all.
    package func segments(at version: DeltaVersion? = nil) throws -> [LogSegment] {
        let first = try segment(at: version)
        let others = checkpoints.filter { $0 != first.checkpoint && ($0.first?.name.version ?? .max) <= first.version }
        let starts = first.checkpoint.isEmpty ? others : others + [[]]
        return [first] + starts.compactMap { try? segment(at: first.version, from: $0) }
    }

    /// The commits that follow `version`, oldest first: what a held snapshot lacks, or a transaction lost against.
    /// - Throws: `corrupt_log` naming a missing commit.
    package func commits(after version: DeltaVersion, through end: DeltaVersion? = nil) throws -> [LogFile] {
        guard let end = end ?? commits.keys.max() else { return [] }
        var files: [LogFile] = []
        var next = version
        while next < end {
            next = next &+ 1
            guard let file = commits[next] else { throw Self.missing(next) }
            files.append(file)
        }
        return files
    }

    private func resolve(_ version: DeltaVersion?) throws -> DeltaVersion {
        guard let latest = latestVersion else {
            throw DeltaError(.tableNotFound, "The folder's Delta log holds no commit: it is not a Delta table.")
        }
        guard let version else { return latest }
        guard version >= 0, version <= latest else {
            throw DeltaError(.versionNotFound, "Version \(version) does not exist; the latest one is \(latest).")
        }
        let earliest = [checkpoints.last?.first?.name.version, commits[0].map { _ in 0 }].compactMap { $0 }.min()
        if let earliest, version < earliest {
            throw DeltaError(
                .versionNotFound,
                "Version \(version) was cleaned up; the oldest one that can be read is \(earliest)."
            )
        }
        return version
    }

    private func segment(at version: DeltaVersion, from checkpoint: [LogFile]) throws -> LogSegment {
        let start = checkpoint.first?.name.version ?? -1
        return LogSegment(
            version: version,
            checkpoint: checkpoint,
            deltas: try deltas(after: start, through: version),
            commit: commits[version],
            checksum: checksums[version]
        )
    }

    /// Prefers a compaction wherever one starts, the longest first, but not for the last version: its commit must be
    /// read for its provenance anyway.
    private func deltas(after start: DeltaVersion, through end: DeltaVersion) throws -> [LogFile] {
        var files: [LogFile] = []
        var next = start &+ 1
        while next <= end {
            let spans = compactions[next] ?? [:]
            if let span = spans.keys.filter({ $0 < end || ($0 == end && commits[end] == nil) }).max() {
                files += spans[span].map { [$0] } ?? []
                next = span &+ 1
            } else if let commit = commits[next] {
                files.append(commit)
                next = next &+ 1
            } else {
                throw Self.missing(next)
            }
        }
        return files
    }

    private static func missing(_ version: DeltaVersion) -> DeltaError {
        DeltaError(
            .corruptLog,
            """
            The log's commit \(version) (\(LogFileName.commit(version).fileName)) is missing, and no checkpoint covers it. \
            Restore the file, or read a version before it.
            """
        )
    }

    private static func complete(_ files: [LogFile]) -> [[LogFile]] {
        var parts: [PartKey: [Int64: LogFile]] = [:]
        var checkpoints: [[LogFile]] = []
        for file in files {
            guard case .checkpoint(let name) = file.name else { continue }
            if case .part(let part, let count) = name.form {
                parts[PartKey(version: name.version, count: count), default: [:]][part] = file
            } else {
                checkpoints.append([file])
            }
        }
        for (key, found) in parts where Int64(found.count) == key.count {
            checkpoints.append(found.sorted { $0.key < $1.key }.map(\.value))
        }
        return checkpoints.sorted { rank($0) > rank($1) }
    }

    private struct PartKey: Hashable {
        let version: DeltaVersion
        let count: Int64
    }

    /// One file before several; among V2 names the last, so that every reader of the same listing takes the same.
    private static func rank(_ checkpoint: [LogFile]) -> (DeltaVersion, Int, String) {
        guard let first = checkpoint.first, case .checkpoint(let name) = first.name else { return (-1, 0, "") }
        let form =
            switch name.form {
            case .classic: 3
            case .uuid(_, .parquet): 2
            case .uuid(_, .json): 1
            case .part: 0
            }
        return (name.version, form, name.fileName)
    }
}
