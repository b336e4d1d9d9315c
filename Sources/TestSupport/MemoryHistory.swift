package import LakeModel
package import QueryService
import Synchronization

/// A history in memory, which can be told to fail.
package final class MemoryHistory: QueryHistory {
    package struct Unwritable: Error {}

    private let records = Mutex<[QueryRecord]>([])
    private let isWritable: Bool

    package init(isWritable: Bool = true) { self.isWritable = isWritable }

    package func begin(_ record: QueryRecord) {
        if isWritable { write(record) }
    }

    package func save(_ record: QueryRecord) async throws {
        guard isWritable else { throw Unwritable() }
        write(record)
    }

    private func write(_ record: QueryRecord) {
        records.withLock { records in
            records.removeAll { $0.id == record.id }
            records.append(record)
        }
    }

    package func query(_ id: QueryID) async throws -> QueryRecord? {
        records.withLock { $0.first { $0.id == id } }
    }

    package func queries(
        search: String?,
        derived: Bool,
        limit: Int,
        before: QueryRecord.Place?
    ) async throws -> [QueryRecord] {
        records.withLock { records in
            let found = records.filter { record in
                (derived || record.source == nil) && search.map { record.sql.contains($0) } ?? true
                    && before.map { record.place < $0 } ?? true
            }
            return Array(found.sorted { $0.place > $1.place }.prefix(limit))
        }
    }
}
