// swift-tools-version: 6.2
import PackageDescription

// Native libraries (libarrow, libparquet) are linked into `.native` by `dev/setup`, from the system when pkg-config
// finds a new enough one, else from the pinned wheels. The flags are unsafe only in SwiftPM's sense: this is a root package.
let native = "\(Context.packageDirectory)/.native"

let swiftSettings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// A Swift target of ours; the imports that each may have are in ARCHITECTURE.md and checked by `LayeringTests`.
func target(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: swiftSettings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: swiftSettings)
}

let package = Package(
    name: "tideline",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "tideline", targets: ["tideline"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-async-algorithms", from: "1.1.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/grpc/grpc-swift-2", from: "2.4.3"),
        .package(url: "https://github.com/grpc/grpc-swift-nio-transport", from: "2.9.2"),
        .package(url: "https://github.com/grpc/grpc-swift-protobuf", from: "2.4.1"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    ],
    targets: [
        .executableTarget(
            name: "columns-benchmark",
            dependencies: ["Columns"],
            path: "Benchmarks/Columns",
            swiftSettings: swiftSettings
        ),

        .executableTarget(
            name: "kafka-benchmark",
            dependencies: ["KafkaSource", "CRDKafka", "LakeModel", .product(name: "Logging", package: "swift-log")],
            path: "Benchmarks/Kafka",
            swiftSettings: swiftSettings
        ),

        .executableTarget(
            name: "decode-benchmark",
            dependencies: ["Ingest", "LogGenerator", "LakeModel", "Columns", "DeltaProtocol"],
            path: "Benchmarks/Decode",
            swiftSettings: swiftSettings
        ),

        .executableTarget(
            name: "sparksql-agreement",
            dependencies: ["SparkSQL"],
            path: "Benchmarks/Parse",
            swiftSettings: swiftSettings
        ),

        // words
        target("LakeModel", []),
        .target(
            name: "CArrow",
            cxxSettings: [.unsafeFlags(["-isystem", "\(native)/include"])],
            linkerSettings: [
                .unsafeFlags(["-L\(native)/lib", "-Xlinker", "-rpath", "-Xlinker", "\(native)/lib"]),
                .linkedLibrary("arrow"),
                .linkedLibrary("parquet"),
            ]
        ),
        .target(
            name: "CRDKafka",
            linkerSettings: [
                .unsafeFlags(["-L\(native)/lib", "-Xlinker", "-rpath", "-Xlinker", "\(native)/lib"]),
                .linkedLibrary("rdkafka"),
            ]
        ),
        target("Columns", ["CArrow"]),
        target("SparkSQL", []),

        // rules
        target(
            "DeltaProtocol",
            ["LakeModel", "Columns", .product(name: "HashTreeCollections", package: "swift-collections")]
        ),
        target("SQLRewrite", ["LakeModel", "SparkSQL"]),
        target("QuerySuggestions", ["LakeModel", "DeltaProtocol"]),
        target("LogGenerator", ["LakeModel", "Columns"]),

        // edges
        .target(name: "CSimdJSON", cxxSettings: [.unsafeFlags(["-isystem", "\(native)/include"])]),
        target("LakeStore", ["LakeModel", "Columns", "DeltaProtocol"]),
        target(
            "SparkConnect",
            [
                "LakeModel", "Columns",
                .product(name: "GRPCCore", package: "grpc-swift-2"),
                .product(name: "GRPCNIOTransportHTTP2Posix", package: "grpc-swift-nio-transport"),
                .product(name: "GRPCProtobuf", package: "grpc-swift-protobuf"),
                .product(name: "SwiftProtobuf", package: "swift-protobuf"),
            ]
        ),
        target(
            "EngineHost",
            [
                "LakeModel",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ]
        ),
        target("KafkaSource", ["LakeModel", "CRDKafka", .product(name: "Logging", package: "swift-log")]),
        target("Workspace", ["LakeModel", .product(name: "GRDB", package: "GRDB.swift")]),

        // flows
        target(
            "QueryService",
            [
                "LakeModel", "Columns", "SQLRewrite",
                .product(name: "AsyncAlgorithms", package: "swift-async-algorithms"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "SystemPackage", package: "swift-system"),
            ]
        ),

        target(
            "Ingest",
            ["LakeModel", "Columns", "DeltaProtocol", "CSimdJSON", .product(name: "Logging", package: "swift-log")]
        ),
        target(
            "ChangeFeed",
            ["LakeModel", "DeltaProtocol", .product(name: "Logging", package: "swift-log")]
        ),
        target(
            "LiveQuery",
            [
                "LakeModel", "Columns", "ChangeFeed", "QueryService",
                .product(name: "Logging", package: "swift-log"),
            ]
        ),

        target(
            "Maintenance",
            ["LakeModel", "Columns", "DeltaProtocol", .product(name: "Logging", package: "swift-log")]
        ),

        target(
            "Uploads",
            [
                "LakeModel", "Columns", "DeltaProtocol", "QueryService",
                .product(name: "SystemPackage", package: "swift-system"),
            ]
        ),

        target(
            "TestSupport",
            [
                "LakeModel", "Columns", "SQLRewrite", "QueryService", "ChangeFeed",
                .product(name: "Logging", package: "swift-log"),
            ]
        ),

        // top
        target(
            "HTTPAPI",
            [
                "LakeModel", "Columns", "DeltaProtocol", "SparkSQL", "QueryService", "Uploads", "ChangeFeed",
                "LiveQuery", "Ingest",
                "Maintenance",
                .product(name: "AsyncAlgorithms", package: "swift-async-algorithms"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            resources: [.embedInCode("openapi.json")]
        ),
        .executableTarget(
            name: "tideline",
            dependencies: [
                "LakeModel", "Columns", "DeltaProtocol", "SQLRewrite", "QuerySuggestions", "LogGenerator", "LakeStore",
                "SparkConnect", "EngineHost", "KafkaSource", "Workspace", "QueryService", "Uploads", "ChangeFeed",
                "LiveQuery", "Ingest", "Maintenance", "HTTPAPI",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "SystemPackage", package: "swift-system"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: swiftSettings
        ),

        // tests
        tests("DeltaProtocolTests", ["DeltaProtocol", "LakeModel", "Columns"]),
        .executableTarget(
            name: "EngineHostFixture",
            dependencies: ["EngineHost", .product(name: "Logging", package: "swift-log")],
            path: "Tests/EngineHostFixture",
            swiftSettings: swiftSettings
        ),
        tests(
            "EngineHostTests",
            [
                "EngineHost", "EngineHostFixture", "LakeModel",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),
        tests("ColumnsTests", ["Columns"]),
        tests("SparkSQLTests", ["SparkSQL"]),
        tests("LogGeneratorTests", ["LogGenerator", "Columns"]),
        tests("QuerySuggestionsTests", ["QuerySuggestions", "DeltaProtocol", "LakeModel", "EngineAnswers"]),
        .target(name: "EngineAnswers", path: "Tests/EngineAnswers", swiftSettings: swiftSettings),
        tests("SQLRewriteTests", ["SQLRewrite", "SparkSQL", "LakeModel", "EngineAnswers"]),
        tests(
            "SparkConnectTests",
            [
                "SparkConnect", "Columns", "LakeModel",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            exclude: ["Oracles"]
        ),
        tests(
            "LakeStoreTests",
            [
                "LakeStore", "Maintenance", "LakeModel", "Columns", "DeltaProtocol",
                .product(name: "Logging", package: "swift-log"),
            ],
            exclude: ["Oracles"]
        ),
        tests("MaintenanceTests", ["Maintenance", "LakeModel", "DeltaProtocol"]),
        tests(
            "IngestTests",
            [
                "Ingest", "LakeStore", "LakeModel", "Columns", "DeltaProtocol",
                .product(name: "Logging", package: "swift-log"),
            ],
            exclude: ["Decode/Oracles"]
        ),
        tests("LakeModelTests", ["LakeModel", "TestSupport"]),
        .target(name: "CRDKafkaMock", dependencies: ["CRDKafka"], path: "Tests/CRDKafkaMock"),
        tests(
            "KafkaSourceTests",
            ["KafkaSource", "CRDKafka", "CRDKafkaMock", "LakeModel", .product(name: "Logging", package: "swift-log")]
        ),
        tests(
            "QueryServiceTests",
            [
                "QueryService", "TestSupport", "SQLRewrite", "Columns", "LakeModel",
                .product(name: "AsyncAlgorithms", package: "swift-async-algorithms"),
            ]
        ),
        tests(
            "ChangeFeedTests",
            [
                "ChangeFeed", "TestSupport", "LakeModel", "DeltaProtocol",
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        tests(
            "LiveQueryTests",
            [
                "LiveQuery", "ChangeFeed", "QueryService", "TestSupport", "Columns", "LakeModel",
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        tests("UploadsTests", ["Uploads", "QueryService", "TestSupport", "Columns", "LakeModel"]),
        tests(
            "WorkspaceTests",
            ["Workspace", "TestSupport", "LakeModel", .product(name: "GRDB", package: "GRDB.swift")]
        ),
        tests(
            "HTTPAPITests",
            [
                "HTTPAPI", "QueryService", "SQLRewrite", "Uploads", "ChangeFeed", "LiveQuery", "Ingest", "Maintenance",
                "TestSupport", "Columns", "LakeModel", "DeltaProtocol",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        tests("EndToEndTests", [], exclude: ["Oracles"]),
        tests("LayeringTests", [.product(name: "Subprocess", package: "swift-subprocess")]),
    ],
    cxxLanguageStandard: .cxx20
)
