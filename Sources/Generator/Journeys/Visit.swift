import Domain
import Formats

/// One visit being made up: its lines so far and the clock in it.
struct Visit {
  private(set) var clock: Timestamp
  private(set) var lines: [CallLine] = []

  init(at time: Timestamp) {
    clock = time
  }

  /// Lets some time pass, mostly seconds, sometimes minutes.
  mutating func pause(_ draw: inout Draw) {
    let seconds = draw.pick(weighted: [(4, 20), (9, 26), (20, 24), (45, 16), (120, 10), (400, 4)])
    clock = Timestamp(
      milliseconds: clock.milliseconds + Int64(draw.int(300...1000)) * Int64(seconds))
  }

  mutating func wait(seconds: Int) {
    clock = clock.advanced(seconds: Int64(seconds))
  }

  mutating func call(
    _ call: ClientCall, on handset: inout Handset, context: [String: InputValue] = [:]
  ) {
    var device = CallingDevice(handset.key, context: context)
    if !handset.isIntroduced {
      device.platform = handset.machine.platform
      device.userID = handset.userID
      device.context.merge(handset.machine.context) { given, _ in given }
      handset.isIntroduced = true
    }
    lines.append(CallLine(.client(call, on: device), at: clock))
    // Calls made by one script follow each other within milliseconds.
    clock = Timestamp(milliseconds: clock.milliseconds + 12)
  }

  mutating func track(
    _ event: String, _ properties: [String: InputValue] = [:], on handset: inout Handset
  ) {
    call(.track(event: event, properties: properties), on: &handset)
  }

  /// A call from the shop's own server, which has a clock of its own.
  mutating func server(
    _ event: String, of customer: Customer, _ properties: [String: InputValue],
    at time: Timestamp
  ) {
    let subject = Subject.identity(Identity(unchecked: customer.identity))
    lines.append(
      CallLine(.server(.track(of: subject, event: event, properties: properties)), at: time))
  }

  mutating func server(_ properties: [String: InputValue], of customer: Customer) {
    lines.append(
      CallLine(
        .server(
          .addUserProperties(identity: .string(customer.identity), properties: properties)),
        at: clock))
  }
}
