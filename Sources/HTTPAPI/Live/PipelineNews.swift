import Ingest

/// What was told of pipelines last, so that only what is another is told again, once a second at most.
struct PipelineNews {
    private static let interval = Duration.seconds(1)

    private var told: [String: [UInt8]] = [:]
    private var nextAt = Duration.zero

    mutating func isDue(at now: Duration) -> Bool {
        guard now >= nextAt else { return false }
        nextAt = now + Self.interval
        return true
    }

    /// - Returns: the pipelines that are other than they were, and the names of those that are no more.
    mutating func update(_ reports: [PipelineReport]) -> (changed: [PipelineJSON], removed: [String]) {
        var changed: [PipelineJSON] = []
        for report in reports {
            let json = PipelineJSON(report)
            let bytes = FrameWriter.json(json)
            guard told.updateValue(bytes, forKey: json.name) != bytes else { continue }
            changed.append(json)
        }
        let removed = Set(told.keys).subtracting(reports.map(\.definition.name)).sorted()
        for name in removed { told[name] = nil }
        return (changed, removed)
    }
}
