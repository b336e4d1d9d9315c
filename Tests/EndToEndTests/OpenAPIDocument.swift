import Foundation

/// `/openapi.json`, and how an answer differs from what it promises.
struct OpenAPIDocument {
    let document: JSON

    /// `GET /api/tables` and the like, sorted.
    var operations: [String] {
        (document["paths"]?.object ?? [:]).flatMap { path, methods in
            (methods.object ?? [:]).keys.map { "\($0.uppercased()) \(path)" }
        }.sorted()
    }

    /// What is wrong with the answer: an undocumented status or media type, or a body of another shape.
    func faults(of answer: HTTPAnswer, to operation: String) throws -> [String] {
        let parts = operation.split(separator: " ").map(String.init)
        let description = document["paths"]?[parts[1]]?[parts[0].lowercased()]
        guard let response = description?["responses"]?["\(answer.status)"] else {
            return ["status \(answer.status) is not documented"]
        }
        guard let content = response["content"] else { return answer.body.isEmpty ? [] : ["a body is not documented"] }
        let type = answer.headers["content-type"]?.split(separator: ";").first.map(String.init) ?? "none"
        guard let schema = content[type]?["schema"] else { return ["media type \(type) is not documented"] }
        return type == "application/json" ? faults(try answer.json, schema, at: "") : []
    }

    private func faults(_ value: JSON, _ schema: JSON, at place: String) -> [String] {
        if let name = schema["$ref"]?.string?.split(separator: "/").last {
            guard let target = document["components"]?["schemas"]?[String(name)] else { return ["no schema \(name)"] }
            return faults(value, target, at: place)
        }
        if value == .null { return schema["nullable"] == true || schema == [:] ? [] : ["\(place) is null"] }
        if let choices = schema["anyOf"]?.array {
            return choices.contains { faults(value, $0, at: place).isEmpty } ? [] : ["\(place) fits no choice"]
        }
        if let allowed = schema["enum"]?.array, !allowed.contains(value) { return ["\(place) is not in the enum"] }
        switch schema["type"]?.string {
        case "object": return memberFaults(value, schema, at: place)
        case "array":
            guard let items = value.array else { return ["\(place) is no array"] }
            return items.enumerated().flatMap { faults($1, schema["items"] ?? [:], at: "\(place)[\($0)]") }
        case "string": return stringFaults(value, schema, at: place)
        case "integer": return value.int == nil ? ["\(place) is no integer"] : []
        case "number":
            if case .double = value { return [] }
            return value.int == nil ? ["\(place) is no number"] : []
        case "boolean": return value.bool == nil ? ["\(place) is no boolean"] : []
        default: return []
        }
    }

    private func memberFaults(_ value: JSON, _ schema: JSON, at place: String) -> [String] {
        guard let members = value.object else { return ["\(place) is no object"] }
        let missing = (schema["required"]?.array ?? []).compactMap(\.string).filter { members[$0] == nil }
        guard schema["properties"] != nil || schema["additionalProperties"] != nil else { return [] }
        return missing.map { "\(place).\($0) is missing" }
            + members.flatMap { name, member in
                guard let known = schema["properties"]?[name] ?? schema["additionalProperties"] else {
                    return ["\(place).\(name) is not documented"]
                }
                return faults(member, known, at: "\(place).\(name)")
            }
    }

    private func stringFaults(_ value: JSON, _ schema: JSON, at place: String) -> [String] {
        guard let text = value.string else { return ["\(place) is no string"] }
        switch schema["format"]?.string {
        case "uuid": return UUID(uuidString: text) == nil ? ["\(place) is no UUID"] : []
        case "date-time":
            let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
            return (try? style.parse(text)) == nil ? ["\(place) is no time: \(text)"] : []
        default: return []
        }
    }
}
