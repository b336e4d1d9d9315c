/// A piece of a laid-out text.
enum LayoutItem {
    case text(String)
    /// A space, on whatever line.
    case space
    /// A line's end where the group around is broken, else a space.
    case lineOrSpace
    /// A line's end where the group around is broken, else nothing.
    case lineOrNothing
    case line
    case blankLine
    /// Begins a group: flat when all of it fits the line, else every break right in it is a line's end.
    case open(isBroken: Bool)
    case close
    case indent
    case dedent
}

/// Prints layout items by Oppen's rule: a group that fits the rest of its line is printed flat. Takes linear time.
struct LayoutPrinter {
    private let items: [LayoutItem]
    /// The width of everything before an item when all of it is flat.
    private let offsets: [Int]
    /// Line ends before an item that no group can make flat.
    private let lines: [Int]
    private let closings: [Int]
    private var output = ""
    private var column = 0
    private var level = 0
    /// The level of a line that begins with the next text.
    private var pendingLine: Int?
    private var groups: [Bool] = [true]

    private static let width = 100
    private static let indentation = 4
    /// Deeper levels are not indented further, so that output stays linear in its input.
    private static let deepestLevel = 20

    init(items: [LayoutItem]) {
        self.items = items
        var offsets = [0]
        var lines = [0]
        var closings = Array(repeating: items.count, count: items.count)
        var open: [Int] = []
        for (index, item) in items.enumerated() {
            offsets.append((offsets.last ?? 0) + Self.flatWidth(item))
            lines.append((lines.last ?? 0) + (Self.isLine(item) ? 1 : 0))
            if case .open = item { open.append(index) }
            if case .close = item, let opening = open.popLast() { closings[opening] = index }
        }
        self.offsets = offsets
        self.lines = lines
        self.closings = closings
    }

    private static func flatWidth(_ item: LayoutItem) -> Int {
        switch item {
        case .text(let text): text.unicodeScalars.count
        case .space, .lineOrSpace: 1
        default: 0
        }
    }

    private static func isLine(_ item: LayoutItem) -> Bool {
        switch item {
        case .line, .blankLine, .open(isBroken: true): true
        default: false
        }
    }

    func run() -> String {
        var printer = self
        for index in items.indices { printer.print(index) }
        while printer.output.last?.isWhitespace == true { printer.output.removeLast() }
        return printer.output.isEmpty ? "" : printer.output + "\n"
    }

    private mutating func print(_ index: Int) {
        switch items[index] {
        case .text(let text): write(text)
        case .space: write(" ")
        case .lineOrSpace: if isBroken { pendingLine = level } else { write(" ") }
        case .lineOrNothing: if isBroken { pendingLine = level }
        case .line: pendingLine = level
        case .blankLine:
            pendingLine = level
            if !output.isEmpty { endLine() }
        case .open(let isBroken): groups.append(isBroken || !fits(index))
        case .close: groups.removeLast()
        case .indent: level += 1
        case .dedent: level -= 1
        }
    }

    private static func columns(_ level: Int) -> Int { min(level, deepestLevel) * indentation }

    private var isBroken: Bool { groups.last ?? true }

    private func fits(_ opening: Int) -> Bool {
        let closing = closings[opening]
        let start = pendingLine.map(Self.columns) ?? column
        // One more for the comma or semicolon that may follow.
        return lines[closing] == lines[opening] && start + offsets[closing] - offsets[opening] + 1 <= Self.width
    }

    private mutating func write(_ text: String) {
        if let line = pendingLine {
            guard text != " " else { return }
            pendingLine = nil
            if !output.isEmpty { endLine() }
            column = Self.columns(line)
            output += String(repeating: " ", count: column)
        }
        output += text
        column += text.unicodeScalars.count
    }

    /// Ends the line without the spaces at its end.
    private mutating func endLine() {
        while output.last == " " { output.removeLast() }
        output += "\n"
        column = 0
    }
}
