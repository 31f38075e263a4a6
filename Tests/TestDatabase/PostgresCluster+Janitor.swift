// Who cleans up, however the tests end.

import Foundation

extension PostgresCluster {
  /// A shell that waits until its standard input ends, which it does with the process of the tests at the latest. Then it
  /// ends what works in the cluster's data folder and removes the folder.
  final class Janitor {
    private static let script = """
      read -r _
      folder=$0
      for signal in QUIT KILL; do
        for _ in $(seq 100); do
          found=
          for process in /proc/[0-9]*; do
            [ "$(readlink "$process/cwd")" = "$folder/data" ] || continue
            found=1
            kill -s CONT "${process#/proc/}"
            kill -s "$signal" "${process#/proc/}"
          done
          [ -n "$found" ] || break 2
          sleep 0.1
        done
      done
      # Postgres marks its folder with a segment of shared memory, and removes it by itself unless it is killed.
      segment=$(sed -n '7s/.* //p' "$folder/data/postmaster.pid")
      [ -z "$segment" ] || ipcrm --shmem-id "$segment"
      # Where the tests ended while the cluster was being made, its maker goes on for a moment and writes behind us.
      for _ in $(seq 50); do
        rm -rf "$folder"
        sleep 0.1
        [ -e "$folder" ] || break
      done
      """

    private let process = Process()
    private let input = Pipe()

    init(folder: String) throws {
      process.executableURL = URL(filePath: "/bin/sh")
      process.arguments = ["-c", Self.script, folder]
      process.currentDirectoryURL = URL(filePath: "/")
      process.standardInput = input
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      let writing = input.fileHandleForWriting.fileDescriptor
      _ = fcntl(writing, F_SETFD, fcntl(writing, F_GETFD) | FD_CLOEXEC)
      try process.run()
    }

    /// Lets it work and waits for it.
    func finish() {
      try? input.fileHandleForWriting.close()
      process.waitUntilExit()
    }
  }
}
