// Who cleans up, however a process ends.

import Foundation

/// A shell that waits until its standard input ends, which it does with this process at the latest. Then it ends what works in
/// a folder, takes down what is mounted in it, and removes it.
public final class Janitor: Sendable {
  /// `$0` is the folder, the rest are the signals, each for ten seconds.
  private static let script = """
    read -r _
    folder=$0
    for signal in "$@"; do
      for _ in $(seq 100); do
        found=$(find /proc -maxdepth 2 -name cwd -lname "$folder*")
        [ -n "$found" ] || break 2
        for process in $found; do
          process=${process%/cwd}
          kill -s CONT "${process#/proc/}"
          kill -s "$signal" "${process#/proc/}"
        done
        sleep 0.1
      done
    done
    # Postgres marks its folder with a segment of shared memory, and removes it by itself unless it is killed.
    segment=$(sed -n '7s/.* //p' "$folder/data/postmaster.pid")
    [ -z "$segment" ] || ipcrm --shmem-id "$segment"
    while read -r _ place _; do
      case $place in "$folder"/*) umount --lazy "$place" ;; esac
    done </proc/mounts
    # Where the process ended while something was being made, its maker goes on for a moment and writes behind us.
    for _ in $(seq 50); do
      rm -rf "$folder"
      [ -e "$folder" ] || break
      sleep 0.1
    done
    """

  private let process = Process()
  private let input = Pipe()

  /// Begins to wait.
  /// - Parameters:
  ///   - folder: what it looks after, without symbolic links.
  ///   - signals: by which names it ends processes, the later ones for those that do not obey.
  public init(folder: String, signals: [String]) throws {
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", Self.script, folder] + signals
    process.currentDirectoryURL = URL(filePath: "/")
    process.standardInput = input
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    let writing = input.fileHandleForWriting.fileDescriptor
    _ = fcntl(writing, F_SETFD, fcntl(writing, F_GETFD) | FD_CLOEXEC)
    try process.run()
  }

  /// Lets it work and waits for it.
  public func finish() {
    try? input.fileHandleForWriting.close()
    process.waitUntilExit()
  }
}
