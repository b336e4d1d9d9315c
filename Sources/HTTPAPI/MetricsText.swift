import Ingest
import LakeModel
import LiveQuery
import Maintenance
import QueryService
import Uploads

/// `/metrics` in the Prometheus text format, version 0.0.4.
struct MetricsText {
    private(set) var text = ""

    init(_ services: APIServices) {
        add(queries: services.queries)
        add(live: services.live, services.events)
        add(engine: services.status.engine)
        add(pipelines: services.pipelines.reports)
        add(jobs: services.upkeep.jobs)
        gauge(
            "tideline_upload_bytes",
            "Bytes of files that wait to become tables.",
            Double(services.uploads.totalBytes.bytes)
        )
        gauge(
            "tideline_uptime_seconds",
            "Seconds since the server started.",
            services.status.uptime.milliseconds / 1_000
        )
        if let memory = services.status.residentMemory {
            gauge("tideline_resident_bytes", "Resident memory of the server process.", Double(memory.bytes))
        }
    }

    private mutating func add(queries: QueryService) {
        let totals = queries.totals
        head("tideline_queries_total", "counter", "Queries that have ended, by outcome.")
        for state in QueryRecord.State.allCases where state != .running {
            line("tideline_queries_total{state=\"\(state.rawValue)\"}", Double(totals.ended[state] ?? 0))
        }
        gauge("tideline_queries_running", "Queries that run now.", Double(queries.running.records.count))
        gauge("tideline_queries_waiting", "Queries that wait for a place in the engine.", Double(queries.waitingCount))
        counter("tideline_query_rows_total", "Rows that queries have returned.", Double(totals.rows))
        counter("tideline_query_result_bytes_total", "Bytes of results as Arrow buffers.", Double(totals.resultBytes))
        head("tideline_query_duration_seconds", "histogram", "Time from the request to the last row.")
        for bucket in totals.buckets {
            line("tideline_query_duration_seconds_bucket{le=\"\(bucket.atMost)\"}", Double(bucket.count))
        }
        line("tideline_query_duration_seconds_bucket{le=\"+Inf\"}", Double(totals.count))
        line("tideline_query_duration_seconds_sum", totals.seconds)
        line("tideline_query_duration_seconds_count", Double(totals.count))
        gauge("tideline_spool_bytes", "Bytes of results on disk.", Double(queries.spool.totalBytes.bytes))
    }

    private mutating func add(live: LiveQueries, _ events: EventHub) {
        let all = live.all
        gauge("tideline_live_queries", "Live queries.", Double(all.count))
        gauge(
            "tideline_live_viewers",
            "Who watches live queries, counted for each.",
            Double(all.reduce(0) { $0 + $1.viewers })
        )
        gauge(
            "tideline_live_cores",
            "Cores that live queries kept busy over the last minute.",
            all.reduce(0) { $0 + $1.cost }
        )
        gauge("tideline_event_connections", "Connections that follow events.", Double(events.readerCount))
        counter("tideline_event_frames_total", "Events written to connections.", Double(events.framesSent))
        counter(
            "tideline_event_snapshots_skipped_total",
            "Answers of live queries that slow connections did not get, since a newer one was there.",
            Double(events.snapshotsSkipped)
        )
    }

    private mutating func add(engine: EngineReport) {
        gauge("tideline_engine_up", "1 when the engine answers.", engine.isReady ? 1 : 0)
        counter("tideline_engine_restarts_total", "Engine restarts after it died or froze.", Double(engine.restarts))
        counter("tideline_engine_rotations_total", "Engines replaced because of their size.", Double(engine.rotations))
        if let bytes = engine.residentBytes {
            gauge("tideline_engine_resident_bytes", "Resident memory of the embedded engine.", Double(bytes))
        }
    }

    private mutating func add(pipelines: [PipelineReport]) {
        let counters: [(String, String, (PipelineReport) -> Double)] = [
            ("rows_total", "Rows that were committed.", { Double($0.rows) }),
            ("bytes_total", "Bytes of records that were committed.", { Double($0.bytes) }),
            ("rejects_total", "Records that could not be rows.", { Double($0.rejects) }),
            ("commits_total", "Commits to the table.", { Double($0.commits) }),
        ]
        for (name, help, value) in counters { each(pipelines, name, "counter", help) { value($0) } }
        each(pipelines, "up", "gauge", "1 when it runs.") { $0.phase == .running ? 1 : 0 }
        each(pipelines, "lag_records", "gauge", "Records that the source has and the table has not.") {
            $0.lagRecords.map(Double.init)
        }
        each(pipelines, "lag_seconds", "gauge", "Age of the last record in the table while there are more.") {
            $0.lagSeconds
        }
        each(pipelines, "commit_seconds", "gauge", "Time that the last commit took.") {
            $0.lastCommit.map { $0.milliseconds / 1_000 }
        }
        head("tideline_pipeline_freshness_seconds", "gauge", "From a record's timestamp to visible, last minute.")
        for pipeline in pipelines {
            for (quantile, value) in [("0.5", pipeline.freshnessP50), ("0.99", pipeline.freshnessP99)] {
                guard let value else { continue }
                let labels = "pipeline=\"\(pipeline.definition.name)\",quantile=\"\(quantile)\""
                line("tideline_pipeline_freshness_seconds{\(labels)}", Double(value) / 1_000)
            }
        }
        addPartitions(pipelines)
    }

    private mutating func addPartitions(_ pipelines: [PipelineReport]) {
        head("tideline_pipeline_partition_offset", "gauge", "The next offset to read, as far as the table has it.")
        for pipeline in pipelines {
            for partition in pipeline.partitions {
                let place = partition.partition
                let labels =
                    "pipeline=\"\(pipeline.definition.name)\",topic=\"\(place.topic)\",partition=\"\(place.partition)\""
                line("tideline_pipeline_partition_offset{\(labels)}", Double(partition.position &+ 1))
            }
        }
    }

    /// One line a pipeline, whose names need no escaping.
    private mutating func each(
        _ pipelines: [PipelineReport],
        _ name: String,
        _ type: String,
        _ help: String,
        _ value: (PipelineReport) -> Double?
    ) {
        head("tideline_pipeline_\(name)", type, help)
        for pipeline in pipelines {
            guard let value = value(pipeline) else { continue }
            line("tideline_pipeline_\(name){pipeline=\"\(pipeline.definition.name)\"}", value)
        }
    }

    private mutating func add(jobs: [MaintenanceJob]) {
        head("tideline_jobs_remembered", "gauge", "Jobs of upkeep that wait, run, or ended last, by kind and state.")
        let labels = jobs.map { "kind=\"\($0.kind.rawValue)\",state=\"\($0.state.rawValue)\"" }
        let counts = Dictionary(labels.map { ($0, 1) }, uniquingKeysWith: +)
        for (labels, count) in counts.sorted(by: { $0.key < $1.key }) {
            line("tideline_jobs_remembered{\(labels)}", Double(count))
        }
    }

    private mutating func gauge(_ name: String, _ help: String, _ value: Double) {
        head(name, "gauge", help)
        line(name, value)
    }

    private mutating func counter(_ name: String, _ help: String, _ value: Double) {
        head(name, "counter", help)
        line(name, value)
    }

    private mutating func head(_ name: String, _ type: String, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }

    private mutating func line(_ name: String, _ value: Double) { text += "\(name) \(value)\n" }
}
