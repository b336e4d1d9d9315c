import Columns

#if canImport(Glibc)
    import Glibc
#endif

/// Keeps what a server has freed from staying with its allocators.
enum ProcessMemory {
    /// Arrow's own allocator keeps what it once had; the system's can be asked to give it back. Call before the first
    /// Arrow value is made.
    static func keepSmall() {
        #if canImport(Glibc)
            setenv("ARROW_DEFAULT_MEMORY_POOL", "system", 0)
        #endif
        // Left alone, glibc keeps blocks up to the size of the largest that was ever freed, and the buffers of data files
        // that are joined then leave holes in the heap: twice the memory, and little of it comes back.
        ArrowMemory.returnBlocks(from: 512 << 10)
    }

    /// Gives free pages back to the system; some milliseconds.
    static func giveBack() { ArrowMemory.releaseUnused() }
}
