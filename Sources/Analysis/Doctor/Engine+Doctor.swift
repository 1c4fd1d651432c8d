import Domain
import Store

extension Engine {
  package func doctor(in environment: AppID?, now: Timestamp) async throws -> [Finding] {
    try await read { [self] reader in
      let population = try population(reader)
      let scope = DoctorScope(reader, population, in: population.code(of: environment))
      let findings =
        try IdentityExamination(scope).findings() + DeviceExamination(scope).findings()
        + [try ClockExamination(scope).finding(now: now)].compactMap(\.self)
        + PropertyExamination(scope).findings() + EventNameExamination(scope).findings()
      return Finding.Code.allCases.flatMap { code in findings.filter { $0.code == code } }
    }
  }
}
