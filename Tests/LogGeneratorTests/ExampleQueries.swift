/// The demo's five example queries in DuckDB's dialect, over one Parquet file of logs, as a Python program.
///
/// Arguments: the file, and "now" in microseconds since 1970. Prints `{"name of query": [row, …]}`.
enum ExampleQueries {
    static let program = #"""
        import json
        import sys

        import duckdb

        QUERIES = {
            "rows": "select count(*) as rows from logs",
            "errors": """select endpoint, count(*) as error_count, avg(response_time) as avg_response_time from logs
                where status >= 400 and timestamp >= now - interval 24 hours
                group by endpoint order by error_count desc""",
            "sources": """select source, count(*) as total_requests, avg(response_time) as avg_response_time from logs
                where timestamp >= now - interval 1 day group by source order by total_requests desc""",
            "users": """select user_id, count(distinct session_id) as unique_sessions, count(*) as total_requests
                from logs
                where timestamp >= date_trunc('day', now)
                group by user_id having count(*) > 10 order by total_requests desc""",
            "minutes": """select strftime(timestamp, '%Y-%m-%d %H:%M') as hour, count(*) as total_requests,
                count(*) filter (status >= 400) as errors from logs
                where timestamp >= now - interval 24 hours group by 1 order by hour desc""",
            "anomalies": """select endpoint, source, level, count(*) as anomaly_count from logs
                where (level = 'ERROR' or response_time > 1000) and timestamp >= now - interval 6 hours
                group by endpoint, source, level order by anomaly_count desc""",
        }

        file, now = sys.argv[1], int(sys.argv[2])
        database = duckdb.connect()
        # Instants as plain UTC timestamps: the answers then depend on no time zone of the machine.
        database.execute("set timezone = 'UTC'")
        database.execute(
            "create view logs as select * replace (timestamp::timestamp as timestamp), "
            f"make_timestamp({now}) as now from read_parquet('{file}')"
        )
        answers = {}
        for name, query in QUERIES.items():
            result = database.execute(query)
            columns = [column[0] for column in result.description]
            answers[name] = [dict(zip(columns, row)) for row in result.fetchall()]
        json.dump(answers, sys.stdout)
        """#
}
