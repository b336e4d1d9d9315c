import LakeModel

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#endif

/// What the system tells about a process.
enum ProcessFacts {
    /// Nil when there is no such process.
    static func residentMemory(of pid: Int32) -> ByteCount? {
        #if canImport(Darwin)
            var info = proc_taskinfo()
            let size = Int32(MemoryLayout<proc_taskinfo>.size)
            guard proc_pidinfo(pid, PROC_PIDTASKINFO, 0, &info, size) == size else { return nil }
            return ByteCount(Int64(clamping: info.pti_resident_size))
        #else
            // proc(5), /proc/pid/statm: the second field is resident pages.
            guard let fields = text(ofKernelFile: "/proc/\(pid)/statm")?.split(separator: " "), fields.count > 1,
                let pages = Int64(fields[1])
            else { return nil }
            return ByteCount(pages &* Int64(sysconf(Int32(_SC_PAGESIZE))))
        #endif
    }

    /// What all its threads used so far. Nil when there is no such process.
    static func processorTime(of pid: Int32) -> Duration? {
        #if canImport(Darwin)
            var info = proc_taskinfo()
            let size = Int32(MemoryLayout<proc_taskinfo>.size)
            guard proc_pidinfo(pid, PROC_PIDTASKINFO, 0, &info, size) == size else { return nil }
            var base = mach_timebase_info_data_t()
            guard mach_timebase_info(&base) == KERN_SUCCESS, base.denom > 0 else { return nil }
            let ticks = Double(info.pti_total_user) + Double(info.pti_total_system)
            return .seconds(ticks * Double(base.numer) / Double(base.denom) / 1e9)
        #else
            guard let fields = statFields(of: pid), fields.count > 12, let user = Int64(fields[11]),
                let system = Int64(fields[12])
            else { return nil }
            let ticksPerSecond = max(1, Int64(sysconf(Int32(_SC_CLK_TCK))))
            return .milliseconds((user &+ system) &* 1_000 / ticksPerSecond)
        #endif
    }

    /// Tells a process from another one that got the same pid later: when it started, on which boot of the machine.
    /// Nil when there is no such process; a zombie is none.
    static func identity(of pid: Int32) -> String? {
        #if canImport(Darwin)
            var info = proc_bsdinfo()
            let size = Int32(MemoryLayout<proc_bsdinfo>.size)
            guard proc_pidinfo(pid, PROC_PIDTBSDINFO, 0, &info, size) == size else { return nil }
            return "\(info.pbi_start_tvsec).\(info.pbi_start_tvusec)"
        #else
            guard let fields = statFields(of: pid) else { return nil }
            guard fields.count > 19, fields[0] != "Z", fields[0] != "X" else { return nil }
            let boot = text(ofKernelFile: "/proc/sys/kernel/random/boot_id") ?? ""
            return "\(fields[19])@\(boot.filter { !$0.isWhitespace })"
        #endif
    }

    #if !canImport(Darwin)
        /// proc(5), /proc/pid/stat: the fields from the third (state) on. The second, the name, may hold anything and ends with
        /// the last parenthesis.
        private static func statFields(of pid: Int32) -> [Substring]? {
            guard let stat = text(ofKernelFile: "/proc/\(pid)/stat"), let nameEnd = stat.lastIndex(of: ")") else {
                return nil
            }
            return stat[nameEnd...].dropFirst().split(separator: " ")
        }
    #endif

    /// The first 4 kB of a file whose size the system does not tell.
    static func text(ofKernelFile path: String) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var buffer = [UInt8](repeating: 0, count: 4_096)
        let count = read(file, &buffer, buffer.count)
        guard count >= 0 else { return nil }
        return String(decoding: buffer.prefix(count), as: UTF8.self)
    }
}
