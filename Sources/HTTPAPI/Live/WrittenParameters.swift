import FoundationEssentials
package import LakeModel

/// Parameters as `POST /api/query` takes them: a JSON value, or `{"type","value"}` where JSON has no such type.
package struct WrittenParameters: Encodable, Sendable {
    private let parameters: QueryParameters

    package init(_ parameters: QueryParameters) { self.parameters = parameters }

    package func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        switch parameters {
        case .none: try value.encode([String: Literal]())
        case .named(let values): try value.encode(values.mapValues(Literal.init))
        case .positional(let values): try value.encode(values.map(Literal.init))
        }
    }

    private struct Literal: Encodable {
        let literal: QueryLiteral

        init(_ literal: QueryLiteral) { self.literal = literal }

        func encode(to encoder: any Encoder) throws {
            var value = encoder.singleValueContainer()
            switch literal {
            case .null: try value.encodeNil()
            case .boolean(let bool): try value.encode(bool)
            case .long(let long): try value.encode(long)
            case .double(let double): try value.encode(double)
            case .string(let string): try value.encode(string)
            case .decimal(let digits): try value.encode(["type": "decimal", "value": digits])
            case .date(let days): try value.encode(["type": "date", "value": Self.iso(days: days)])
            case .timestamp(let micros): try value.encode(["type": "timestamp", "value": Self.iso(micros: micros)])
            }
        }

        private static func iso(days: Int32) -> String {
            Date(timeIntervalSince1970: Double(days) * 86_400).formatted(.iso8601.year().month().day())
        }

        private static func iso(micros: Int64) -> String {
            Date(timeIntervalSince1970: Double(micros) / 1_000_000)
                .formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        }
    }
}
