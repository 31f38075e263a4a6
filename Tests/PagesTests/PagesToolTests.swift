// The benchmark of the pages in small, so that it cannot rot.

import TestSupport
import Testing

extension PagesTests {
  @Test static func thePagesToolRuns() throws {
    let rows = try MeasuredRow.all(of: "geopages", ["--technicians", "40", "--for", "2"])
    #expect(rows["errors"]?.value == 0)
    #expect(rows["fixes_unacknowledged"]?.value == 0)
    #expect((rows["technicians_drawn"]?.value ?? 0) > 0)
    #expect((rows["frames_per_second"]?.value ?? 0) > 1)
    #expect(rows["server_cpu_watched"]?.unit == "% of one processor")
    #expect((rows["first_view"]?.value ?? 0) > 10_000)
  }
}
