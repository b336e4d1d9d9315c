package import FoundationEssentials
package import LakeModel
internal import SwiftProtobuf
internal import Synchronization

/// Rows that an engine can compute: SQL text, files, values of our own, and what is built on them.
package struct SparkRelation: Sendable {
    let message: ProtoRelation

    init(_ message: ProtoRelation) {
        self.message = message
    }

    private init(_ fill: (inout ProtoRelation) -> Void) {
        message = .with {
            $0.common.planID = Self.planIDs.wrappingAdd(1, ordering: .relaxed).newValue
            fill(&$0)
        }
    }

    /// Engines tell the relations of a plan apart by their ids.
    private static let planIDs = Atomic<Int64>(0)

    /// A query. Parameters are bound by the engine, never pasted into the text.
    package static func sql(_ text: String, parameters: QueryParameters = .none) -> Self {
        Self {
            $0.sql.query = text
            switch parameters {
            case .none: break
            case .named(let values): $0.sql.namedArguments = values.mapValues(\.expression)
            case .positional(let values): $0.sql.posArguments = values.map(\.expression)
            }
        }
    }

    /// Files of a format such as `parquet`, `delta` or `csv`; `schema` is DDL text or Spark's schema JSON.
    package static func read(
        format: String,
        paths: [String],
        options: [String: String] = [:],
        schema: String? = nil
    ) -> Self {
        Self {
            $0.read.dataSource = .with {
                $0.format = format
                $0.paths = paths
                $0.options = options
                if let schema { $0.schema = schema }
            }
        }
    }

    /// A table or view of the session's catalog; `name` is SQL, with back-quotes where a part needs them.
    package static func table(_ name: String, options: [String: String] = [:]) -> Self {
        Self {
            $0.read.namedTable = .with {
                $0.unparsedIdentifier = name
                $0.options = options
            }
        }
    }

    /// Rows that travel with the plan: a whole Arrow IPC stream.
    package static func local(arrowStream: Data, schema: String? = nil) -> Self {
        Self {
            $0.localRelation.data = arrowStream
            if let schema { $0.localRelation.schema = schema }
        }
    }

    /// A query whose text names `references` by their aliases, as if they were tables.
    package static func withRelations(_ root: Self, references: [Self]) -> Self {
        Self {
            $0.withRelations.root = root.message
            $0.withRelations.references = references.map(\.message)
        }
    }

    /// At most so many rows; the protocol's bound of 2^31−1 holds for larger numbers.
    package func limit(_ rows: Int) -> Self {
        Self {
            $0.limit.input = message
            $0.limit.limit = Int32(clamping: max(rows, 0))
        }
    }

    /// Without the first rows; the protocol's bound of 2^31−1 holds for larger numbers.
    package func offset(_ rows: Int) -> Self {
        Self {
            $0.offset.input = message
            $0.offset.offset = Int32(clamping: max(rows, 0))
        }
    }

    /// Without the column of that name, if there is one.
    package func dropping(_ column: String) -> Self {
        Self {
            $0.drop.input = message
            $0.drop.columnNames = [column]
        }
    }

    package func alias(_ name: String) -> Self {
        Self {
            $0.subqueryAlias.input = message
            $0.subqueryAlias.alias = name
        }
    }
}

extension QueryLiteral {
    var expression: ProtoExpression {
        .with { $0.literal = literal }
    }

    private var literal: ProtoExpression.Literal {
        .with {
            switch self {
            case .null: $0.null = .with { $0.null = .init() }
            case .boolean(let value): $0.boolean = value
            case .long(let value): $0.long = value
            case .double(let value): $0.double = value
            case .decimal(let digits): $0.decimal = Self.decimal(digits)
            case .string(let value): $0.string = value
            case .date(let days): $0.date = days
            case .timestamp(let microseconds): $0.timestamp = microseconds
            }
        }
    }

    /// With the precision and scale that the digits show, so that `1.50` is decimal(3,2) on every engine. Digits that
    /// are none go as they are: the engine says what is wrong with them.
    private static func decimal(_ digits: String) -> ProtoExpression.Literal.Decimal {
        let unsigned = digits.drop { $0 == "-" || $0 == "+" }
        let parts = unsigned.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let whole = parts.first?.drop { $0 == "0" }.count ?? 0
        let scale = parts.count == 2 ? parts[1].count : 0
        return .with {
            $0.value = digits
            guard unsigned.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2E }) else { return }
            $0.precision = Int32(clamping: max(whole + scale, 1))
            $0.scale = Int32(clamping: scale)
        }
    }
}
