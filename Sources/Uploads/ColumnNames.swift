/// A file's column names as a table can have them: without the characters that Parquet's readers trip over (Delta
/// protocol, Column Names), and no two alike.
struct ColumnNames {
    private static let refused: Set<Character> = [" ", ",", ";", "{", "}", "(", ")", "=", "\t", "\n", "\r", "\r\n"]

    let names: [String]

    init(_ names: [String]) {
        var taken: Set<String> = []
        self.names = names.map { name in
            let plain = String(name.map { Self.refused.contains($0) ? "_" : $0 })
            let base = plain.isEmpty ? "column" : plain
            var free = base
            var number = 1
            while !taken.insert(free.lowercased()).inserted {
                number += 1
                free = "\(base)_\(number)"
            }
            return free
        }
    }
}
