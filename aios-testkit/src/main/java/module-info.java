/**
 * The test kit: fakes, virtual time, faults, record and replay, assertions, and conformance kits
 * for every SPI. For the test scope of a host.
 */
module dev.aios.testkit {
  exports dev.aios.testkit;
  exports dev.aios.testkit.assertion;
  exports dev.aios.testkit.conformance;
  exports dev.aios.testkit.effect;
  exports dev.aios.testkit.fault;
  exports dev.aios.testkit.model;
  exports dev.aios.testkit.replay;
  exports dev.aios.testkit.simulation;
  exports dev.aios.testkit.world;

  opens dev.aios.testkit.conformance;

  requires transitive dev.aios.api;
  requires transitive dev.aios.core;
  requires transitive org.assertj.core;
  requires transitive org.junit.jupiter.api;
  requires org.junit.platform.commons;
  requires static org.jspecify;

  uses dev.aios.api.value.Codec;
}
