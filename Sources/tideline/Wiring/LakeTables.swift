import ChangeFeed
import Columns
import DeltaProtocol
import LakeModel
import LakeStore
import QueryService
import SQLRewrite

/// Joins the READ line to the lake.
struct LakeTables: TableResolver {
    let lake: Lake
    let hints: FeedHints

    func resolve(_ name: TableName) async throws -> LocatedTable? {
        do {
            let summary = try await lake.summary(of: name)
            guard summary.unsupportedReaderFeatures.isEmpty else {
                let features = summary.unsupportedReaderFeatures.joined(separator: ", ")
                throw WiringError(
                    code: .unsupportedTableFeature,
                    message: "\(summary.name) needs \(features) of its readers, which Tideline can't do yet; "
                        + "read it with the program that wrote it."
                )
            }
            return LocatedTable(name: summary.name, version: summary.version, location: summary.location)
        } catch let error as LakeStoreError where error.code == .tableNotFound {
            // The engine's session may have a view of this name.
            return nil
        }
    }

    func description(of name: TableName) async throws -> TableDescription {
        let snapshot = try await lake.table(name).snapshot()
        return TableDescription(
            columns: snapshot.schema.fields.map {
                TableDescription.Column(name: $0.name, type: $0.type.sqlName, comment: $0.comment)
            },
            partitionColumns: snapshot.partitionColumns
        )
    }

    func version(of name: TableName, asOf time: String) async throws -> DeltaVersion? {
        guard case .timestamp(let micros)? = try? PartitionValue.parse(Self.withTime(time), as: .timestamp) else {
            return nil
        }
        // Rounded up: a commit within the same millisecond is not after it.
        let milliseconds = micros / 1_000 + (micros % 1_000 > 0 ? 1 : 0)
        return try await lake.table(name).version(at: milliseconds)
    }

    /// A date means its midnight.
    private static func withTime(_ text: String) -> String { text.utf8.count == 10 ? "\(text) 00:00:00" : text }

    func location(ofSchema name: String) -> String { "\(lake.root)/\(name)" }

    func all() async throws -> [LocatedTable] {
        try await lake.tables().compactMap { listing in
            guard case .success(let summary) = listing.result, summary.unsupportedReaderFeatures.isEmpty else {
                return nil
            }
            return LocatedTable(name: summary.name, version: summary.version, location: summary.location)
        }
    }

    /// In one order for everybody, so that two statements never wait for each other. What the engine commits meanwhile is
    /// in no log that we write, so that whoever follows the tables is told to look.
    func withLeases<Value: Sendable>(
        on tables: [TableName],
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        defer { for table in tables { hints.note(table) } }
        return try await withLeases(inOrder: Set(tables).sorted()[...], body)
    }

    private func withLeases<Value: Sendable>(
        inOrder tables: ArraySlice<TableName>,
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        guard let first = tables.first else { return try await body() }
        return try await lake.lease(for: first).withLease(for: "a statement") {
            try await withLeases(inOrder: tables.dropFirst(), body)
        }
    }
}
