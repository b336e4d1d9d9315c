import Foundation

/// Where a live query's answers are drawn: on a terminal always in the same place, and elsewhere one behind the other.
struct LiveScreen {
    private let isTerminal: Bool
    private var frame: LiveFrame?
    /// What is wrong or being waited for, if anything.
    private var note: String?

    init(isTerminal: Bool) { self.isTerminal = isTerminal }

    /// The terminal's other screen, without a cursor, and with long lines cut at its edge.
    func open() {
        if isTerminal { write("\u{1b}[?1049h\u{1b}[?25l\u{1b}[?7l") }
    }

    /// What was on the terminal before comes back; the last answer stays below it.
    func close(now: Int64) {
        guard isTerminal else { return }
        write("\u{1b}[?7h\u{1b}[?25h\u{1b}[?1049l")
        if let frame { write("\(frame.headline(now: now))\n\(frame.table.text)") }
    }

    mutating func show(_ frame: LiveFrame, now: Int64) {
        self.frame = frame
        note = nil
        isTerminal ? draw(now: now) : write("\(frame.headline(now: now))\n\(frame.table.text)\n")
    }

    /// Elsewhere than on a terminal a note goes to standard error, once.
    mutating func say(_ note: String?, now: Int64) {
        guard note != self.note else { return }
        self.note = note
        if isTerminal { draw(now: now) } else if let note { StandardStreams.complain(note) }
    }

    /// The age of the answer grows though nothing comes.
    func tick(now: Int64) {
        if isTerminal { draw(now: now) }
    }

    private func draw(now: Int64) {
        var lines = [frame?.headline(now: now) ?? "The first answer is on its way …"]
        if let note { lines.append(note) }
        lines.append("")
        lines += (frame?.table.text ?? "").split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let room = max(3, Self.height() - 1)
        if lines.count > room { lines = lines.prefix(room - 1) + ["… more rows than fit"] }
        write("\u{1b}[H" + lines.map { "\($0)\u{1b}[K\n" }.joined() + "\u{1b}[J")
    }

    private func write(_ text: String) { StandardStreams.write(Array(text.utf8)) }

    private static func height() -> Int {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_row > 0 else { return 24 }
        return Int(size.ws_row)
    }
}
