import LakeModel
import SparkSQL

extension TableReferenceScanner {
    /// Takes the dotted name here, and what is said of its state in time.
    mutating func name(access: TableReference.Access) {
        let start = index
        var end = index + 1
        while tokens.kind(end) == .dot, tokens.isName(end + 1) { end += 2 }
        let parts = stride(from: start, to: end, by: 2).compactMap { tokens[$0].map(tokens.lexed.value(of:)) }
        guard let first = tokens[start], let last = tokens[end - 1] else { return advance(to: end, access) }
        let isFunction = access == .read && tokens.kind(end) == .leftParenthesis
        let isHidden = access == .read && parts.count == 1 && hides(parts[0].lowercased())
        let isOpenEnded = tokens.kind(end) == .dot
        let (timeTravel, next) = timeTravel(at: end)
        if access == .read, isFunction || isOpenEnded {
            otherRelations.append(OtherRelation(parts: parts, start: first.range.lowerBound))
        }
        if !isFunction && !isHidden && !isOpenEnded {
            references.append(
                TableReference(
                    parts: parts,
                    access: access,
                    timeTravel: timeTravel,
                    isPinnable: access == .read && timeTravel == nil && !isUnpinnable(start),
                    range: first.range.lowerBound..<last.range.upperBound,
                    timestampClause: timestampClause(timeTravel, end..<next),
                    tableKeyword: tableKeyword(before: start)
                )
            )
        }
        advance(to: isFunction ? end : next, access)
    }

    /// Places where a table is read as it is, or where engines take no version: in a view, as a function's argument, and
    /// as the source of MERGE.
    private func isUnpinnable(_ start: Int) -> Bool {
        head.definesView || isArgument(start) || (head.kind == .merge && tokens.keyword(start - 1) == .using)
    }

    private mutating func advance(to next: Int, _ access: TableReference.Access) {
        index = next
        level.place = access == .read ? .afterRelation : .elsewhere
    }

    /// `TABLE name` as a function's argument: there is no other way to write it.
    private func isArgument(_ start: Int) -> Bool {
        guard tableKeyword(before: start) != nil else { return false }
        let before = start - 2
        guard tokens.kind(before) == .leftParenthesis || tokens.kind(before) == .comma else { return false }
        return tokens.isName(before - 1) && tokens.keyword(before - 1) == nil || tokens.kind(before) == .comma
    }

    private func tableKeyword(before start: Int) -> Range<Int>? {
        tokens.keyword(start - 1) == .table ? tokens[start - 1]?.range : nil
    }

    /// The time travel written at `place`, and where it ends.
    private func timeTravel(at place: Int) -> (TableReference.TimeTravel?, Int) {
        if let token = tokens[place], token.kind == .unrecognized, tokens.lexed.text(of: token) == "@" {
            return (.other, place + 2)
        }
        let start = tokens.keyword(place) == .for ? place + 1 : place
        guard tokens.keyword(start + 1) == .as, tokens.keyword(start + 2) == .of, let value = tokens[start + 3] else {
            return (nil, place)
        }
        switch tokens.keyword(start) {
        case .version, .systemVersion:
            let version = DeltaVersion(tokens.lexed.text(of: value))
            return (version.map { .version($0) } ?? .other, start + (value.kind == .colon ? 5 : 4))
        case .timestamp, .systemTime: return timestamp(at: start + 3)
        default: return (nil, place)
        }
    }

    private func timestampClause(_ timeTravel: TableReference.TimeTravel?, _ indices: Range<Int>) -> Range<Int>? {
        guard case .timestamp? = timeTravel, let first = tokens[indices.lowerBound],
            let last = tokens[indices.upperBound - 1]
        else { return nil }
        return first.range.lowerBound..<last.range.upperBound
    }

    /// A literal by itself, also `TIMESTAMP '…'` and `DATE '…'`; anything longer is an expression, whose words the scan
    /// passes over as it would anyway.
    private func timestamp(at start: Int) -> (TableReference.TimeTravel?, Int) {
        let hasType = tokens.keyword(start) == .timestamp || tokens.keyword(start) == .date
        let place = hasType && tokens.kind(start + 1) == .string ? start + 1 : start
        guard let value = tokens[place], value.kind == .string || value.kind == .rawString else {
            return (.other, place)
        }
        if tokens.kind(place + 1) == .operator { return (.other, place + 1) }
        return (.timestamp(tokens.lexed.value(of: value)), place + 1)
    }
}
