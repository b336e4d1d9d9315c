import DeltaProtocol
import HTTPAPI
import LakeModel
import LakeStore
import QuerySuggestions
import Workspace

/// Joins the table routes to the lake.
struct LakeBrowser: TableBrowser {
    let lake: Lake
    let workspace: Workspace

    func list() async throws -> [TableEntry] {
        try await lake.tables().map { listing in
            var entry = TableEntry(name: listing.name, location: listing.location)
            switch listing.result {
            case .success(let summary):
                entry.version = summary.version
                entry.rows = summary.rows
                entry.bytes = summary.bytes.bytes
                entry.files = summary.files
                entry.columns = summary.schema.fields.count
                entry.lastCommit = CommitEntry(summary.lastCommit)
            case .failure(let error): entry.error = TableProblem(error)
            }
            return entry
        }
    }

    func detail(_ name: TableName, version: DeltaVersion?) async throws -> TableDetail {
        let selector = version.map { SnapshotSelector.version($0) } ?? .latest
        var detail = TableDetail(try await lake.table(name).summary(at: selector))
        detail.registered = try await workspace.registeredTables().contains { $0.name == name }
        return detail
    }

    func history(of name: TableName, limit: Int) async throws -> [CommitEntry] {
        try await lake.table(name).history(limit: limit).map(CommitEntry.init)
    }

    func diff(of name: TableName, from: DeltaVersion, to: DeltaVersion) async throws -> VersionDiff {
        VersionDiff(try await lake.table(name).diff(from: from, to: to))
    }

    func rowDiff(of name: TableName, from: DeltaVersion, to: DeltaVersion, limit: Int) async throws -> VersionRows {
        var limits = RowDiff.Limits()
        limits.rows = limit
        return VersionRows(try await lake.table(name).rowDiff(from: from, to: to, limits: limits))
    }

    func register(_ name: TableName, location: String) async throws -> TableDetail {
        try await lake.register(name, location: location)
        do { try await workspace.register(RegisteredTable(name: name, location: location)) } catch {
            _ = lake.forget(name)
            throw error
        }
        return try await detail(name, version: nil)
    }

    func forget(_ name: TableName) async throws {
        guard lake.forget(name) else {
            let table = try await lake.table(name)
            throw WiringError(
                code: .unsupportedStatement,
                message: "\(table.name) lies in the lake's own folder; it is there as long as its files are. "
                    + "Only registered tables can be forgotten."
            )
        }
        _ = try await workspace.forget(name)
    }
}
