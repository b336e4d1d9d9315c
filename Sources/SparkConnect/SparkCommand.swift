package import LakeModel
internal import SwiftProtobuf

/// Something that an engine does for its effect.
package struct SparkCommand: Sendable {
    let message: ProtoCommand

    private init(_ fill: (inout ProtoCommand) -> Void) {
        message = .with(fill)
    }

    /// A statement of any kind. The answer is a relation: for a query the query itself, for anything else what it says.
    package static func sql(_ text: String, parameters: QueryParameters = .none) -> Self {
        sql(.sql(text, parameters: parameters))
    }

    /// A statement that names other relations by their aliases: `relation` is `SparkRelation.withRelations` or `.sql`.
    package static func sql(_ relation: SparkRelation) -> Self {
        Self { $0.sqlCommand.input = relation.message }
    }

    /// A name for a relation, seen in this session (or in all of them: `global_temp`) until the session ends.
    package static func createTempView(
        _ name: String,
        of relation: SparkRelation,
        replace: Bool = true,
        global: Bool = false
    ) -> Self {
        Self {
            $0.createDataframeView = .with {
                $0.input = relation.message
                $0.name = name
                $0.replace = replace
                $0.isGlobal = global
            }
        }
    }

    /// Writes rows to a folder or a table. `format` nil is the engine's default.
    package static func write(
        _ relation: SparkRelation,
        to target: SparkWriteTarget,
        format: String? = nil,
        mode: SparkSaveMode,
        options: [String: String] = [:],
        partitionedBy columns: [String] = []
    ) -> Self {
        Self {
            $0.writeOperation = .with {
                $0.input = relation.message
                if let format { $0.source = format }
                $0.saveType = target.message
                $0.mode = mode.message
                $0.options = options
                $0.partitioningColumns = columns
            }
        }
    }

    /// Writes rows to a table of the catalog by the newer interface: the mode says what the table must be.
    package static func writeTable(
        _ relation: SparkRelation,
        table: String,
        mode: SparkTableWriteMode,
        format: String? = nil,
        options: [String: String] = [:],
        properties: [String: String] = [:],
        partitionedBy columns: [String] = []
    ) -> Self {
        Self {
            $0.writeOperationV2 = .with {
                $0.input = relation.message
                $0.tableName = table
                if let format { $0.provider = format }
                $0.mode = mode.message
                $0.options = options
                $0.tableProperties = properties
                $0.partitioningColumns = columns.map { name in
                    .with { $0.unresolvedAttribute.unparsedIdentifier = TableName.quoted(name) }
                }
            }
        }
    }
}

package enum SparkWriteTarget: Sendable, Hashable {
    case path(String)
    /// Made if it does not exist.
    case saveAsTable(String)
    /// Must exist; columns go by position.
    case insertInto(String)

    var message: ProtoWriteOperation.OneOf_SaveType {
        switch self {
        case .path(let path): .path(path)
        case .saveAsTable(let name):
            .table(
                .with {
                    $0.tableName = name
                    $0.saveMethod = .saveAsTable
                }
            )
        case .insertInto(let name):
            .table(
                .with {
                    $0.tableName = name
                    $0.saveMethod = .insertInto
                }
            )
        }
    }
}

package enum SparkSaveMode: Sendable, Hashable {
    case append, overwrite, errorIfExists, ignore

    var message: ProtoWriteOperation.SaveMode {
        switch self {
        case .append: .append
        case .overwrite: .overwrite
        case .errorIfExists: .errorIfExists
        case .ignore: .ignore
        }
    }
}

package enum SparkTableWriteMode: Sendable, Hashable {
    case create, overwritePartitions, append, replace, createOrReplace

    var message: ProtoWriteOperationV2.Mode {
        switch self {
        case .create: .create
        case .overwritePartitions: .overwritePartitions
        case .append: .append
        case .replace: .replace
        case .createOrReplace: .createOrReplace
        }
    }
}
