// libcurl's side of the sender's thread: many transfers at once over connections that are used again.

internal import CCurl

/// The transfers of one thread.
///
/// SAFETY: `multi` is made in `init` and freed in `deinit`, after every transfer was taken out of it. All calls are
/// made on one thread, except for `wake`, which libcurl allows from any other as long as the pool lives
/// (curl_multi_wakeup(3)); its owner sees to that. Unchecked Sendable for that one call.
@safe
final class CurlPool: @unchecked Sendable {
  /// The most connections that are kept for the next message.
  private static let idleConnectionsMax = 64

  private let multi: UnsafeMutableRawPointer
  /// By `CurlTransfer.key`, with their numbers.
  private var transfers: [UInt: (transfer: CurlTransfer, number: UInt64)] = [:]

  init() {
    CurlLibrary.start()
    guard let multi = unsafe curl_multi_init() else { preconditionFailure("libcurl has no memory") }
    unsafe self.multi = multi
    unsafe _ = ccurl_multi_set_number(multi, CURLMOPT_MAXCONNECTS, Self.idleConnectionsMax)
  }

  deinit {
    precondition(transfers.isEmpty, "a transfer was left")
    unsafe curl_multi_cleanup(multi)
  }

  /// How many requests are on their way.
  var count: Int { transfers.count }

  /// Begins to send; `number` names the transfer when it is over.
  func begin(_ transfer: CurlTransfer, number: UInt64) {
    transfers[transfer.key] = (transfer, number)
    let code = unsafe curl_multi_add_handle(multi, transfer.easy)
    precondition(code == CURLM_OK, "libcurl takes no transfer")
  }

  /// Does what can be done without waiting, and hands over what is over.
  func perform(_ over: (UInt64, WebhookOutcome) -> Void) {
    var running: Int32 = 0
    _ = unsafe curl_multi_perform(multi, &running)
    var left: Int32 = 0
    while let message = unsafe curl_multi_info_read(multi, &left) {
      guard unsafe message.pointee.msg == CURLMSG_DONE, let easy = unsafe message.pointee.easy_handle else {
        continue
      }
      // The message dies with the handle that it is about.
      let code = unsafe message.pointee.data.result
      let key = UInt(bitPattern: easy)
      guard let (transfer, number) = transfers.removeValue(forKey: key) else { continue }
      unsafe curl_multi_remove_handle(multi, easy)
      over(number, transfer.outcome(code))
    }
  }

  /// Ends everything that is on its way.
  func abort(_ over: (UInt64, WebhookOutcome) -> Void) {
    for (transfer, number) in transfers.values {
      unsafe curl_multi_remove_handle(multi, transfer.easy)
      over(number, WebhookOutcome(.failed(.stopped)))
    }
    transfers.removeAll()
  }

  /// Waits until something can be done, `wake` is called, or the time is over.
  func wait(milliseconds: Int) {
    _ = unsafe curl_multi_poll(multi, nil, 0, Int32(clamping: milliseconds), nil)
  }

  /// Ends the present wait, or the next one. From any thread.
  func wake() { unsafe _ = curl_multi_wakeup(multi) }
}
