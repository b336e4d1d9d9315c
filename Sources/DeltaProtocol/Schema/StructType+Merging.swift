extension StructType {
    /// The columns of both, in this one's order and spelling, those that only `other` has at the end. Where the types
    /// differ the wider one counts, and where neither is wider `other`'s, for whoever checks the change to refuse it.
    package func merged(with other: StructType) -> StructType {
        var result = self
        for field in other.fields {
            guard let index = result.place(of: field.name) else {
                result.fields.append(field)
                continue
            }
            result.fields[index].type = result.fields[index].type.merged(with: field.type)
        }
        return result
    }

    private func place(of name: String) -> Int? {
        guard let field = self[name] else { return nil }
        return fields.firstIndex { $0.name == field.name }
    }
}

extension DeltaType {
    fileprivate func merged(with other: DeltaType) -> DeltaType {
        switch (self, other) {
        case (.structure(let mine), .structure(let theirs)): .structure(mine.merged(with: theirs))
        case (.array(let mine, let hasNulls), .array(let theirs, let alsoNulls)):
            .array(element: mine.merged(with: theirs), containsNull: hasNulls || alsoNulls)
        case (.map(let key, let value, let hasNulls), .map(let otherKey, let otherValue, let alsoNulls)):
            .map(
                key: key.merged(with: otherKey),
                value: value.merged(with: otherValue),
                valueContainsNull: hasNulls || alsoNulls
            )
        default: other.widens(to: self) ? self : other
        }
    }
}
