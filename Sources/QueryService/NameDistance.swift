import LakeModel

/// Finds the name that somebody probably meant.
enum NameDistance {
    /// The known name that differs in the fewest places; nil when none is near.
    static func nearest(to name: TableName, among known: [TableName]) -> TableName? {
        let wanted = name.table.lowercased()
        let ranked = known.map { (name: $0, distance: edits(wanted, $0.table.lowercased())) }
        guard let best = ranked.min(by: { ($0.distance, $0.name) < ($1.distance, $1.name) }) else { return nil }
        return best.distance <= (wanted.count < 4 ? 1 : max(2, wanted.count / 3)) ? best.name : nil
    }

    /// Insertions, deletions and replacements of one character that turn one text into the other (Levenshtein).
    private static func edits(_ one: String, _ other: String) -> Int {
        let other = Array(other)
        var row = Array(0...other.count)
        for (line, character) in one.enumerated() {
            var diagonal = row[0]
            row[0] = line + 1
            for column in other.indices {
                let replaced = diagonal + (other[column] == character ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(replaced, row[column] + 1, diagonal + 1)
            }
        }
        return row[other.count]
    }
}
