/// Finds a struct's fields by name: exactly, else whatever the case. Not for concurrent use.
final class FieldIndex {
    /// Names in another case that are remembered; records may hold any number of them.
    private static let aliasLimit = 1_024

    private let exact: [ArraySlice<UInt8>: Int]
    private let folded: [String: Int]
    /// Also what no field has: -1.
    private var aliases: [ArraySlice<UInt8>: Int] = [:]

    init(_ names: [String]) {
        let places = names.enumerated()
        exact = Dictionary(places.map { (Array($1.utf8)[...], $0) }, uniquingKeysWith: { first, _ in first })
        folded = Dictionary(places.map { ($1.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
    }

    func place(of name: UnsafeRawBufferPointer) -> Int? {
        let key = Array(name)[...]
        if let place = exact[key] { return place }
        if let alias = aliases[key] { return alias < 0 ? nil : alias }
        let place = folded[String(decoding: name, as: UTF8.self).lowercased()]
        if aliases.count >= Self.aliasLimit { aliases.removeAll(keepingCapacity: true) }
        if key.count <= 128 { aliases[key] = place ?? -1 }
        return place
    }
}
