/// Turns a syntax tree into layout items: decides where lines may end, and what stands in capitals.
struct LayoutBuilder {
    private let tree: SyntaxTree
    private let lexed: LexedText
    private(set) var items: [LayoutItem] = []
    /// The token before, comments and white space left out, with the node that holds it.
    private var previous: (token: Token, node: SyntaxNode)?
    /// A break that is written before the next token instead of a space.
    private var pending: LayoutItem?
    /// Whether a break or space was written behind the last text.
    private var isSeparated = false
    /// The statements with mistakes.
    private let broken: Set<Int>
    /// The nodes that were copied last as they stand, and the end of their tokens.
    private var copied = 0..<0
    private var copiedTo = 0

    init(_ tree: SyntaxTree) {
        self.tree = tree
        lexed = tree.lexed
        broken = Self.brokenStatements(tree)
    }

    mutating func run() {
        tree.root.walk { event in
            switch event {
            case .enter(let node): enter(node)
            case .token(let index, let node): take(index, node)
            case .leave(let node): leave(node)
            }
        }
    }

    /// A mistake belongs to the statement that begins last before it.
    private static func brokenStatements(_ tree: SyntaxTree) -> Set<Int> {
        var result: Set<Int> = []
        var statements = tree.statements[...]
        for diagnostic in tree.diagnostics {
            while let next = statements.dropFirst().first, next.range.lowerBound <= diagnostic.range.lowerBound {
                statements.removeFirst()
            }
            if let statement = statements.first { result.insert(statement.index) }
        }
        return result
    }

    private func isCopying(_ node: SyntaxNode) -> Bool { copied.contains(node.index) }

    // MARK: Nodes

    private mutating func enter(_ node: SyntaxNode) {
        guard !isCopying(node) else { return }
        if isLeftAlone(node) { return copy(node) }
        breakBefore(node)
        if node.kind == .statement {
            flush()
            items.append(.open(isBroken: true))
        } else if node.kind.isIndented {
            flush()
            items += [.open(isBroken: false), .indent]
        }
    }

    private mutating func leave(_ node: SyntaxNode) {
        guard !isCopying(node) else { return }
        if node.kind == .statement {
            items.append(.close)
            if node.parent?.kind != .script { items.append(.dedent) }
        } else if node.kind.isIndented {
            if node.kind != .caseExpression { items.append(.dedent) }
            items.append(.close)
        }
    }

    private mutating func breakBefore(_ node: SyntaxNode) {
        guard let parent = node.parent, previous != nil else { return }
        if node.kind == .statement, parent.kind != .script {
            items.append(.indent)
            pending = .line
        } else if isFirst(node, in: parent) {
            return
        } else if node.kind.beginsLine(in: parent.kind) || isFirstOfList(node, in: parent) {
            if !followsOpening { setBreak(.lineOrSpace) }
        }
    }

    /// Behind a parenthesis a break stands already, and what a pipe does stands on its line.
    private var followsOpening: Bool {
        guard let previous else { return true }
        return previous.token.kind == .leftParenthesis || lexed.text(of: previous.token) == "|>"
    }

    private func isFirst(_ node: SyntaxNode, in parent: SyntaxNode) -> Bool {
        node.tokenRange.lowerBound == parent.tokenRange.lowerBound
    }

    /// The first of a clause's items, which stands below the clause's keywords when the clause does not fit a line.
    private func isFirstOfList(_ node: SyntaxNode, in parent: SyntaxNode) -> Bool {
        guard parent.kind.isListClause, let before = previous else { return false }
        return before.token.kind == .identifier && before.node.index == parent.index && node.kind != .hint
    }

    // MARK: Copies

    /// Statements with mistakes, and those that Spark reads by its own rules and not by its grammar.
    private func isLeftAlone(_ node: SyntaxNode) -> Bool {
        switch node.kind {
        case .statement: broken.contains(node.index)
        case .setConfiguration, .reset, .manageResource, .refreshResource, .unexpected: true
        default: false
        }
    }

    private mutating func copy(_ node: SyntaxNode) {
        guard !node.tokenRange.isEmpty else { return }
        if node.kind == .statement, node.parent?.kind != .script { pending = .line }
        if previous != nil, pending == nil { pending = .space }
        flush()
        items.append(.text(node.text))
        isSeparated = false
        copied = node.subtree
        copiedTo = node.tokenRange.upperBound
        previous = lexed.tokens[copiedTo - 1].kind.isTrivia ? previous : (lexed.tokens[copiedTo - 1], node)
    }

    // MARK: Tokens

    private mutating func take(_ index: Int, _ node: SyntaxNode) {
        guard index >= copiedTo else { return }
        let token = lexed.tokens[index]
        switch token.kind {
        case .whitespace: takeSpace(index, in: node)
        case .lineComment, .bracketedComment: takeComment(index)
        default: takeTerminal(token, node)
        }
    }

