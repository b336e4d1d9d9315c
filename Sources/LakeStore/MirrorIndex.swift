import LakeModel

/// Which versions of which tables are mirrored, and which must go: the decisions of `VersionMirrors`, without its files.
struct MirrorIndex {
    /// One version of the table at a location.
    struct Key: Hashable {
        let location: String
        let version: DeltaVersion
    }

    private struct Entry {
        let mark: String?
        let cost: Int64
        /// Those who read it; it must stay meanwhile.
        var users: Int
        var lastUse: UInt64
    }

    /// What is to be deleted.
    struct Surplus: Equatable {
        /// Of mirrors that go on.
        var checkpoints: [Checkpoint] = []
        /// Mirrors of which nothing is left.
        var folders: Set<String> = []
    }

    struct Checkpoint: Hashable {
        let folder: String
        let version: DeltaVersion
    }

    /// Links to files that may gather in a mirror, or twice those of its newest version.
    static let mostLinks = 4_096

    private let limit: Int64
    private var links: [String: Int] = [:]
    private var entries: [Key: Entry] = [:]
    /// By the table's location; a location keeps its folder's name for good, so that engines may remember it.
    private var folders: [String: String] = [:]
    private var uses: UInt64 = 0

    init(limit: ByteCount) { self.limit = limit.bytes }

    /// Small checkpoints count for more than their bytes, which bounds their number as well.
    static let leastCost = ByteCount.mebibytes(2).bytes

    /// A plain number: locations are too long for names, and what a table calls itself is outside data.
    mutating func folder(for location: String) -> String {
        if let known = folders[location] { return known }
        let name = String(folders.count)
        folders[location] = name
        return name
    }

    /// Keeps a version until it is released; false when it is not there as it is now.
    mutating func keep(_ key: Key, mark: String?) -> Bool {
        guard let entry = entries[key], entry.mark == mark else { return false }
        uses &+= 1
        entries[key]?.users += 1
        entries[key]?.lastUse = uses
        return true
    }

    /// Takes note of a checkpoint that was written, and keeps it. Those who read the one before go on doing so.
    mutating func add(_ key: Key, mark: String?, bytes: Int) {
        uses &+= 1
        let cost = max(Int64(bytes), Self.leastCost)
        entries[key] = Entry(mark: mark, cost: cost, users: (entries[key]?.users ?? 0) + 1, lastUse: uses)
    }

    /// Takes note of links that were made for a version. When many have gathered, all else of the table's mirror is given
    /// up, unless somebody reads it.
    ///
    /// - Returns: the other versions' checkpoints, which are to be deleted with all links but the version's own; nil
    ///   while the links may stay.
    mutating func addLinks(_ made: Int, for key: Key, of names: Int) -> [Checkpoint]? {
        links[key.location, default: 0] += made
        guard links[key.location, default: 0] > max(Self.mostLinks, 2 * names) else { return nil }
        let others = entries.filter { $0.key.location == key.location && $0.key != key }
        guard others.allSatisfy({ $0.value.users == 0 }) else { return nil }
        for other in others.keys { entries[other] = nil }
        links[key.location] = names
        return others.keys.map { Checkpoint(folder: folder(for: $0.location), version: $0.version) }
    }

    mutating func release(_ key: Key) { entries[key]?.users -= 1 }

    /// Takes out the least recently used versions until the rest fits; never one in use.
    mutating func evict() -> Surplus {
        var total = entries.values.reduce(0) { $0 &+ $1.cost }
        guard total > limit else { return Surplus() }
        let unused = entries.filter { $0.value.users == 0 }.sorted { $0.value.lastUse < $1.value.lastUse }
        var evicted: [Checkpoint] = []
        for (key, entry) in unused where total > limit {
            entries[key] = nil
            total &-= entry.cost
            evicted.append(Checkpoint(folder: folder(for: key.location), version: key.version))
        }
        let alive = Set(Set(entries.keys.map(\.location)).map { folder(for: $0) })
        return Surplus(
            checkpoints: evicted.filter { alive.contains($0.folder) },
            folders: Set(evicted.map(\.folder)).subtracting(alive)
        )
    }
}
