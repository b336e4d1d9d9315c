import SparkSQL

/// The places in a statement that wait for values.
package enum ParameterMarkers: Hashable, Sendable {
    case none
    /// Each name once, in the order of first use, as written.
    case named([String])
    case positional(count: Int)
}

/// Finds `:name` and `?`, and tells them from the colons of variant paths, field types and slices.
struct ParameterScanner {
    let tokens: SignificantTokens
    private(set) var names: [String] = []
    private(set) var positional: [Int] = []
    /// Byte offsets of the names' first uses.
    private(set) var places: [Int] = []
    private var structDepth = 0

    init(_ tokens: SignificantTokens) {
        self.tokens = tokens
        var seen: Set<String> = []
        for index in 0..<tokens.count {
            followTypes(at: index)
            guard let token = tokens[index] else { continue }
            if token.kind == .questionMark { positional.append(token.range.lowerBound) }
            guard token.kind == .colon, isMarker(index), let name = tokens[index + 1] else { continue }
            let text = tokens.lexed.text(of: name)
            if seen.insert(text).inserted {
                names.append(text)
                places.append(token.range.lowerBound)
            }
        }
    }

    /// `struct<a:int>` holds no parameter: follows the angle brackets behind STRUCT.
    private mutating func followTypes(at index: Int) {
        if tokens.isOperator(index, "<"), structDepth > 0 || tokens.keyword(index - 1) == .struct {
            structDepth += 1
        } else if structDepth > 0, tokens.isOperator(index, ">") {
            structDepth -= 1
        }
    }

    /// A colon before a word, unless it continues the name, call or literal right before it.
    private func isMarker(_ index: Int) -> Bool {
        guard structDepth == 0, tokens.kind(index + 1) == .identifier else { return false }
        guard let previous = tokens[index - 1], let colon = tokens[index] else { return true }
        switch previous.kind {
        case .identifier where previous.keyword == nil || tokens.keyword(index - 1) == nil: return false
        case .identifier: return previous.range.upperBound != colon.range.lowerBound
        case .quotedIdentifier, .rightParenthesis, .rightBracket, .string, .rawString, .integer: return false
        default: return true
        }
    }
}
