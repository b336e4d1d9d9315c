import Columns
import DeltaProtocol
import HTTPAPI
import LakeModel
import LakeStore

extension LakeBrowser {
    func create(_ table: TableToCreate) async throws -> TableDetail {
        TableDetail(try await lake.create(table.name, definition(of: table)).summary())
    }

    func create(
        _ table: TableToCreate,
        fill: (_ append: @escaping (RecordBatch) async throws -> Void) async throws -> Void
    ) async throws -> TableDetail {
        TableDetail(try await lake.create(table.name, definition(of: table), fill: fill).summary())
    }

    private func definition(of table: TableToCreate) throws -> TableDefinition {
        let fields = try table.columns.map { column in
            guard let type = DeltaType(sqlName: column.type) else {
                throw WiringError(
                    code: .invalidValue,
                    message: "The column \(column.name) has no Spark SQL type: use string, bigint, double, timestamp, "
                        + "decimal(10,2), array<string>, struct<a:int> and the like."
                )
            }
            let metadata: [String: JSONValue] = column.comment.map { ["comment": .string($0)] } ?? [:]
            return StructField(column.name, type, nullable: column.nullable ?? true, metadata: metadata)
        }
        return TableDefinition(
            schema: StructType(fields),
            partitionColumns: table.partitionColumns,
            properties: table.properties,
            description: table.description
        )
    }
}
