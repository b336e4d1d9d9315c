import CArrow

/// Makes nodes of the C Data Interface that own their buffers and children.
enum OwnedArray {
    /// Takes over `buffers` (blocks that `deallocate()` frees) and `children`.
    static func make(
        length: Int,
        nullCount: Int,
        buffers: [UnsafeMutableRawPointer?],
        children: [ArrowArray]
    ) -> ArrowArray {
        let blocks = UnsafeMutablePointer<UnsafeRawPointer?>.allocate(capacity: max(1, buffers.count))
        for (index, block) in buffers.enumerated() {
            (blocks + index).initialize(to: block.map { UnsafeRawPointer($0) })
        }
        let pointers = UnsafeMutablePointer<UnsafeMutablePointer<ArrowArray>?>.allocate(
            capacity: max(1, children.count)
        )
        for (index, child) in children.enumerated() {
            let place = UnsafeMutablePointer<ArrowArray>.allocate(capacity: 1)
            place.initialize(to: child)
            (pointers + index).initialize(to: place)
        }
        return ArrowArray(
            length: Int64(length),
            null_count: Int64(nullCount),
            offset: 0,
            n_buffers: Int64(buffers.count),
            n_children: Int64(children.count),
            buffers: blocks,
            children: pointers,
            dictionary: nil,
            release: { $0.map { OwnedArray.release($0) } },
            private_data: nil
        )
    }

    /// The release callback: frees what `make` took over; children that a consumer moved away are already released.
    private static func release(_ array: UnsafeMutablePointer<ArrowArray>) {
        for index in 0..<Int(array.pointee.n_buffers) {
            array.pointee.buffers?[index].map { UnsafeMutableRawPointer(mutating: $0) }?.deallocate()
        }
        for index in 0..<Int(array.pointee.n_children) {
            guard let child = array.pointee.children?[index] else { continue }
            child.pointee.release?(child)
            child.deallocate()
        }
        array.pointee.buffers?.deallocate()
        array.pointee.children?.deallocate()
        array.pointee.release = nil
    }
}

extension OwnedArray {
    /// A map's entries from its keys and values.
    static func entries(_ columns: [ArrowArray]) -> ArrowArray {
        make(length: Int(columns.first?.length ?? 0), nullCount: 0, buffers: [nil], children: columns)
    }
}
