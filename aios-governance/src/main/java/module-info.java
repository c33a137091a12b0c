/** Governance: budgets, gates, approvals, sanitising, taint, audit proofs. */
module dev.aios.governance {
  requires transitive dev.aios.api;
  requires dev.aios.core;
  requires static org.jspecify;
  requires org.jsoup;
  requires org.slf4j;

  exports dev.aios.governance;
  exports dev.aios.governance.policy;
  exports dev.aios.governance.sanitise;

  provides dev.aios.api.Extension with
      dev.aios.governance.Governance;
}
