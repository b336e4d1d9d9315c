import DeltaProtocol
import HTTPAPI
import LakeModel
import LakeStore

extension LakeBrowser {
    func files(of name: TableName, version: DeltaVersion?, limit: Int, columns: [String]) async throws -> FileList {
        let table = try await lake.table(name)
        let snapshot = try await table.snapshot(at: version.map { .version($0) } ?? .latest)
        let fields = try columns.map { column in
            guard let field = snapshot.schema[column] else {
                throw WiringError(
                    code: .columnNotFound,
                    message: "\(table.name) has no column \(TableName.quoted(column)) at version \(snapshot.version)."
                )
            }
            return field
        }
        let largest = snapshot.files.sorted { ($1.size, $0.path) < ($0.size, $1.path) }.prefix(limit)
        let entries = largest.map { file in
            var entry = FileEntry(DataFile(file, schema: snapshot.schema))
            if !fields.isEmpty { entry.statistics = statistics(of: file, fields, in: snapshot) }
            return entry
        }
        return FileList(version: snapshot.version, fileCount: snapshot.fileCount, files: entries)
    }

    private func statistics(
        of file: AddFile,
        _ fields: [StructField],
        in snapshot: Snapshot
    ) -> [String: FileEntry.Statistics] {
        let ranges = snapshot.columnRanges(of: file, columns: fields.map(\.name))
        let known = fields.compactMap { field in
            ranges[field.name].map { range in
                let entry = FileEntry.Statistics(
                    min: range.minimum?.text(as: field.type),
                    max: range.maximum?.text(as: field.type),
                    nullCount: range.nullCount
                )
                return (field.name, entry)
            }
        }
        return Dictionary(known) { first, _ in first }
    }
}
