import CArrow

/// The allocator of Arrow's buffers.
package enum ArrowMemory {
    /// Gives back to the system what the allocator holds and nobody uses. With `ARROW_DEFAULT_MEMORY_POOL=system` on
    /// Linux that is the whole process's free memory.
    package static func releaseUnused() { carrow_release_unused() }

    /// Has the process give blocks of so many bytes and more back as soon as they are freed, where its allocator is glibc's.
    package static func returnBlocks(from bytes: Int) { carrow_return_blocks(Int32(clamping: bytes)) }
}
