import LakeModel

/// The tables that the lake knows of, and which of them hold snapshots.
struct LakeState {
    private var registered: [TableName: TablePlace] = [:]
    private var discovered: [TableName: TablePlace] = [:]
    /// By location, so that two names that differ in case only do not share a handle.
    private var handles: [String: Handle] = [:]
    private var uses: UInt64 = 0

    private struct Handle {
        let table: DeltaTable
        var lastUse: UInt64
    }

    var registeredPlaces: [TablePlace] { Array(registered.values) }

    func registered(_ name: TableName) -> TablePlace? { registered[name] }

    /// A table of the lake that was found by this very spelling before.
    func known(_ name: TableName) -> TablePlace? { discovered[name].flatMap { $0.isSpelled(name) ? $0 : nil } }

    /// False when the name belongs to another location.
    mutating func register(_ place: TablePlace) -> Bool {
        if let other = registered[place.name] { return other.location == place.location }
        registered[place.name] = place
        return true
    }

    mutating func forget(_ name: TableName) -> Bool {
        guard let place = registered.removeValue(forKey: name) else { return false }
        handles[place.location] = nil
        return true
    }

    /// Takes note of what the lake holds now, and forgets the handles of what it does not.
    mutating func found(_ places: [TablePlace]) {
        discovered = Dictionary(places.map { ($0.name, $0) }) { first, _ in first }
        let alive = Set(places.map(\.location)).union(registered.values.map(\.location))
        handles = handles.filter { alive.contains($0.key) }
    }

    mutating func handle(_ place: TablePlace, make: () -> DeltaTable) -> DeltaTable {
        uses &+= 1
        let table = handles[place.location]?.table ?? make()
        handles[place.location] = Handle(table: table, lastUse: uses)
        return table
    }

    /// The tables whose snapshots are to be let go so that the others fit, least recently used first.
    func surplus(limit: ByteCount) -> [DeltaTable] {
        var total: Int64 = 0
        return handles.values.sorted { $0.lastUse > $1.lastUse }.filter { handle in
            total &+= handle.table.heldBytes.bytes
            return total > limit.bytes
        }
        .map(\.table)
    }
}
