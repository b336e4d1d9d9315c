package import LakeModel

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#endif

/// What this process may use of the machine: a container's limits where they are lower.
package struct MachineResources: Sendable, Hashable {
    package let cores: Int
    package let memory: ByteCount

    package init(cores: Int, memory: ByteCount) {
        self.cores = cores
        self.memory = memory
    }

    package static var current: Self {
        Self(
            cores: ProcessInfo.processInfo.activeProcessorCount,
            memory: ByteCount(min(physicalMemory, containerLimit))
        )
    }

    private static var physicalMemory: Int64 {
        Int64(sysconf(Int32(_SC_PHYS_PAGES))) &* Int64(sysconf(Int32(_SC_PAGESIZE)))
    }

    /// Control groups, version 2: a number of bytes, or `max`.
    private static var containerLimit: Int64 {
        let text = ProcessFacts.text(ofKernelFile: "/sys/fs/cgroup/memory.max")
        return text.flatMap { Int64($0.filter { !$0.isWhitespace }) } ?? .max
    }

    func memoryShare(percent: Int64) -> ByteCount { ByteCount(memory.bytes / 100 &* percent) }
}
