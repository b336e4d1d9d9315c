import CSimdJSON

/// A value of a record as far as its type is concerned, whatever the record's format.
indirect enum ValueShape {
    case null, boolean
    /// A number's text, as JSON writes it.
    case number([UInt8])
    case text([UInt8])
    case array([ValueShape])
    case object([Member])

    struct Member {
        let name: String
        let value: ValueShape
    }

    /// The recursion is as deep as the parser lets values nest.
    init(_ event: UnsafePointer<JSONEvent>, _ events: UnsafePointer<JSONEvent>) {
        switch event.pointee.kind {
        case CSimdJSONNull: self = .null
        case CSimdJSONTrue, CSimdJSONFalse: self = .boolean
        case CSimdJSONString: self = .text(Array(event.pointee.content))
        case CSimdJSONArray: self = .array(Self.inside(event, events).map { ValueShape($0, events) })
        case CSimdJSONObject:
            self = .object(
                Self.inside(event, events).map {
                    Member(name: String(decoding: $0.pointee.name, as: UTF8.self), value: ValueShape($0, events))
                }
            )
        default: self = .number(Array(event.pointee.content))
        }
    }

    private static func inside(
        _ event: UnsafePointer<JSONEvent>,
        _ events: UnsafePointer<JSONEvent>
    ) -> [UnsafePointer<JSONEvent>] {
        var found: [UnsafePointer<JSONEvent>] = []
        var place = event + 1
        while place < events + Int(event.pointee.next) {
            found.append(place)
            place = events + Int(place.pointee.next)
        }
        return found
    }

    /// A field of CSV: what it reads as.
    init(csv text: UnsafeRawBufferPointer, isQuoted: Bool) {
        let word = ValueWriter.trimmed(text)
        if text.isEmpty, !isQuoted {
            self = .null
        } else if !isQuoted, ValueWriter.boolean(word) != nil {
            self = .boolean
        } else if !isQuoted, NumberText.double(word) != nil {
            self = .number(Array(word))
        } else {
            self = .text(Array(text))
        }
    }

    /// False for null, and for arrays and objects in which nothing has a type.
    var hasType: Bool {
        switch self {
        case .null: false
        case .array(let elements): elements.contains { $0.hasType }
        case .object(let members): members.contains { $0.value.hasType && !$0.name.isEmpty }
        case .boolean, .number, .text: true
        }
    }
}
