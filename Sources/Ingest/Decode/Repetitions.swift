import CSimdJSON

/// Finds the members of an object that later ones of the same name replace.
enum Repetitions {
    /// Up to so many members are compared with each other, which takes no memory.
    private static let pairLimit = 16

    /// Their places among the events.
    static func replaced(
        in object: UnsafePointer<JSONEvent>,
        _ events: UnsafePointer<JSONEvent>
    ) -> Set<Int> {
        isFreeOfThem(object, events) ? [] : found(in: object, events)
    }

    private static func isFreeOfThem(
        _ object: UnsafePointer<JSONEvent>,
        _ events: UnsafePointer<JSONEvent>
    ) -> Bool {
        let end = events + Int(object.pointee.next)
        var event = object + 1
        var count = 0
        while event < end {
            count += 1
            guard count <= pairLimit else { return false }
            var later = events + Int(event.pointee.next)
            while later < end {
                if event.pointee.keyLength == later.pointee.keyLength,
                    event.pointee.name.elementsEqual(later.pointee.name)
                {
                    return false
                }
                later = events + Int(later.pointee.next)
            }
            event = events + Int(event.pointee.next)
        }
        return true
    }

    private static func found(
        in object: UnsafePointer<JSONEvent>,
        _ events: UnsafePointer<JSONEvent>
    ) -> Set<Int> {
        var members: [Int] = []
        var place = object - events + 1
        while place < Int(object.pointee.next) {
            members.append(place)
            place = Int(events[place].next)
        }
        var seen: Set<ArraySlice<UInt8>> = []
        seen.reserveCapacity(members.count)
        return Set(members.reversed().filter { !seen.insert(Array(events[$0].name)[...]).inserted })
    }
}
