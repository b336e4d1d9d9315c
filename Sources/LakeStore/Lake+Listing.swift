import LakeModel
import Synchronization

extension Lake {
    /// All tables, found in the lake and registered, by name. One that can't be read is listed with its error.
    ///
    /// - Throws: only when the lake's folder itself can't be listed.
    package func tables() async throws -> [TableListing] {
        let found = try await discover()
        let places = found + state.withLock { $0.registeredPlaces }
        var listings = try await withThrowingTaskGroup(of: TableListing?.self) { group in
            var listings: [TableListing] = []
            for (index, place) in places.enumerated() {
                if index >= options.parallelLoads, let listing = try await group.next() ?? nil {
                    listings.append(listing)
                }
                group.addTask { try await self.listing(of: place) }
            }
            for try await listing in group { if let listing { listings.append(listing) } }
            return listings
        }
        releaseSurplus()
        listings.sort { ($0.name, $0.location) < ($1.name, $1.location) }
        return listings
    }

    /// nil for a folder of the lake that is no table.
    private func listing(of place: TablePlace) async throws -> TableListing? {
        let table = handle(place)
        do {
            return TableListing(name: place.name, location: place.location, result: .success(try await table.summary()))
        } catch is CancellationError {
            throw CancellationError()
        } catch let error as LakeStoreError where error.code == .tableNotFound && !isRegistered(place) {
            return nil
        } catch {
            return TableListing(name: place.name, location: place.location, result: .failure(.described(error)))
        }
    }

    private func isRegistered(_ place: TablePlace) -> Bool {
        state.withLock { $0.registered(place.name)?.location == place.location }
    }

    /// The folders of the lake that may be tables: `<schema>/<table>`, hidden and underscore folders left out.
    func discover() async throws -> [TablePlace] {
        var places: [TablePlace] = []
        for schema in try await folders(in: "") {
            for table in try await folders(in: schema + "/") {
                let name = TableName(schema: schema, table: table)
                places.append(TablePlace(name: name, path: "\(schema)/\(table)", root: root, store: store))
            }
        }
        state.withLock { $0.found(places) }
        return places
    }

    func folders(in prefix: String) async throws -> [String] {
        let page = try await store.listAll(ListRequest(prefix: prefix, byFolder: true))
        return page.folders.map { String($0.dropFirst(prefix.count).dropLast()) }.filter(TablePlace.isPlain)
    }

    /// Lets snapshots go that do not fit into the memory for them.
    func releaseSurplus() {
        for table in state.withLock({ $0.surplus(limit: options.snapshotMemory) }) { table.release() }
    }
}
