/// A node of a syntax tree.
package struct SyntaxNode: Sendable {
    package let tree: SyntaxTree
    let index: Int

    private var record: NodeRecord { tree.nodes[index] }

    package var kind: SyntaxKind { record.kind }

    /// The node above; nil for the root.
    package var parent: SyntaxNode? { index == 0 ? nil : SyntaxNode(tree: tree, index: Int(record.parent)) }

    /// Indices of its tokens, trivia between them included.
    package var tokenRange: Range<Int> { Int(record.firstToken)..<Int(record.endToken) }

    /// UTF-8 bytes of the text.
    package var range: Range<Int> {
        let tokens = tree.lexed.tokens
        guard !tokenRange.isEmpty else { return 0..<0 }
        return tokens[tokenRange.lowerBound].range.lowerBound..<tokens[tokenRange.upperBound - 1].range.upperBound
    }

    package var text: String { tree.lexed.text(in: range) }

    package var children: Children { Children(tree: tree, upcoming: index + 1, end: Int(record.end)) }

    /// The indices of the node and everything below.
    var subtree: Range<Int> { index..<Int(record.end) }

    /// Everything below, in textual order.
    package var descendants: some Sequence<SyntaxNode> {
        (index + 1..<Int(record.end)).lazy.map { [tree] in SyntaxNode(tree: tree, index: $0) }
    }

    package func child(_ kind: SyntaxKind) -> SyntaxNode? { children.first { $0.kind == kind } }

    /// The tokens that carry meaning, its descendants' included.
    package var terminals: some Sequence<Token> {
        tree.lexed.tokens[tokenRange].lazy.filter { !$0.kind.isTrivia }
    }

    /// The nodes right below, in textual order.
    package struct Children: Sequence, IteratorProtocol {
        let tree: SyntaxTree
        fileprivate var upcoming: Int
        fileprivate let end: Int

        package mutating func next() -> SyntaxNode? {
            guard upcoming < end else { return nil }
            defer { upcoming = Int(tree.nodes[upcoming].end) }
            return SyntaxNode(tree: tree, index: upcoming)
        }
    }
}

extension SyntaxNode {
    /// What a walk meets, in textual order.
    package enum Event {
        case enter(SyntaxNode)
        /// A token, with the innermost node that holds it.
        case token(index: Int, in: SyntaxNode)
        case leave(SyntaxNode)
    }

    /// Meets the node, everything below it and every token once, without recursion.
    package func walk(_ visit: (Event) -> Void) {
        var open = [self]
        var token = tokenRange.lowerBound
        visit(.enter(self))
        func passTokens(to end: Int, in node: SyntaxNode) {
            while token < end {
                visit(.token(index: token, in: node))
                token += 1
            }
        }
        func leave() {
            guard let node = open.popLast() else { return }
            passTokens(to: node.tokenRange.upperBound, in: node)
            visit(.leave(node))
        }
        for node in descendants {
            while let last = open.last, Int(last.record.end) <= node.index { leave() }
            if let last = open.last { passTokens(to: node.tokenRange.lowerBound, in: last) }
            visit(.enter(node))
            open.append(node)
        }
        while !open.isEmpty { leave() }
    }
}
