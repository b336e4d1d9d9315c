/// A text of Spark SQL as a tree that loses nothing: every token, white space and comments too, stands in it exactly once.
///
/// Every text has a tree. What is wrong with it is in `diagnostics`, in textual order; the tokens that no rule could read
/// are in `.unexpected` nodes. Time and memory are linear in the text's length.
package final class SyntaxTree: Sendable {
    package let lexed: LexedText
    package let diagnostics: [SyntaxDiagnostic]
    /// Nodes in pre-order: a node's descendants stand right behind it.
    let nodes: [NodeRecord]
    /// The parser's work, in terminals read and nodes completed.
    package let steps: Int

    private init(lexed: LexedText, diagnostics: [SyntaxDiagnostic], nodes: [NodeRecord], steps: Int) {
        self.lexed = lexed
        self.diagnostics = diagnostics
        self.nodes = nodes
        self.steps = steps
    }

    package static func parse(_ text: String, options: ParserOptions = ParserOptions()) -> SyntaxTree {
        parse(LexedText(text), options: options)
    }

    package static func parse(_ lexed: LexedText, options: ParserOptions = ParserOptions()) -> SyntaxTree {
        var parser = Parser(lexed, options: options)
        parser.script()
        let diagnostics = DiagnosticWriter(lexed: lexed, terminals: parser.terminals, unread: parser.unread)
            .write(parser.failures)
        let nodes = NodeRecord.preorder(parser.nodes, terminals: parser.terminals, tokens: lexed.tokens.count)
        return SyntaxTree(lexed: lexed, diagnostics: diagnostics, nodes: nodes, steps: parser.steps)
    }

    package var text: String { lexed.text }

    package var root: SyntaxNode { SyntaxNode(tree: self, index: 0) }

    /// The statements between the semicolons; those of a block are in its node.
    package var statements: [SyntaxNode] { root.children.filter { $0.kind == .statement } }
}

/// A node as the parser leaves it: a range of terminals, and how many of the nodes before it are below it.
struct CompletedNode {
    let kind: SyntaxKind
    let first: Int32
    let end: Int32
    let descendants: Int32
}

/// A node as the tree keeps it.
struct NodeRecord {
    let kind: SyntaxKind
    /// Index of the node above; its own for the root.
    let parent: Int32
    /// The index behind its last descendant.
    let end: Int32
    /// Its tokens, trivia between them included.
    let firstToken: Int32
    let endToken: Int32
}

extension NodeRecord {
    /// Post-order turned into pre-order below a root, without recursion: chains of operators may be as deep as they are
    /// long.
    static func preorder(_ completed: [CompletedNode], terminals: Terminals, tokens: Int) -> [NodeRecord] {
        let root = NodeRecord(
            kind: .script,
            parent: 0,
            end: Int32(clamping: completed.count + 1),
            firstToken: 0,
            endToken: Int32(clamping: tokens)
        )
        var records = Array(repeating: root, count: completed.count + 1)
        // Nodes whose descendants are being placed: where the next of them, from the last, ends.
        var open: [(index: Int, nextEnd: Int, remaining: Int)] = [(0, completed.count + 1, completed.count)]
        for node in completed.reversed() {
            while let last = open.last, last.remaining == 0 { open.removeLast() }
            guard let above = open.last else { break }
            let size = Int(node.descendants) + 1
            let index = above.nextEnd - size
            open[open.count - 1].nextEnd = index
            open[open.count - 1].remaining -= size
            records[index] = NodeRecord(
                kind: node.kind,
                parent: Int32(clamping: above.index),
                end: Int32(clamping: index + size),
                firstToken: terminals[Int(node.first)].token,
                endToken: terminals[Int(node.end) - 1].token + 1
            )
            open.append((index, index + size, size - 1))
        }
        return records
    }
}
