package import Columns
package import LakeModel
import Synchronization

/// A folder of Delta tables, `<lake>/<schema>/<table>/_delta_log`, and the tables elsewhere that were registered by
/// name.
///
/// Nothing about the lake is kept that the next look does not check: tables that others make, change, replace or remove
/// are seen as they are.
package final class Lake: Sendable {
    /// The lake's folder, an absolute path.
    package let root: String

    let store: any ObjectStore
    let environment: StoreEnvironment
    let options: LakeOptions
    let upkeep: UpkeepQueue
    private let onCommit: @Sendable (TableName) -> Void
    let state = Mutex(LakeState())
    private let leases = Mutex<[TableName: TableLease]>([:])

    /// - Parameters:
    ///   - store: where the lake's keys are looked up; nil means the folder `root` itself.
    ///   - onCommit: told of each commit that was made through this lake.
    ///   - onTrouble: told of checkpoints and checksums that could not be written, and of logs that don't add up to
    ///     their checksums.
    package init(
        root: String,
        store: (any ObjectStore)? = nil,
        options: LakeOptions = LakeOptions(),
        environment: StoreEnvironment = .system,
        onCommit: @escaping @Sendable (TableName) -> Void = { _ in },
        onTrouble: @escaping @Sendable (TableName, any Error) -> Void = { _, _ in }
    ) {
        self.root = root.count > 1 && root.hasSuffix("/") ? String(root.dropLast()) : root
        self.store = store ?? LocalObjectStore(root: root, environment: environment)
        self.options = options
        self.environment = environment
        self.onCommit = onCommit
        upkeep = UpkeepQueue(onTrouble: onTrouble)
    }

    /// Writes checkpoints and checksums after commits until the task is cancelled.
    package func run() async { await upkeep.run() }

    /// Does the upkeep that is waiting, for commands that have no `run`.
    package func drainUpkeep() async { await upkeep.drain() }

    /// The turn to write to a table; the same object for each call with the same name.
    package func lease(for name: TableName) -> TableLease {
        leases.withLock { leases in
            if let lease = leases[name] { return lease }
            let lease = TableLease(table: name)
            leases[name] = lease
            return lease
        }
    }

    /// A table, found without regard to case; a name spelled exactly so goes before others.
    ///
    /// - Throws: `table_not_found` with the nearest names.
    package func table(_ name: TableName) async throws -> DeltaTable {
        if let place = state.withLock({ $0.registered(name) }) { return handle(place) }
        if let known = state.withLock({ $0.known(name) }) {
            // Looks for itself whether the table is still there; the snapshot that follows finds the answer warm.
            let table = handle(known)
            if (try? await table.summary()) != nil { return table }
        }
        let places = try await discover()
        let matches = places.filter { $0.name == name }
        guard let place = matches.first(where: { $0.isSpelled(name) }) ?? matches.first else {
            throw notFound(name, among: places.map(\.name))
        }
        guard try await hasLog(place) else { throw notFound(name, among: []) }
        return handle(place)
    }

    package func summary(of name: TableName) async throws -> TableSummary { try await table(name).summary() }

    /// Makes a table elsewhere known under a name of the lake.
    ///
    /// - Parameter location: an absolute path or a `file:` URL.
    /// - Throws: `table_exists` when the name is taken, `table_not_found` when no table is there.
    package func register(_ name: TableName, location: String) async throws {
        let place = try TablePlace(name: name, location: location, environment: environment)
        guard try await hasLog(place) else {
            throw LakeStoreError(
                .tableNotFound,
                "There is no Delta table in \(location); it needs a _delta_log folder."
            )
        }
        let taken = try await discover().contains { $0.name == name }
        let accepted = state.withLock { taken ? false : $0.register(place) }
        guard accepted else {
            throw LakeStoreError(.tableExists, "The name \(name) is taken; choose another or forget that table first.")
        }
    }

    /// Forgets a registered table; its data stays. False when none of this name was registered.
    package func forget(_ name: TableName) -> Bool { state.withLock { $0.forget(name) } }

    /// Makes a table in the lake.
    ///
    /// - Throws: `table_exists`, `invalid_value` for a definition that no table can have.
    package func create(_ name: TableName, _ definition: TableDefinition) async throws -> DeltaTable {
        if let existing = try? await table(name) { throw DeltaTable.exists(existing.name) }
        let place = try TablePlace(name: name, lake: self)
        let table = handle(place)
        try await table.create(definition)
        return table
    }

    /// Makes a table of the lake together with its rows, by one commit; see `DeltaTable.create`.
    package func create(
        _ name: TableName,
        _ definition: TableDefinition,
        fill: (_ append: @escaping (RecordBatch) async throws -> Void) async throws -> Void
    ) async throws -> DeltaTable {
        if let existing = try? await table(name) { throw DeltaTable.exists(existing.name) }
        let table = handle(try TablePlace(name: name, lake: self))
        _ = try await table.create(definition, fill: fill)
        return table
    }

    func handle(_ place: TablePlace) -> DeltaTable {
        state.withLock { state in
            state.handle(place) {
                DeltaTable(
                    name: place.name,
                    location: place.location,
                    folder: place.folder,
                    options: options.table,
                    environment: environment,
                    upkeep: upkeep,
                    onCommit: onCommit
                )
            }
        }
    }

    func hasLog(_ place: TablePlace) async throws -> Bool {
        let page = try await place.folder.store.list(
            ListRequest(prefix: place.folder.logPrefix, byFolder: true, limit: 1)
        )
        return !page.objects.isEmpty
    }

    private func notFound(_ name: TableName, among names: [TableName]) -> LakeStoreError {
        let similar = names.filter { $0.table.lowercased() == name.table.lowercased() }
        let advice = similar.isEmpty ? "look at the list of tables" : "did you mean \(similar[0])?"
        return LakeStoreError(.tableNotFound, "There is no table \(name) in the lake; \(advice).")
    }
}

package struct LakeOptions: Sendable {
    package var table = TableOptions()
    /// Memory for held snapshots, as estimated; the least recently used go first.
    package var snapshotMemory: ByteCount = .mebibytes(64)
    /// Tables whose logs are read at the same time by a listing.
    package var parallelLoads = 4

    package init() {}
}
