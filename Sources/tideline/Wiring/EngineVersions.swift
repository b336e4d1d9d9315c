import LakeModel
import LakeStore
import QueryService
import SQLRewrite

/// Where the embedded engine finds the versions that a statement reads.
///
/// It begins with the checkpoint that `_last_checkpoint` names, and then can't go back: a version before that one it
/// finds only in a mirror (Sail 0.7.2: "Missing commit file"). And it lists the whole log for each query, about 14 µs a
/// file, so that a day of one-second commits makes a query take seconds: a mirror's log is short.
struct EngineVersions: Sendable {
    let lake: Lake
    let mirrors: VersionMirrors

    /// Commits in a log that the engine may list; more cost more than to mirror a version of as many files.
    private static let shortLog: Int64 = 1_000

    /// Whether the statement reads a version that lies before its table's last checkpoint, or a table with a long log.
    func needMirrors(_ statement: PermittedSQL) async throws -> Bool {
        guard try await canBeMirrored(statement) else { return false }
        for read in statement.reads {
            let table = try await lake.table(read.table)
            if let checkpoint = try await table.lastCheckpoint(), checkpoint > read.version { return true }
            // Most tables end here: a log has no more commits than its table has versions.
            guard read.version > Self.shortLog else { continue }
            let longest = max(Self.shortLog, Int64(try await table.summary().files))
            if try await table.commitsInLog() > longest { return true }
        }
        return false
    }

    /// Whether a session that knows the tables by their mirrors alone can run the statement.
    func canBeMirrored(_ statement: PermittedSQL) async throws -> Bool {
        guard statement.isTied, !statement.reads.isEmpty else { return false }
        for read in statement.reads where try await !lake.table(read.table).isLocal { return false }
        return true
    }

    /// Runs `body` with the statement's tables where they have all the versions that it reads.
    func withMirrors<Value>(
        of statement: PermittedSQL,
        _ body: ([LocatedTable]) async throws -> Value
    ) async throws -> Value {
        let reads = Dictionary(grouping: statement.reads, by: \.table).mapValues { Set($0.map(\.version)) }
            .sorted { $0.key < $1.key }
        var tables: [(table: DeltaTable, versions: Set<DeltaVersion>)] = []
        for (name, versions) in reads { tables.append((try await lake.table(name), versions)) }
        return try await mirrors.withMirrors(of: tables) { locations in
            try await body(
                zip(reads, locations).map { read, location in
                    LocatedTable(name: read.key, version: read.value.max() ?? 0, location: location)
                }
            )
        }
    }
}
