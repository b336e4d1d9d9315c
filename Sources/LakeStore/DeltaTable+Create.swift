package import DeltaProtocol
import LakeModel

/// A table to be made.
package struct TableDefinition: Sendable {
    package var schema: StructType
    package var partitionColumns: [String]
    /// As `TBLPROPERTIES` of Spark SQL; those that begin with `delta.` have a meaning.
    package var properties: [String: String]
    package var description: String?

    package init(
        schema: StructType,
        partitionColumns: [String] = [],
        properties: [String: String] = [:],
        description: String? = nil
    ) {
        self.schema = schema
        self.partitionColumns = partitionColumns
        self.properties = properties
        self.description = description
    }
}

extension DeltaTable {
    /// Makes the table by its first commit.
    ///
    /// - Throws: `table_exists` when the folder has a log, `invalid_value` for a definition that no table can have.
    @discardableResult
    package func create(_ definition: TableDefinition) async throws -> Snapshot {
        let context = context()
        let actions = try CommitActions.create(newTable(definition), context)
        guard try await log.listing().latestVersion == nil else { throw Self.exists(name) }
        return try await putFirst(actions, context)
    }

    func newTable(_ definition: TableDefinition) -> NewTable {
        NewTable(
            id: environment.uuid(),
            description: definition.description,
            schema: definition.schema,
            partitionColumns: definition.partitionColumns,
            properties: definition.properties
        )
    }

    /// Makes the log's first entry.
    func putFirst(_ actions: [Action], _ context: CommitContext) async throws -> Snapshot {
        let commit = Commit(version: 0, modificationTime: context.now, actions: actions)
        switch try await folder.store.putIfAbsent(log.commitKey(0), commit.encoded()) {
        case .created: break
        case .alreadyExists: throw Self.exists(name)
        case .unknown(let error):
            guard let entry = try await log.commit(0) else { throw error }
            guard entry.commitInfo?.transactionID == context.transactionID else { throw Self.exists(name) }
        }
        onCommit(name)
        return try await snapshot()
    }

    static func exists(_ name: TableName) -> LakeStoreError {
        LakeStoreError(.tableExists, "The table \(name) exists already; append to it, or choose another name.")
    }
}
