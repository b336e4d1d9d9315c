import ChangeFeed
import LakeModel

/// The data of a `table` event: one commit, or what stands in for commits that are not listed one by one.
struct TableJSON: Encodable {
    let table: String
    var version: DeltaVersion?
    var timestamp, operation, engineInfo: String?
    var filesAdded, filesRemoved: Int?
    var rowsAdded, rowsRemoved, bytesAdded, bytesRemoved: Int64?
    var dataChanged, schemaChanged: Bool?
    var resync, created, removed: Bool?

    /// nil for what the list of tables shows instead.
    init?(_ event: FeedEvent) {
        table = event.table.description
        switch event {
        case .change(let change): set(change)
        case .resync(let position):
            resync = true
            version = position.version
        case .created(let position):
            created = true
            version = position.version
        case .removed: removed = true
        case .unreadable: return nil
        }
    }

    private mutating func set(_ change: TableChange) {
        version = change.version
        timestamp = isoTime(milliseconds: change.timestamp)
        operation = change.operation
        engineInfo = change.engineInfo
        filesAdded = change.filesAdded
        filesRemoved = change.filesRemoved
        rowsAdded = change.rowsAdded
        rowsRemoved = change.rowsRemoved
        bytesAdded = change.bytesAdded
        bytesRemoved = change.bytesRemoved
        dataChanged = change.dataChanged
        schemaChanged = change.schemaChanged
    }
}
