import Columns
import DeltaProtocol
import HTTPAPI
import LakeModel
import LakeStore

extension LakeBrowser {
    func statistics(of name: TableName, version: DeltaVersion?) async throws -> TableStatistics {
        let table = try await lake.table(name)
        let snapshot = try await table.snapshot(at: version.map { .version($0) } ?? .latest)
        try snapshot.requireReadable()
        let ranges = snapshot.columnRanges()
        let columns = snapshot.schema.fields.map { field in
            let range = ranges[field.name] ?? ColumnRange()
            return TableStatistics.Column(
                name: field.name,
                type: field.type.sqlName,
                isComparable: field.type.isComparable,
                nullCount: range.nullCount,
                minimum: range.minimum?.text(as: field.type),
                maximum: range.maximum?.text(as: field.type)
            )
        }
        return TableStatistics(
            name: table.name,
            version: snapshot.version,
            rows: snapshot.rows,
            columns: columns
        )
    }
}

extension ScalarValue {
    /// As partition values are spelled, which people can read.
    func text(as type: DeltaType) -> String? {
        (try? PartitionValue.serialize(self, as: type)).flatMap { $0 }
    }
}

extension DeltaType {
    fileprivate var isComparable: Bool {
        switch self {
        case .array, .map, .structure, .variant, .void: false
        default: true
        }
    }
}
