/** Governance: budgets, gates, approvals, sanitising, taint, audit proofs. */
module dev.aios.governance {
  requires transitive dev.aios.api;
  requires dev.aios.core;
  requires static org.jspecify;
  requires org.jsoup;
  requires org.slf4j;
}
