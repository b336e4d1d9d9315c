internal import FoundationEssentials
internal import LakeModel
internal import SwiftProtobuf

/// What an engine is asked to do.
package enum SparkPlan: Sendable {
    /// Computes rows and changes nothing.
    case relation(SparkRelation)
    /// Is run for its effect.
    case command(SparkCommand)
}

extension SparkPlan {
    var message: ProtoPlan {
        switch self {
        case .relation(let relation): .with { $0.root = relation.message }
        case .command(let command): .with { $0.command = command.message }
        }
    }

    /// The statement's text, for positions in errors; nil when there is none, or more than one.
    var sql: String? {
        switch self {
        case .relation(let relation): relation.message.sqlText
        case .command(let command): command.message.sqlCommand.input.sqlText
        }
    }

    var isRepeatable: Bool {
        if case .relation = self { true } else { false }
    }
}

extension ProtoRelation {
    /// The text of the SQL relation under limits, offsets, aliases and dropped columns.
    fileprivate var sqlText: String? {
        var relation = self
        while true {
            switch relation.relType {
            case .sql(let sql): return sql.query
            case .limit(let limit): relation = limit.input
            case .offset(let offset): relation = offset.input
            case .subqueryAlias(let alias): relation = alias.input
            case .drop(let drop): relation = drop.input
            case .withRelations(let relations): relation = relations.root
            case .read, .localRelation, nil: return nil
            }
        }
    }
}
