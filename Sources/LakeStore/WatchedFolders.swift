import LakeModel

/// Which folder is watched for what, and what its events mean: the decisions of `LakeWatch`.
struct WatchedFolders {
    enum Purpose: Hashable {
        /// Its folders are schemas or tables.
        case names
        /// A table's folder that has no log yet.
        case beginning(TableName)
        case log(TableName)
    }

    private struct Watch {
        let path: String
        var purpose: Purpose
    }

    private var watches: [Int32: Watch] = [:]
    private var numbers: [String: Int32] = [:]

    var count: Int { numbers.count }

    func isWatched(_ path: String) -> Bool { numbers[path] != nil }

    /// - Returns: the watch of the folder that was in this place before, to be let go.
    mutating func add(_ path: String, for purpose: Purpose, as number: Int32) -> Int32? {
        let old = numbers.updateValue(number, forKey: path)
        // Two paths may lead to one folder; the last one that was asked for is told.
        if let other = watches[number], other.path != path { numbers[other.path] = nil }
        watches[number] = Watch(path: path, purpose: purpose)
        guard let old, old != number else { return nil }
        watches[old] = nil
        return old
    }

    /// - Returns: its watch, to be let go.
    mutating func remove(_ path: String) -> Int32? {
        let number = numbers.removeValue(forKey: path)
        if let number { watches[number] = nil }
        return number
    }

    /// What an event hints at, if anything.
    mutating func sign(of event: FolderEvent) -> LakeWatch.Sign? {
        guard let watch = watches[event.watch] else { return nil }
        if event.kind == .ended { _ = remove(watch.path) }
        switch watch.purpose {
        case .names: return event.kind == .begun ? nil : .tables
        case .beginning(let table): return event.name == "_delta_log" ? .table(table) : nil
        case .log(let table): return Self.mayBeCommit(event) ? .table(table) : nil
        }
    }

    /// A commit takes its name by a renaming, or is written under it and closed, or is a second name of a temporary file
    /// that is deleted then. Clean-up deletes old commits and checkpoints.
    private static func mayBeCommit(_ event: FolderEvent) -> Bool {
        switch event.kind {
        case .ended: true
        case .appeared: event.name.hasSuffix(".json")
        case .gone: !kept.contains { event.name.hasSuffix($0) }
        case .begun, .lost: false
        }
    }

    private static let kept = [".json", ".parquet", ".crc"]
}
