// The program that libFuzzer drives. It brings its own `main`; scripts/fuzz builds and runs it:
// `GEOD_FUZZ_TARGET=frame_decoder geofuzz FOLDER -max_total_time=60`.

import Foundation

/// The target of this process. A name that is none ends it before anything is fuzzed.
private let target: FuzzTarget = {
  let name = ProcessInfo.processInfo.environment["GEOD_FUZZ_TARGET"] ?? ""
  guard let target = FuzzTarget(rawValue: name) else {
    let known = FuzzTarget.allCases.map(\.rawValue).joined(separator: " ")
    FileHandle.standardError.write(Data("geofuzz: GEOD_FUZZ_TARGET must be one of \(known)\n".utf8))
    exit(2)
  }
  return target
}()

/// Called by libFuzzer with each input. A property that does not hold ends the process, which libFuzzer takes as a
/// finding.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  do throws(FuzzFault) {
    try target.check(Array(UnsafeBufferPointer(start: bytes, count: count)))
  } catch {
    FileHandle.standardError.write(Data("geofuzz: \(target.rawValue): \(error)\n".utf8))
    abort()
  }
  return 0
}
