import LakeModel
import LiveQuery
import QueryService
import Uploads

/// `/metrics` in the Prometheus text format, version 0.0.4.
struct MetricsText {
    private(set) var text = ""

    init(_ services: APIServices) {
        add(queries: services.queries)
        add(live: services.live, services.events)
        add(engine: services.status.engine)
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