    /// Blank lines between statements stay, as one.
    private mutating func takeSpace(_ index: Int, in node: SyntaxNode) {
        guard node.kind == .script, previous != nil else { return }
        // A line comment ends its line itself.
        let ended = index > 0 && lexed.tokens[index - 1].kind == .lineComment ? 1 : 0
        let lines = lexed.bytes[lexed.tokens[index].range].count { $0 == 0x0A }
        if lines + ended > 1 { pending = .blankLine }
    }

    private mutating func takeComment(_ index: Int) {
        let token = lexed.tokens[index]
        let text = lexed.text(of: token).trimmingASCIIWhitespace()
        let isAlone = index == 0 || endsLine(before: index)
        if previous != nil || !items.isEmpty {
            if isAlone { setBreak(.line) } else if !isHard(pending) { pending = .space }
        }
        flush()
        items.append(.text(text))
        if token.kind == .lineComment || isAlone && node(endsLine: index) { pending = .line } else { pending = .space }
    }

    private func endsLine(before index: Int) -> Bool {
        let before = lexed.tokens[index - 1]
        if before.kind == .lineComment { return true }
        return before.kind == .whitespace && lexed.bytes[before.range].contains(0x0A)
    }

    private func node(endsLine index: Int) -> Bool {
        guard index + 1 < lexed.tokens.count else { return true }
        let after = lexed.tokens[index + 1]
        return after.kind == .whitespace && lexed.bytes[after.range].contains(0x0A)
    }

    private mutating func takeTerminal(_ token: Token, _ node: SyntaxNode) {
        breakBefore(token, in: node)
        if pending == nil, !isSeparated, let previous, spaceSeparates(previous, token, node) { pending = .space }
        if isTight(token, node) { dropBreak() }
        flush()
        items.append(.text(spelling(token, in: node)))
        isSeparated = false
        previous = (token, node)
        breakAfter(token, in: node)
    }

    private mutating func flush() {
        if let item = pending {
            items.append(item)
            isSeparated = true
        }
        pending = nil
    }

    /// No break stands before a mark that belongs to the word before it, unless a comment needs its line to end.
    private mutating func dropBreak() {
        switch pending {
        case .line, .blankLine: break
        default: pending = nil
        }
    }

    func tokenText(_ token: Token) -> String { lexed.text(of: token) }

    private func spelling(_ token: Token, in node: SyntaxNode) -> String {
        let text = lexed.text(of: token)
        guard token.keyword != nil, node.kind != .identifier, node.kind != .numericLiteral else { return text }
        return text.uppercased()
    }

    // MARK: Breaks around tokens

    private mutating func breakBefore(_ token: Token, in node: SyntaxNode) {
        switch token.kind {
        case .rightParenthesis where node.kind.hasGroupedParentheses:
            items.append(.dedent)
            if !isHard(pending) { pending = previous?.token.kind == .leftParenthesis ? nil : .lineOrNothing }
        case .identifier: breakBefore(keyword: token, in: node)
        case .operator where node.kind == .pipe && previous?.node.index != node.index: setBreak(.lineOrSpace)
        default: break
        }
    }

    private mutating func breakBefore(keyword token: Token, in node: SyntaxNode) {
        switch node.kind {
        case .and, .or: setBreak(.lineOrSpace)
        case .join, .setOperation: if previous?.node.index != node.index { setBreak(.lineOrSpace) }
        case .caseExpression where token.keyword == .end:
            items.append(.dedent)
            setBreak(.lineOrSpace)
        case .caseExpression where token.keyword == .else: setBreak(.lineOrSpace)
        case .createTable, .createView:
            if token.keyword?.beginsTableClause == true { setBreak(.lineOrSpace) }
        case .compoundBlock, .ifStatement, .loop, .caseStatement:
            if previous?.token.kind == .semicolon { setBreak(.line) }
        default: break
        }
    }

    private mutating func breakAfter(_ token: Token, in node: SyntaxNode) {
        switch token.kind {
        case .leftParenthesis where node.kind.hasGroupedParentheses:
            items += [.open(isBroken: false), .indent]
            pending = .lineOrNothing
        case .rightParenthesis where node.kind.hasGroupedParentheses: closeGroup()
        case .comma: pending = node.kind == .dataType ? .space : .lineOrSpace
        case .semicolon: pending = .line
        default: break
        }
    }

    /// The group ends before the parenthesis that was just written, so that what follows it is no part of the group.
    private mutating func closeGroup() { items.append(.close) }

    private mutating func setBreak(_ item: LayoutItem) {
        if !isHard(pending) { pending = item }
    }

    private func isHard(_ item: LayoutItem?) -> Bool {
        switch item {
        case .line, .blankLine: true
        default: false
        }
    }
}
