import CairnClient
import Foundation

/// The examples of docs/client.md, word for word, in the order of the page: what stands between
/// `// example` and `// end` is a block there.
struct DocumentExamples {
  static func make(_ file: URL) -> Cairn {
    // example
    let cairn = Cairn(
      store: file, appId: "main", device: "kate's phone", platform: .mobile,
      onWarning: { warning in print(warning) })
    // end
    return cairn
  }

  static func events(_ cairn: Cairn, _ price: Double, _ item: String) {
    // example
    cairn.track("Purchase", properties: ["dollars": 50, "item": "Furby", "gift": true])
    cairn.track("Purchase", properties: ["dollars": .number(price), "item": .string(item)])
    // end

    // example
    cairn.trackPageview(
      title: "New Title", url: "http://example.com/path/to/home",
      properties: ["pageType": "home", "pageVersion": "v1.0"])
    // end

    // example
    cairn.addEventProperties(["Logged In": true, "Payment Plan": "Free"])
    cairn.removeEventProperty("Logged In")
    cairn.clearEventProperties()

    cairn.addPageviewProperties(["pageType": "productDetail", "pageVersion": "v2.0"])
    cairn.removePageviewProperty("pageVersion")
    cairn.clearPageviewProperties()
    // end
  }

  static func users(_ cairn: Cairn) {
    // example
    cairn.identify("alice123")
    cairn.addUserProperties(["Name": "Alice Smith", "Profession": "Data Scientist"])
    // end

    // example
    cairn.resetIdentity()
    // end
  }

  static func ready(_ cairn: Cairn) {
    // example
    cairn.onReady {
      print(cairn.getUserId() ?? "", cairn.getIdentity() ?? "anonymous")
      print(cairn.getSessionId() ?? "no session is running")
    }
    // end
  }

  static func storing(_ cairn: Cairn) async {
    // example
    cairn.changeInterval(25)
    let isStored = await cairn.flush()
    cairn.shutdown()
    // end
    print(isStored)
  }

  static func pairing(_ cairn: Cairn) {
    // example
    cairn.startEVPairing()
    cairn.stopEVPairing()
    cairn.disableVisualizerPairingGesture()
    // end
  }
}
