/// Collects an outline in one pass over the statement's nodes, in textual order.
struct OutlineBuilder {
    private let statement: SyntaxNode
    private(set) var tables: [TableReference] = []
    private(set) var paths: [PathReference] = []
    private(set) var functions: [NameReference] = []
    private(set) var procedures: [NameReference] = []
    private(set) var namespaces: [NameReference] = []
    private(set) var parameters: [ParameterReference] = []
    private(set) var definitions: [SyntaxNode] = []
    private var scopes = NameScopes()

    init(_ statement: SyntaxNode) { self.statement = statement }

    mutating func run() {
        for node in statement.descendants {
            scopes.advance(to: node)
            take(node)
        }
    }

    var outline: StatementOutline {
        let top = statement.kind == .statement ? statement.children.first { _ in true } : statement
        let inner = top?.kind == .explain ? top?.children.first { _ in true } : nil
        return StatementOutline(
            kind: (inner ?? top)?.kind ?? .statement,
            isExplained: top?.kind == .explain,
            builder: self
        )
    }

    private mutating func take(_ node: SyntaxNode) {
        switch node.kind {
        case .commonTableExpression:
            definitions.append(node)
            scopes.define(node)
        case .tableName: takeRead(node)
        case .writtenTable: takeTable(node, .write)
        case .writtenView: takeTable(node, .createTemporaryView)
        case .describedTable: takeTable(node, .describe)
        case .functionName, .currentValue: functions.append(reference(node, .use))
        case .writtenFunction: functions.append(reference(node, .write))
        case .functionPattern: functions.append(reference(node, .describe))
        case .procedureName: procedures.append(reference(node, node.parent?.kind == .call ? .use : .describe))
        case .namespaceName: namespaces.append(reference(node, node.parent?.kind == .use ? .use : .describe))
        case .writtenNamespace: namespaces.append(reference(node, .write))
        case .readPath, .writtenPath, .scriptCommand: takePath(node, isWritten: node.kind == .writtenPath)
        case .property: takePathProperty(node)
        case .parameter:
            let name = node.child(.identifier)?.identifierValue
            parameters.append(ParameterReference(name: name, range: node.range))
        default: break
        }
    }

    // MARK: Tables

    private mutating func takeRead(_ node: SyntaxNode) {
        let parts = node.nameParts
        if parts.count == 1, let name = parts.first, scopes.contains(name) { return }
        // CACHE TABLE t AS query makes a temporary view of that name.
        takeTable(node, node.parent?.kind == .cacheQuery ? .createTemporaryView : .read)
    }

    private mutating func takeTable(_ node: SyntaxNode, _ access: TableReference.Access) {
        let table = node.parent
        tables.append(
            TableReference(
                access: access,
                parts: node.nameParts,
                range: node.range,
                alias: table?.child(.tableAlias)?.child(.identifier)?.identifierValue,
                timeTravel: table?.child(.timeTravel)?.text,
                node: node
            )
        )
    }

    // MARK: Other names, and paths

    private func reference(_ node: SyntaxNode, _ access: NameReference.Access) -> NameReference {
        // A function may also be named by a keyword of its own (CAST, EXTRACT), a string or an operator.
        let hasParts = node.children.contains { _ in true }
        let parts = hasParts ? node.nameParts : [node.tree.lexed.value(of: node.terminals.first { _ in true })]
        return NameReference(access: access, parts: parts, range: node.range)
    }

    private mutating func takePath(_ node: SyntaxNode, isWritten: Bool) {
        let strings = node.terminals.filter { $0.kind == .string || $0.kind == .rawString }
        let text = strings.map(node.tree.lexed.value(of:)).joined()
        paths.append(PathReference(text: text.isEmpty ? node.text : text, isWritten: isWritten, range: node.range))
    }

    /// The option `path` of a data source. Whether it is read or written depends on who else uses the table, so it counts
    /// as written.
    private mutating func takePathProperty(_ node: SyntaxNode) {
        let lexed = node.tree.lexed
        let tokens = node.terminals.dropFirst().filter { $0.kind == .string || $0.kind == .rawString }
        guard let key = node.terminals.first(where: { _ in true }), lexed.value(of: key).lowercased() == "path",
            let first = tokens.first, let last = tokens.last
        else { return }
        let text = tokens.map { lexed.value(of: $0) }.joined()
        paths.append(
            PathReference(text: text, isWritten: true, range: first.range.lowerBound..<last.range.upperBound)
        )
    }
}

extension LexedText {
    fileprivate func value(of token: Token?) -> String { token.map { value(of: $0) } ?? "" }
}

extension SyntaxNode {
    /// An identifier's name, without quotes.
    package var identifierValue: String { terminals.first { _ in true }.map(tree.lexed.value(of:)) ?? "" }

    /// The parts of a multi-part name, without quotes. `IDENTIFIER('a.b')` is what the string says; `IDENTIFIER` of any
    /// other expression has no parts, nor has a name that contains one.
    package var nameParts: [String] {
        var parts: [String] = []
        for child in children {
            switch child.kind {
            case .identifier: parts.append(child.identifierValue)
            case .identifierClause:
                guard let named = child.namedParts else { return [] }
                parts += named
            default: return []
            }
        }
        return parts
    }

    /// The name in the string of `IDENTIFIER('…')`; nil when there is no string, or no name in it.
    private var namedParts: [String]? {
        guard let literal = child(.stringLiteral) else { return nil }
        let name = LexedText(literal.terminals.map(tree.lexed.value(of:)).joined())
        let tokens = name.tokens.filter { !$0.kind.isTrivia }
        var parts: [String] = []
        for (index, token) in tokens.enumerated() {
            let isName = token.kind == .identifier || token.kind == .quotedIdentifier
            guard index.isMultiple(of: 2) ? isName : token.kind == .dot else { return nil }
            if isName { parts.append(name.value(of: token)) }
        }
        return tokens.count.isMultiple(of: 2) ? nil : parts
    }
}
