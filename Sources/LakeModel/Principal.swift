/// Who asks. On a loopback address without accounts, everybody is the local administrator.
package struct Principal: Hashable, Sendable {
    package let name: String

    package init(name: String) { self.name = name }

    package static let localAdministrator = Principal(name: "local")
}
