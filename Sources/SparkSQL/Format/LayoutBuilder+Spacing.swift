/// Where spaces stand between the tokens of a line.
extension LayoutBuilder {
    func spaceSeparates(_ previous: (token: Token, node: SyntaxNode), _ token: Token, _ node: SyntaxNode) -> Bool {
        switch previous.token.kind {
        case .leftParenthesis, .leftBracket, .dot: return false
        case .colon: return previous.node.kind == .label || previous.node.kind == .columnDefinition
        case .operator where isPrefix(previous, before: token), .unrecognized where isPrefix(previous, before: token):
            return false
        case .operator where previous.node.kind == .dataType && tokenText(previous.token) != ">": return false
        default: return true
        }
    }

    /// Marks that stand right behind the word before them.
    func isTight(_ token: Token, _ node: SyntaxNode) -> Bool {
        switch token.kind {
        case .comma, .semicolon, .dot, .rightBracket, .leftBracket: true
        case .rightParenthesis: !node.kind.hasGroupedParentheses
        case .leftParenthesis: node.kind.hugsParenthesis
        case .colon: node.kind != .parameter
        case .operator, .unrecognized: isTightOperator(token, node)
        default: false
        }
    }

    private func isTightOperator(_ token: Token, _ node: SyntaxNode) -> Bool {
        switch node.kind {
        case .dataType: true
        case .cast, .timeTravel: tokenText(token) == "::" || tokenText(token) == "@"
        default: false
        }
    }

    /// Signs and the marks that hold two names together. Two minus signs would begin a comment.
    private func isPrefix(_ previous: (token: Token, node: SyntaxNode), before token: Token) -> Bool {
        switch previous.node.kind {
        case .signed, .numericLiteral, .partitionSpecification: tokenText(previous.token) != tokenText(token).prefix(1)
        case .cast: tokenText(previous.token) == "::"
        case .timeTravel: tokenText(previous.token) == "@"
        default: false
        }
    }

}

extension SyntaxKind {
    /// The nodes that stand on lines of their own, below which their content is indented.
    var isClause: Bool {
        switch self {
        case .selectClause, .fromClause, .whereClause, .groupByClause, .havingClause, .qualifyClause, .windowClause,
            .orderByClause, .sortByClause, .clusterByClause, .distributeByClause, .limitClause, .offsetClause,
            .transformClause, .mergeClause, .lateralView:
            true
        default: false
        }
    }

    /// Clauses whose items stand below each other when they don't fit a line.
    var isListClause: Bool {
        switch self {
        case .selectClause, .groupByClause, .orderByClause, .sortByClause, .clusterByClause, .distributeByClause: true
        default: false
        }
    }

    /// Nodes whose broken lines stand further in than their first.
    var isIndented: Bool { isClause || self == .caseExpression || self == .joinCriteria || self == .inlineTable }

    func beginsLine(in parent: SyntaxKind) -> Bool {
        if isClause || parent == .setOperation { return true }
        return switch self {
        case .query, .whenClause, .pivotClause, .insertTarget, .fromStatementBody: true
        case .select, .parenthesizedQuery, .tableQuery, .inlineTable, .setOperation, .fromStatement: parent == .query
        case .usingClause, .commentClause, .rowFormat: parent == .createTable || parent == .createView
        default: false
        }
    }

    /// Parentheses that are no group of their own: types and the like are never broken.
    var hasGroupedParentheses: Bool {
        switch self {
        case .dataType, .identifierClause, .unexpected: false
        default: true
        }
    }

    /// Calls and their like, whose parenthesis stands right behind the name.
    var hugsParenthesis: Bool {
        switch self {
        case .functionCall, .tableFunction, .cast, .dataType, .identifierClause, .tableArgument, .lateralView, .call,
            .groupingAnalytics:
            true
        default: false
        }
    }
}

extension Keyword {
    /// The clauses of CREATE TABLE and CREATE VIEW that stand on lines of their own.
    var beginsTableClause: Bool {
        switch self {
        case .partitioned, .clustered, .location, .tblproperties, .options, .stored, .as: true
        default: false
        }
    }
}
