/// The names of common table expressions that can be seen from a place, on a walk in textual order.
///
/// A name is seen from behind its definition (from inside it when WITH is RECURSIVE) to the end of the statement or query
/// that WITH belongs to. Names are compared without regard to case.
struct NameScopes {
    private struct Entry {
        let name: String
        let begin: Int
        let end: Int
    }

    /// Definitions whose end has not been reached; an inner one ends before those around it.
    private var pending: [Entry] = []
    private var visible: [Entry] = []
    private var counts: [String: Int] = [:]

    mutating func define(_ expression: SyntaxNode) {
        guard let with = expression.parent, let owner = with.parent, let name = expression.child(.identifier) else {
            return
        }
        let isRecursive = with.terminals.dropFirst().first { _ in true }?.keyword == .recursive
        let begin = isRecursive ? expression.range.lowerBound : expression.range.upperBound
        pending.append(Entry(name: name.identifierValue.lowercased(), begin: begin, end: owner.range.upperBound))
    }

    /// Makes names visible and hides them as the walk comes to `node`.
    mutating func advance(to node: SyntaxNode) {
        let place = node.range.lowerBound
        hide(to: place)
        while let entry = pending.last, entry.begin <= place {
            pending.removeLast()
            guard entry.end > place else { continue }
            visible.append(entry)
            counts[entry.name, default: 0] += 1
        }
    }

    private mutating func hide(to place: Int) {
        while let entry = visible.last, entry.end <= place {
            visible.removeLast()
            counts[entry.name, default: 1] -= 1
        }
    }

    func contains(_ name: String) -> Bool { counts[name.lowercased(), default: 0] > 0 }
}
