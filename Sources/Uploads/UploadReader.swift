package import Columns
import DeltaProtocol
package import LakeModel
package import QueryService

/// Reads files that people have brought: the engine parses them and converts their values, through the same gate as
/// every statement, with the file as the only relation.
package struct UploadReader: Sendable {
    package struct Preview: Sendable {
        package let columns: [UploadColumn]
        package let schema: Schema
        package let rows: [RecordBatch]
    }

    private static let previewRows = 100
    /// Types are found from all rows: a column whose thousandth value is a word is no number.
    private static let inference = ["inferSchema": "true", "schemaInferMaxRecords": "9223372036854775807"]

    private let queries: QueryService

    package init(_ queries: QueryService) { self.queries = queries }

    /// The columns with the types that all their values fit, and the first rows.
    package func preview(_ upload: Upload) async throws -> Preview {
        let plan = try await plan(upload, wanting: [])
        let (schema, rows) = try await collect("\(plan.select) LIMIT \(Self.previewRows)", plan.source, of: upload)
        return Preview(columns: plan.columns, schema: schema, rows: rows)
    }

    /// How the file becomes a table.
    ///
    /// - Parameter wanted: columns whose type is to be another than the file's.
    /// - Throws: `column_not_found` for one that the file lacks, `invalid_value` for a type that no table has.
    package func plan(_ upload: Upload, wanting wanted: [UploadColumn]) async throws -> UploadPlan {
        try await checkHeader(of: upload)
        let inferred = try await collect("SELECT * FROM result LIMIT 0", upload.source(Self.inference), of: upload)
            .schema
        guard !inferred.fields.isEmpty else { throw UploadError(.invalidValue, "The file has no columns.") }
        let found = inferred.fields.map { UploadColumn(name: $0.name, type: Self.type(of: $0.type)) }
        let named = zip(ColumnNames(found.map(\.name)).names, found).map { UploadColumn(name: $0, type: $1.type) }
        let types = try Self.types(wanted, in: named)
        let columns = named.map { UploadColumn(name: $0.name, type: types[$0.name.lowercased()] ?? $0.type) }
        // Values of a CSV file are text until we convert them ourselves, which can say where one does not fit.
        let isText = upload.format == .csv
        let schema = isText ? found.map { "\(Self.quoted($0.name)) STRING" }.joined(separator: ", ") : nil
        let source = upload.source(upload.format.isJSON ? Self.inference : [:], schema: schema)
        let given = isText ? found.map { UploadColumn(name: $0.name, type: "string") } : found
        return UploadPlan(upload: upload, source: source, columns: columns, given: given)
    }

    /// Looks through the whole file for values that do not convert; fails with `invalid_value`, which names the first.
    package func check(_ plan: UploadPlan) async throws {
        guard let sql = plan.countOfMisfits else { return }
        let rows = try await collect(sql, plan.source, of: plan.upload).rows
        guard let counts = rows.first(where: { $0.rowCount > 0 })?.row(0) else { return }
        for (converted, count) in zip(plan.conversions, counts.map(\.int64Value)) {
            guard let count, count > 0 else { continue }
            let place = try await collect(plan.firstMisfit(of: converted), plan.source, of: plan.upload).rows
            let row = place.first { $0.rowCount > 0 }?.row(0).first?.int64Value ?? 1
            throw UploadError.misfit(row: row, column: converted, count: count)
        }
    }

    /// All rows with the plan's types, in no order that could be relied on.
    package func forEachBatch(of plan: UploadPlan, _ body: @escaping (RecordBatch) async throws -> Void) async throws {
        var request = QueryRequest(sql: plan.select, source: .file(plan.source))
        request.isKept = false
        _ = try await readable(plan.upload) {
            try await queries.run(request) { event in
                guard case .rows(let block) = event else { return }
                for batch in try block.batches() { try await body(batch) }
            }
        }
    }

    // MARK: What the engine says

    private func collect(
        _ sql: String,
        _ source: FileSource,
        of upload: Upload
    ) async throws -> (schema: Schema, rows: [RecordBatch]) {
        var request = QueryRequest(sql: sql, source: .file(source))
        request.isKept = false
        var schema = Schema([])
        var rows: [RecordBatch] = []
        _ = try await readable(upload) {
            try await queries.run(request) { event in
                switch event {
                case .schema(let found): schema = found
                case .rows(let block): rows += try block.batches()
                case .started: break
                }
            }
        }
        return (schema, rows)
    }

    private func readable<Value>(_ upload: Upload, _ body: () async throws -> Value) async throws -> Value {
        do { return try await body() } catch let error as any DescribedError
            where error.code.isOfContent && !(error is UploadError)
        {
            throw UploadError.unreadable(upload.format, error)
        }
    }

    /// The engine merges columns of one name without a word.
    private func checkHeader(of upload: Upload) async throws {
        guard upload.format == .csv, upload.options.header else { return }
        let rows = try await collect("SELECT * FROM result LIMIT 1", upload.source(["header": "false"]), of: upload)
            .rows
        guard let header = rows.first(where: { $0.rowCount > 0 })?.row(0) else {
            throw UploadError(.invalidValue, "The file is empty.")
        }
        var names: Set<String> = []
        for (number, cell) in header.enumerated() {
            guard let name = cell.stringValue, !name.isEmpty else {
                throw UploadError(.invalidValue, "Column \(number + 1) has no name in the first line; give it one.")
            }
            guard names.insert(name.lowercased()).inserted else {
                throw UploadError(.invalidValue, "The first line has two columns \(name); rename one.")
            }
        }
    }

    // MARK: Types

    private static func type(of type: DataType) -> String {
        switch type {
        // Tables are in UTC, and so are times without a zone in files.
        case .timestampNTZ: "timestamp"
        case .null: "string"
        default: type.sqlName
        }
    }

    /// By lower-cased name, spelled as Spark SQL does.
    private static func types(_ wanted: [UploadColumn], in found: [UploadColumn]) throws -> [String: String] {
        let names = Set(found.map { $0.name.lowercased() })
        let pairs = try wanted.map { column in
            guard names.contains(column.name.lowercased()) else {
                throw UploadError(.columnNotFound, "The file has no column \(column.name).")
            }
            guard let type = DeltaType(sqlName: column.type) else {
                throw UploadError(
                    .invalidValue,
                    "The column \(column.name) has no Spark SQL type: use string, bigint, "
                        + "double, decimal(10,2), boolean, date or timestamp."
                )
            }
            return (column.name.lowercased(), type.sqlName)
        }
        return Dictionary(pairs) { _, last in last }
    }

    static func quoted(_ name: String) -> String { "`\(name.replacing("`", with: "``"))`" }
}

extension ErrorCode {
    /// Codes of what is wrong with a file's contents, and not with the engine or the disk.
    fileprivate var isOfContent: Bool {
        switch self {
        case .queryFailed, .invalidValue, .typeError, .corruptData, .columnNotFound: true
        default: false
        }
    }
}
